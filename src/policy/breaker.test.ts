/** The breaker: opens on failures in a row that are no chance, probes few, is never wedged, never opens on good news. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { causeCodes, causeOf } from '../domain/cause.ts';
import type { Breaker } from './breaker.ts';
import {
  afterFailure,
  afterGood,
  afterGoodProbe,
  afterRedCheck,
  closed,
  entered,
  mayPass,
  recovered,
  released,
  restUntil,
  runToOpen,
  stirred,
} from './breaker.ts';

const cause = causeOf('connection_refused');
const limit = causeOf('rate_limited');

const fail = (
  breaker: Breaker,
  now: number,
  more: { draw?: number; usualShare?: number; undecided?: number } = {},
): Breaker => afterFailure(breaker, { cause, now, draw: 1, usualShare: 0, undecided: 0, by: 'calls', ...more });

const limited = (breaker: Breaker, now: number): Breaker =>
  afterFailure(breaker, { cause: limit, now, draw: 1, usualShare: 0, undecided: 0, by: 'calls' });

const times = (count: number, step: (breaker: Breaker) => Breaker, from: Breaker = closed): Breaker => {
  let breaker = from;
  for (let done = 0; done < count; done++) breaker = step(breaker);
  return breaker;
};

const opened = (now: number): Breaker => times(3, (breaker) => fail(breaker, now));

test('two failures in a row change nothing, the third opens it', () => {
  assert.equal(mayPass(fail(fail(closed, 0), 0), 0), true);
  assert.equal(mayPass(opened(0), 0), false);
});

test('one that fails now and then needs a longer run', () => {
  const rows: readonly (readonly [share: number, run: number])[] = [
    [0, 3],
    [0.01, 3],
    [0.1, 3],
    [0.2, 5],
    [0.3, 6],
    [0.5, 8],
    [1, 8],
  ];
  for (const [share, run] of rows) assert.equal(runToOpen(share), run, `at ${share}`);
  assert.equal(times(4, (breaker) => fail(breaker, 0, { usualShare: 0.2 })).kind, 'closed');
  assert.equal(times(5, (breaker) => fail(breaker, 0, { usualShare: 0.2 })).kind, 'open');
});

const burst = (failures: number, undecided: number): Breaker =>
  times(failures, (breaker) => fail(breaker, 0, { undecided }));

test('while more calls are out than have failed, a run says nothing yet', () => {
  assert.equal(burst(9, 10).kind, 'closed');
  assert.equal(burst(10, 10).kind, 'open');
});

test('a good call between them begins the count anew', () => {
  const between = afterGood(fail(fail(closed, 0), 0));
  assert.equal(fail(fail(between, 0), 0).kind, 'closed');
});

test('a limit is no outage: it is counted apart, and shows that the host lives', () => {
  const both = limited(fail(fail(closed, 0), 0), 0);
  assert.equal(fail(fail(both, 0), 0).kind, 'closed');
  const open = times(3, (breaker) => limited(breaker, 0));
  assert.equal(open.kind === 'open' && open.cause.code, 'rate_limited');
});

test('it rests for up to a second at first, then twice as long each time, up to twenty seconds', () => {
  let breaker: Breaker = opened(0);
  const rests: number[] = [];
  for (let probes = 0; probes < 7; probes++) {
    const until = breaker.kind === 'open' ? breaker.until : Number.NaN;
    rests.push(until);
    breaker = fail(entered(breaker, until), until);
    breaker = breaker.kind === 'open' ? { ...breaker, until: breaker.until - until } : breaker;
  }
  assert.deepEqual(rests, [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  const shortest = times(3, (one) => fail(one, 0, { draw: 0 }));
  assert.equal(shortest.kind === 'open' && shortest.until, 800);
});

/** How long it rests that opens again so long after it closed. */
const restAgainMs = (inMs: number): number => {
  const flapping = fail(entered(opened(0), 1_000), 1_000);
  const back = recovered(flapping, 10_000);
  const breaker = times(3, (one) => fail(one, 10_000 + inMs), back);
  return breaker.kind === 'open' ? breaker.until - 10_000 - inMs : 0;
};

test('whoever opens again soon after it closed rests on where it stopped; much later it begins anew', () => {
  assert.equal(restAgainMs(5_000), 4_000);
  assert.equal(restAgainMs(120_000), 1_000);
});

test('after the rest one call goes through, one more beside each that went well, and the third good one closes it', () => {
  const rested = opened(0);
  assert.equal(mayPass(rested, 1_000), true);
  const one = entered(rested, 1_000);
  assert.equal(mayPass(one, 1_001), false, 'nobody beside the first');
  const two = entered(afterGoodProbe(one, 1_100), 1_200);
  assert.equal(mayPass(two, 1_201), true, 'a second beside the first that went well');
  const three = entered(two, 1_201);
  assert.equal(mayPass(three, 1_202), false, 'not a third');
  assert.equal(afterGoodProbe(three, 1_300).kind, 'probing', 'two are not enough');
  assert.equal(afterGoodProbe(afterGoodProbe(three, 1_300), 1_301).kind, 'closed');
});

test('a probe that fails opens it again', () => {
  assert.equal(fail(entered(afterGoodProbe(entered(opened(0), 1_000), 1_100), 1_200), 1_300).kind, 'open');
});

