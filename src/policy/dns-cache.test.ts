import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Said } from '../domain/ports.ts';
import { former, isFresh, type Judged, judge, type Known, learn, longestMs, named, shortestMs } from './dns-cache.ts';

const found = (ttlSeconds: number, ...addresses: string[]): Said => ({
  kind: 'found',
  addresses: addresses.length === 0 ? ['192.0.2.1'] : addresses,
  ttlMs: ttlSeconds * 1_000,
});
const noName: Said = { kind: 'none', code: 'ENOTFOUND' };
const noFamily: Said = { kind: 'none', code: 'ENODATA' };
const failed: Said = { kind: 'failed', code: 'ETIMEOUT' };

/** Answers with the seconds they came at. */
type Story = readonly (readonly [number, Said])[];

const told = (story: Story, draw = 1): Known => {
  let known: Known | null = null;
  for (const [second, said] of story) known = learn(known, said, { now: second * 1_000, draw });
  return known ?? assert.fail();
};

const day = 86_400;
const cases: readonly (readonly [string, Story, number, Judged])[] = [
  ['an answer is used', [[0, found(60)]], 47, 'use'],
  ['and asked for anew before its time is over', [[0, found(60)]], 48, 'ahead'],
  ['when it is over, it is old', [[0, found(60)]], 60, 'old'],
  ['a TTL of 0 counts as five seconds', [[0, found(0)]], 3.9, 'use'],
  ['but no longer', [[0, found(0)]], 5, 'old'],
  ['a TTL of a day counts as five minutes', [[0, found(day)]], 300, 'old'],
  ['an old answer serves for a day', [[0, found(60)]], 60 + day - 1, 'old'],
  ['and not for longer', [[0, found(60)]], 60 + day, 'ask'],
  ['a name that is not there is not asked for again at once', [[0, noName]], 3.9, 'use'],
  ['but seconds later', [[0, noName]], 5, 'ask'],
  ['a family without addresses stays so for a minute', [[0, noFamily]], 47, 'use'],
  ['and is asked for ahead like others', [[0, noFamily]], 50, 'ahead'],
  ['a resolver that fails is asked by one call a second', [[0, failed]], 0.9, 'use'],
  ['and by the next one after that', [[0, failed]], 1, 'ask'],
  [
    'with an old answer it is asked twice a minute',
    [
      [0, found(60)],
      [61, failed],
    ],
    90,
    'use',
  ],
  [
    'and not less often',
    [
      [0, found(60)],
      [61, failed],
    ],
    91,
    'old',
  ],
  [
    'a failure ahead of time leaves the answer in use',
    [
      [0, found(60)],
      [50, failed],
    ],
    55,
    'use',
  ],
  [
    'a recovered resolver is believed',
    [
      [0, found(60)],
      [61, failed],
      [95, found(60)],
    ],
    100,
    'use',
  ],
  [
    'a name that vanished is asked for again soon',
    [
      [0, found(60)],
      [60, noName],
    ],
    65,
    'old',
  ],
  [
    'addresses of a family that vanished too',
    [
      [0, found(60)],
      [60, noFamily],
    ],
    65,
    'old',
  ],
];

for (const [says, story, second, verdict] of cases) {
  test(says, () => assert.equal(judge(told(story), second * 1_000), verdict));
}

test('what was never asked for is asked for', () => assert.equal(judge(null, 0), 'ask'));

test('addresses that are no longer named are kept for five minutes, behind the others', () => {
  const known = told([
    [0, found(60, '192.0.2.1', '192.0.2.2')],
    [60, found(60, '192.0.2.2', '192.0.2.3')],
    [120, found(60, '192.0.2.2', '192.0.2.3')],
  ]);
  assert.deepEqual(named(known, 121_000), ['192.0.2.2', '192.0.2.3']);
  assert.deepEqual(former(known, 121_000), ['192.0.2.1']);
  assert.deepEqual(former(known, 360_000), []);
});

test('so are those of a name that is gone', () => {
  const known = told([
    [0, found(60)],
    [60, noName],
    [65, noName],
  ]);
  assert.deepEqual([named(known, 66_000), former(known, 66_000)], [[], ['192.0.2.1']]);
  assert.deepEqual(former(known, 360_000), []);
  assert.equal(judge(known, 400_000), 'ask');
});

test('an answer lives between five seconds and five minutes, and never longer than it says', () => {
  const draws = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(fc.nat(10_000), draws, (ttlSeconds, draw) => {
      const { freshUntil, aheadAt } = told([[0, found(ttlSeconds)]], draw);
      assert.ok(freshUntil >= shortestMs && freshUntil <= longestMs, `${freshUntil}`);
      assert.ok(freshUntil <= Math.max(shortestMs, ttlSeconds * 1_000));
      assert.ok(aheadAt < freshUntil);
    }),
  );
});

test('whatever a resolver says, a good answer is used until its time is over, and a failure loses nothing', () => {
  const said = fc.constantFrom(found(60), found(1, '192.0.2.9'), noName, noFamily, failed);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), said), { minLength: 1, maxLength: 30 }), (steps) => {
      let known = null as Known | null;
      let second = 0;
      for (const [passed, answer] of steps) {
        second += passed;
        const now = second * 1_000;
        const before: readonly string[] = known === null ? [] : [...named(known, now), ...former(known, now)];
        known = learn(known, answer, { now, draw: 0.5 });
        const after = [...named(known, now), ...former(known, now)];
        if (answer.kind === 'failed') assert.deepEqual(after, before);
        if (answer.kind === 'found') assert.ok(isFresh(known, now) && judge(known, now) === 'use');
        assert.equal(new Set(after).size, after.length);
      }
    }),
  );
});
