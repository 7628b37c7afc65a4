import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Checks } from './incident-checks.ts';
import type { Traffic } from '../../test/fakes/watched.ts';
import { down, draw, start, watch } from '../../test/fakes/watched.ts';

/** So many calls a second at an upstream, of which one in 500 fails on any day. */
const south =
  (pace: number, second: number): Traffic =>
  () =>
    draw(second, 1) < pace
      ? [{ upstream: 'south', ...(draw(second, 2) < 0.002 ? { code: 'upstream_error' } : {}) }]
      : [];

/** Twenty quiet minutes, an outage of ten minutes, and hours after it. */
const outage =
  (pace: number): Traffic =>
  (second) =>
    second >= 1_200 && second < 1_800 && draw(second, 1) < pace
      ? [{ upstream: 'south', ...down }]
      : south(pace, second)(second);

for (const [pace, what, noticedMs, soonMs] of [
  [1, 'one call a second', 15_000, 420_000],
  [0.25, 'one call in four seconds', 45_000, 480_000],
  [0.05, 'one call in twenty seconds', 210_000, 600_000],
] as const)
  test(`at ${what} an outage is noticed within ${noticedMs / 1_000} s, called over within ${soonMs / 60_000} minutes of its end, and told with its length`, async () => {
    const { incidents } = await watch(3_000, outage(pace));
    const [one, ...more] = incidents;
    assert.deepEqual(more, []);
    assert.ok(
      (one?.noticedAt ?? Infinity) - start - 1_200_000 <= noticedMs,
      `noticed after ${(one?.noticedAt ?? 0) - start - 1_200_000} ms`,
    );
    const until = start + 1_800_000;
    assert.ok((one?.resolvedAt ?? Infinity) - until <= soonMs, `${((one?.resolvedAt ?? 0) - until) / 1_000} s`);
    assert.ok(Math.abs((one?.endedAt ?? 0) - until) <= 60_000);
  });

test('where nobody calls after an outage, nobody is told that calls are answered; after an hour it is over', async () => {
  const { incidents } = await watch(6_000, (second) => (second < 1_800 ? outage(1)(second) : []));
  const outages = incidents.filter(({ kind }) => kind === 'failures');
  assert.deepEqual(
    outages.map(({ updates }) => updates.map(({ status }) => status)),
    [['investigating', 'identified', 'resolved']],
  );
  const lastedMs = (outages[0]?.resolvedAt ?? 0) - start - 1_800_000;
  assert.ok(lastedMs >= 3_600_000 && lastedMs <= 4_000_000, `${lastedMs}`);
});

/** An outage of half an hour, seen by calls for ten minutes and by checks for as long as it lasts. */
const givenUp: Traffic = (second) => (second < 1_800 ? outage(1)(second) : []);
const broken = (second: number): boolean => second >= 1_200 && second < 3_000;

/** When it was over, and what was told; `null`: it is not over. */
const endOf = async (seconds: number, checks: (second: number) => Checks): Promise<[number | null, string[]]> => {
  const { incidents } = await watch(seconds, givenUp, { checks });
  const one = incidents.find(({ kind }) => kind === 'failures');
  const until = one?.resolvedAt ?? null;
  return [until === null ? null : (until - start) / 1_000, (one?.updates ?? []).map(({ status }) => status)];
};

test('where nobody calls after an outage that own checks saw, it is over five minutes after they are well again', async () => {
  const [until, told] = await endOf(4_000, (second) => new Map([['south', broken(second) ? 'failing' : 'well']]));
  assert.ok(until !== null && until >= 3_300 && until <= 3_320, `${until}`);
  assert.deepEqual(told, ['investigating', 'identified', 'resolved']);
});

test('while own checks fail it is not over, however long nobody calls', async () => {
  const [until] = await endOf(7_000, (second) => new Map([['south', second >= 1_200 ? 'failing' : 'well']]));
  assert.equal(until, null);
});

const sayNothing: readonly (readonly [says: string, checks: (second: number) => Checks])[] = [
  ['never saw it', () => new Map([['south', 'well']])],
  ['come and go', (second) => new Map([['south', broken(second) || second % 240 < 20 ? 'failing' : 'well']])],
  ['ended as well', (second) => new Map(broken(second) ? [['south', 'failing']] : [])],
  [
    'are of two upstreams, of which one is still away',
    (second) =>
      new Map<string, 'well' | 'failing'>([
        ['south', broken(second) ? 'failing' : 'well'],
        ['north', 'failing'],
      ]),
  ],
];

for (const [says, checks] of sayNothing)
  test(`checks that ${says} do not say that it is over`, async () => {
    const [until] = await endOf(4_500, checks);
    assert.equal(until, null);
  });

test('what an outage was made of is not usual afterwards: the next one is noticed as soon', async () => {
  const { incidents } = await watch(8_000, (second) =>
    second % 2_700 >= 2_400 ? outage(1)((second % 2_700) - 1_200) : south(1, second)(second),
  );
  const delays = incidents.map(({ noticedAt }) => (((noticedAt - start) / 1_000) % 2_700) - 2_400);
  assert.equal(delays.length, 3);
  assert.ok(Math.max(...delays) <= 16, delays.join());
});

const isPlanned = (second: number): boolean => second >= 3_000 && second < 3_600;

/** One call in twenty fails at a, always. */
const lame: Traffic = (second) => {
  const others = [{ upstream: 'b' }, { upstream: 'b' }];
  return isPlanned(second) ? others : [...others, { upstream: 'a', ...(draw(second, 3) < 0.05 ? down : {}) }];
};

test('planned work takes nothing away of what is usual at an upstream: what always fails there is no news after it', async () => {
  const { incidents } = await watch(5_000, lame, { planned: (second) => (isPlanned(second) ? ['a'] : []) });
  assert.deepEqual(
    incidents.filter(({ noticedAt }) => noticedAt > start + 3_600_000),
    [],
  );
});
