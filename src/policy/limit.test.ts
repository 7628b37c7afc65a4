import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { underLoad } from '../../test/policy/model-server.ts';
import type { Limit, LimitSample } from './limit.ts';
import { freshLimit, learnLimit } from './limit.ts';

const load = { slots: 1_000, answerMs: 5_000, firstTokenMs: () => 300, callers: 100, forMs: 600_000 };

/** From 135 to 670 ms. */
const spread = (index: number): number => 300 * Math.exp(Math.sin(index * 12.9898) * 0.8);

test('a healthy upstream gives everybody a place soon', () => {
  const { limit } = underLoad({ ...load, callers: 500, forMs: 10_000 });
  assert.ok(limit.limit >= 500, String(limit.limit));
});

test('answers that come whole, after half a minute, are as good', () => {
  const { limit } = underLoad({ ...load, callers: 200, firstTokenMs: () => 30_000, answerMs: 0, forMs: 150_000 });
  assert.ok(limit.limit >= 200, String(limit.limit));
});

test('a limit that is not used does not grow', () => {
  const { limit } = underLoad({ ...load, callers: 5, forMs: 3_600_000 });
  assert.equal(limit.limit, freshLimit(0).limit);
});

const servers = [
  { slots: 4, callers: 40 },
  { slots: 8, callers: 100 },
  { slots: 40, callers: 400 },
];
for (const { slots, callers } of servers) {
  test(`a server with ${slots} slots is found out under ten times its load, for hours, and kept busy`, () => {
    const early = underLoad({ ...load, slots, callers, firstTokenMs: spread, forMs: 900_000 });
    const full = slots / ((load.answerMs + 350) / 1000);
    const late = underLoad(
      { ...load, slots, callers, firstTokenMs: spread, forMs: 6 * 3_600_000 },
      early.limit,
      900_000,
    );
    assert.ok(late.limit.limit >= slots * 0.5 && late.limit.limit <= slots * 2.2, String(late.limit.limit));

    assert.ok(late.rate >= full * 0.8, `${late.rate} of ${full} a second`);
  });
}

test('it recovers once a server has more slots', () => {
  const small = underLoad({ ...load, slots: 8 });
  const { limit } = underLoad({ ...load, slots: 100 }, small.limit, small.now);
  assert.ok(small.limit.limit < 20 && limit.limit >= 80, `${small.limit.limit}, then ${limit.limit}`);
});

test('prompts that become ten times as long do not cost the limit for more than a moment', () => {
  const short = underLoad(load);
  const long = { ...load, firstTokenMs: (index: number) => 10 * spread(index) };
  const { limit, rate } = underLoad(long, short.limit, short.now);
  assert.ok(limit.limit >= 100, `${short.limit.limit} to ${limit.limit}`);
  assert.ok(rate > 9, String(rate));
});

test('prompts of very different lengths cost nothing', () => {
  const { limit } = underLoad({ ...load, firstTokenMs: spread, forMs: 3_600_000 });
  assert.ok(limit.limit >= 100, String(limit.limit));
});

test('"overloaded" takes a tenth, a hundred at once no more', () => {
  const start = underLoad({ ...load, forMs: 30_000 });
  let limit = start.limit;
  const inFlight = Math.floor(limit.limit);
  for (let index = 0; index < 100; index++)
    limit = learnLimit(limit, { firstTokenMs: null, inFlight, overloaded: true, now: start.now });
  assert.ok(limit.limit > inFlight * 0.85 && limit.limit < inFlight * 0.95, `${inFlight} to ${limit.limit}`);
});

interface Stand {
  readonly limit: Limit;
  readonly now: number;
}

/** One window: ten first tokens in a second. */
const windowOf = ({ limit, now }: Stand, firstTokenMs: number, inFlight: number): Stand => {
  let next = limit;
  for (let index = 1; index <= 10; index++)
    next = learnLimit(next, { firstTokenMs, inFlight, overloaded: false, now: now + index * 100 });
  return { limit: next, now: now + 1_000 };
};

/** Four windows at ease, of 300 ms. */
const calm = (): Stand => {
  let stand: Stand = { limit: freshLimit(0), now: 0 };
  for (let windows = 0; windows < 4; windows++) stand = windowOf(stand, 300, 5);
  return stand;
};

/** Windows after some at ease; the limit behind each of them, and what it takes for usual in the end. */
const after = (
  ...windows: readonly (readonly [firstTokenMs: number, inFlight: number])[]
): { limits: readonly number[]; usualMs: number | null } => {
  let stand = calm();
  const limits = windows.map(([firstTokenMs, inFlight]) => {
    stand = windowOf(stand, firstTokenMs, inFlight);
    return Math.round(stand.limit.limit * 10) / 10;
  });
  return { limits, usualMs: stand.limit.usualMs };
};

const cuts = [
  { says: 'three times as slow: half', ms: 900, to: 10 },
  { says: 'twice as slow: what would bring it back to 1.3 times', ms: 600, to: 13 },
  { says: 'hardly slower: what a line inside the server would show in', ms: 400, to: 15.4 },
  { says: 'within what is usual: nothing', ms: 385, to: 20 },
];
for (const { says, ms, to } of cuts)
  test(`two slow windows cut it, ${says}`, () => assert.deepEqual(after([ms, 20], [ms, 20]).limits, [20, to]));

