/** Rise and fall of active checks, when they run, and which of them are wrong themselves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Planning, Standing } from './check.ts';
import { afterCheck, isOfTheCheck, mayCheck, paceMs, saysDown, unasked } from './check.ts';

const down = causeOf('connection_refused');
const noPath = causeOf('unknown_model', { receivedStatus: 404 });

/** `g` good, `b` bad, one each second. */
const after = (
  answers: string,
  { cause = down, goodAt = null }: { cause?: Cause; goodAt?: number | null } = {},
): Standing =>
  answers
    .split('')
    .reduce<Standing>(
      (standing, answer, at) => afterCheck(standing, { at, cause: answer === 'g' ? null : cause, goodAt }),
      unasked,
    );

const beliefs: readonly (readonly [answers: string, belief: Standing['belief']])[] = [
  ['', 'unknown'],
  ['g', 'good'],
  ['b', 'unknown'],
  ['bb', 'unknown'],
  ['bbb', 'bad'],
  ['gb', 'good'],
  ['gbb', 'good'],
  ['gbbb', 'bad'],
  ['gbbgbb', 'good'],
  ['bbbg', 'bad'],
  ['bbbgbg', 'bad'],
  ['bbbgg', 'good'],
];

for (const [answers, belief] of beliefs)
  test(`after ${answers || 'nothing'} it is believed to be ${belief}`, () => {
    assert.equal(after(answers).belief, belief);
    assert.equal(saysDown(after(answers)), belief === 'bad');
  });

test('a check that fails while calls succeed is the one that is wrong, until it is good again', () => {
  assert.equal(saysDown(after('gbbb', { goodAt: 2.5 })), false, 'a call went well after the first failure');
  assert.equal(saysDown(after('gbbb', { goodAt: 0.5 })), true, 'a call that went well before says nothing');
  const refuted = after('gbbb', { goodAt: 2.5 });
  const later = afterCheck(refuted, { at: 9_000, cause: down, goodAt: null });
  assert.equal(saysDown(later), false, 'it stays refuted');
  const well = ['g', 'g'].reduce((standing) => afterCheck(standing, { at: 1, cause: null, goodAt: null }), later);
  assert.deepEqual(well, after('g'));
});

test('a server that turns the check down is there', () => {
  assert.equal(saysDown(after('bbb', { cause: noPath })), false);
  for (const status of [301, 400, 401, 403, 404, 405, 501])
    assert.ok(isOfTheCheck(causeOf('upstream_error', { receivedStatus: status })), String(status));
  for (const status of [500, 502, 503, 504])
    assert.ok(!isOfTheCheck(causeOf('upstream_error', { receivedStatus: status })), String(status));
  assert.ok(isOfTheCheck(causeOf('wrong_content', { receivedStatus: 200 })));
  assert.ok(!isOfTheCheck(down));
});

const around = (now: number, isMissed = false, draw = 0.5): Planning => ({ now, isMissed, draw });

test('an unsettled one is asked sooner, but not for tokens and not all the time', () => {
  const page = { everyMs: 5_000, complete: null };
  assert.equal(paceMs(after('g'), page, around(9)), 5_000);
  assert.equal(paceMs(after('gb'), page, around(9)), 2_500);
  assert.equal(paceMs(after('gb'), { everyMs: 1_200, complete: null }, around(9)), 1_000);
  assert.equal(paceMs(after('gb'), { everyMs: 100, complete: null }, around(9)), 100);
  assert.equal(paceMs(after('gb'), { everyMs: 30_000, complete: 'm' }, around(9)), 30_000);
  assert.ok(
    paceMs(after('g'), page, around(9, false, 0)) < 5_000 && paceMs(after('g'), page, around(9, false, 0.99)) > 5_000,
  );
});

test('one that is missed is asked every second at first, and then as seldom as a twentieth of its absence', () => {
  const page = { everyMs: 5_000, complete: null };
  const away = { ...after('gbbb'), redSince: 100_000 };
  const paces = [100_000, 120_000, 160_000, 200_000, 900_000].map((now) => paceMs(away, page, around(now, true)));
  assert.deepEqual(paces, [1_000, 1_000, 3_000, 5_000, 5_000]);
  assert.equal(paceMs(after('g'), page, around(9, true)), 1_000, 'calls failed before any check did');
  assert.equal(
    paceMs(away, { everyMs: 30_000, complete: 'm' }, around(100_000, true)),
    30_000,
    'tokens are not spent on it',
  );
});

test('while it rests, and for one pace behind that, calls go first, but where it is missed', () => {
  assert.ok(mayCheck(null, 5, around(0)));
  assert.ok(!mayCheck(10, 5, around(14)));
  assert.ok(mayCheck(10, 5, around(15)));
  assert.ok(mayCheck(10, 5, around(1, true)));
});

test('good answers alone never make it bad, and one answer never turns a belief around', () => {
  const answer = fc.record({ isGood: fc.boolean(), goodAt: fc.option(fc.nat(100)) });
  fc.assert(
    fc.property(fc.array(answer), (answers) => {
      let standing = unasked;
      for (const [at, { isGood, goodAt }] of answers.entries()) {
        const next = afterCheck(standing, { at, cause: isGood ? null : down, goodAt });
        if (isGood) assert.notEqual(next.belief === 'bad' && standing.belief !== 'bad', true);
        if (standing.belief !== 'unknown' && next.belief !== standing.belief) assert.ok(standing.against > 0);
        assert.ok(!(isGood && saysDown(next) && !saysDown(standing)));
        standing = next;
      }
    }),
  );
});