test('a probe that fails after one that went well begins with a short rest', () => {
  const twice = fail(entered(opened(0), 1_000), 1_000);
  assert.equal(twice.kind === 'open' && twice.until, 3_000, 'none went well: twice as long');
  const between = afterGoodProbe(entered(twice, 3_000), 3_000);
  const again = fail(entered(between, 3_000), 3_000);
  assert.equal(again.kind === 'open' && again.until, 4_000);
});

test('a probe that never reports does not wedge it: its lease runs out', () => {
  assert.equal(mayPass(entered(opened(0), 1_000), 30_999), false);
  assert.equal(mayPass(entered(opened(0), 1_000), 31_000), true);
});

test('a probe that was called off lets the next one through at once', () => {
  assert.equal(mayPass(released(entered(opened(0), 1_000)), 1_200), true);
});

test('a failure or a good call from before it opened changes nothing', () => {
  const open = opened(0);
  assert.equal(fail(open, 500), open);
  assert.equal(afterGood(open), open);
});

test('a time the upstream named is kept exactly, and a shorter one never ends a longer', () => {
  const resting = restUntil(closed, 5_000, { cause: limit, now: 0 });
  assert.equal(mayPass(resting, 4_999), false);
  assert.equal(mayPass(resting, 5_000), true);
  assert.equal(restUntil(resting, 3_000, { cause: limit, now: 1_000 }), resting);
  const again = limited(entered(resting, 5_000), 5_000);
  assert.equal(again.kind === 'open' && again.until, 6_000, 'a time that was named is no rest of its own');
});

test('a call through a closed one changes nothing', () => {
  assert.equal(entered(closed, 7), closed);
  assert.equal(afterGood(closed), closed);
});

const red = (breaker: Breaker, now: number): Breaker => afterRedCheck(breaker, { cause, now, draw: 1 });

test('a red check opens what is closed at once, and lengthens a rest only where it came instead of a call', () => {
  const open = red(closed, 0);
  assert.equal(open.kind === 'open' && open.by === 'probe' && open.until, 1_000);
  assert.equal(red(open, 999), open, 'while it rests');
  const longer = red(open, 1_000);
  assert.equal(longer.kind === 'open' && longer.until, 3_000);
  const probing = entered(open, 1_000);
  assert.equal(red(probing, 1_001), probing, 'the call that is out knows more');
});

test('a sign of life ends a rest, and nothing else', () => {
  const early = stirred(opened(0), 400);
  assert.deepEqual([mayPass(early, 399), mayPass(early, 400)], [false, true]);
  const over = opened(0);
  assert.equal(stirred(over, 1_500), over, 'it is over already');
  assert.equal(stirred(closed, 0), closed);
  const probing = entered(over, 1_500);
  assert.equal(stirred(probing, 1_501), probing);
});

test('another kind of trouble in a probe begins with a short rest', () => {
  const twice = fail(entered(opened(0), 1_000), 1_000);
  const other = limited(entered(twice, 3_000), 3_000);
  assert.equal(other.kind === 'open' && other.until, 4_000);
});

const news = fc.record({
  kind: fc.constantFrom(
    'bad' as const,
    'good' as const,
    'probe' as const,
    'drop' as const,
    'told' as const,
    'stir' as const,
  ),
  code: fc.constantFrom(...causeCodes),
  afterMs: fc.integer({ min: 0, max: 40_000 }),
  draw: fc.double({ min: 0, max: 0.999, noNaN: true }),
  usualShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('good news never opens it, every rest ends within its bound, and it never lets more through than it should', () => {
  fc.assert(
    fc.property(fc.array(news, { maxLength: 60 }), (all) => {
      let breaker: Breaker = closed;
      let now = 0;
      for (const { kind, code, afterMs, draw, usualShare } of all) {
        now += afterMs;
        const could = mayPass(breaker, now);
        if (could) breaker = entered(breaker, now);
        const bad = { cause: causeOf(code), now, draw, usualShare, undecided: 0, by: 'calls' } as const;
        const before: Breaker = breaker;
        if (kind === 'bad') breaker = afterFailure(breaker, bad);
        else if (kind === 'told') breaker = restUntil(breaker, now + afterMs, { cause: limit, now });
        else if (kind === 'drop') breaker = released(breaker);
        else if (kind === 'stir') breaker = stirred(breaker, now);
        else breaker = kind === 'probe' ? afterGoodProbe(breaker, now) : afterGood(breaker);
        if (kind !== 'bad' && kind !== 'told') assert.ok(breaker.kind !== 'open' || before.kind === 'open');
        if (breaker.kind === 'open' && before !== breaker && kind === 'bad')
          assert.ok(breaker.until - now >= 800 && breaker.until - now <= 20_000);
        if (breaker.kind === 'probing')
          assert.ok(breaker.out <= breaker.good + 1 && breaker.leaseUntil <= now + 30_000);
        const wakes = breaker.kind === 'open' ? breaker.until : breaker.kind === 'probing' ? breaker.leaseUntil : now;
        assert.ok(mayPass(breaker, wakes), 'there is always a time when it lets somebody through');
      }
    }),
    { numRuns: 1000 },
  );
});