test('what differs much says little: a window of very different times is slow only where its mean is beyond chance', () => {
  let { limit, now } = calm();
  for (let index = 0; index < 40; index++) {
    now += 100;
    const firstTokenMs = index % 10 === 9 ? 8_000 : 376;
    limit = learnLimit(limit, { firstTokenMs, inFlight: 20, overloaded: false, now });
  }
  assert.equal(limit.limit, 20);
});

test('what is usual follows light load within minutes, and heavy load hardly', () => {
  const light = after(...Array.from({ length: 60 }, () => [450, 5] as const)).usualMs ?? 0;
  assert.ok(light > 370 && light < 405, String(light));
  let { limit, now } = calm();
  limit = learnLimit(limit, { firstTokenMs: null, inFlight: 20, overloaded: true, now });
  for (let index = 0; index < 600; index++) {
    now += 100;
    limit = learnLimit(limit, { firstTokenMs: 350, inFlight: Math.floor(limit.limit), overloaded: false, now });
  }
  assert.ok((limit.usualMs ?? 0) < 312, String(limit.usualMs));
});

test('a slow window between good ones changes nothing', () => {
  const { limits } = after([900, 20], [300, 9], [900, 20], [300, 9], [900, 20]);
  assert.deepEqual(limits, [20, 20, 20, 20, 20]);
});

test('a cut that makes nothing faster is taken back after three windows, and that is the usual time from then on', () => {
  const slow = [900, 20] as const;
  const fewer = [900, 10] as const;
  const { limits, usualMs } = after(slow, slow, fewer, fewer, fewer, fewer, fewer);
  // The first shows that fewer are in flight, the second that those before are through.
  assert.deepEqual(limits, [20, 10, 10, 10, 10, 10, 20]);
  assert.equal(Math.round(usualMs ?? 0), 900);
});

test('a cut that helped gives back a third, and what is a little slower does not become usual', () => {
  const { limits, usualMs } = after([900, 20], [900, 20], [370, 10]);
  assert.deepEqual(limits, [20, 10, 13.3]);
  assert.ok((usualMs ?? 0) < 310, String(usualMs));
});

test('one that helped, and not enough, is followed by another', () => {
  assert.deepEqual(after([900, 20], [900, 20], [600, 10], [600, 10], [600, 10], [600, 10]).limits.at(-1), 6.5);
});

test('a cut that is never put to the test is forgotten after ten minutes', () => {
  const busy = Array.from({ length: 610 }, () => [900, 20] as const);
  const { limits } = after(...busy);
  assert.equal(limits[590], 10);
  assert.ok((limits.at(-1) ?? 0) < 6, 'what is slow still is cut again');
});

const told = (inFlight: number, now: number, from = freshLimit(0)): Limit =>
  learnLimit(from, { firstTokenMs: null, inFlight, overloaded: true, now });

test('"overloaded" counts once a second, and from what is in flight, but not below half', () => {
  assert.equal(told(15, 0).limit, 13.5);
  assert.equal(told(1, 0).limit, 9);
  assert.equal(told(100, 0).limit, 18);
  assert.equal(told(100, 999, told(100, 0)).limit, 18);
  assert.equal(told(100, 1_000, told(100, 0)).limit, 16.2);
});

const anySample = fc.record({
  firstTokenMs: fc.option(fc.integer({ min: 0, max: 600_000 })),
  share: fc.double({ min: 0, max: 2, noNaN: true }),
  overloaded: fc.boolean(),
  passedMs: fc.integer({ min: 0, max: 5_000 }),
});

test('property: whatever comes, the limit stays within its bounds', () => {
  fc.assert(
    fc.property(fc.array(anySample, { maxLength: 400 }), (samples) => {
      let limit = freshLimit(0);
      let now = 0;
      for (const { share, passedMs, ...rest } of samples) {
        now += passedMs;
        const sample: LimitSample = { ...rest, inFlight: Math.ceil(share * limit.limit), now };
        limit = learnLimit(limit, sample);
        assert.ok(limit.limit >= 3 && limit.limit <= 10_000, String(limit.limit));
        assert.ok(limit.usualMs === null || Number.isFinite(limit.usualMs));
      }
    }),
  );
});

test('property: under light load no time to first token shrinks it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 120_000 }), { maxLength: 500 }), (times) => {
      let limit = freshLimit(0);
      for (const [index, firstTokenMs] of times.entries())
        limit = learnLimit(limit, { firstTokenMs, inFlight: 9, overloaded: false, now: index * 200 });
      assert.ok(limit.limit >= freshLimit(0).limit);
    }),
  );
});

test('property: good first tokens never shrink it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 300, max: 380 }), { maxLength: 500 }), (times) => {
      let limit = freshLimit(0);
      for (const [index, firstTokenMs] of times.entries()) {
        const before = limit.limit;
        const sample = { firstTokenMs, inFlight: Math.floor(before), overloaded: false, now: index * 100 };
        limit = learnLimit(limit, sample);
        assert.ok(limit.limit >= before);
      }
    }),
  );
});
