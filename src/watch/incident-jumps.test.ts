import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Traffic } from '../../test/fakes/watched.ts';
import { down, start, ten, watch, well } from '../../test/fakes/watched.ts';

for (const [what, seconds] of [
  ['a machine that slept for two hours', 7200],
  ['a clock that was set back by an hour', -3600],
] as const)
  test(`${what} has seen no silence, calls nothing over by that, and notices the next outage`, async () => {
    const half = ten((n) => (n % 2 === 0 ? { upstream: 'a', ...down } : { upstream: 'b' }));
    const open = await watch(700, (second) => (second < 300 ? well(second) : half), {
      jump: { at: 600, seconds },
    });
    assert.deepEqual(
      open.incidents.map(({ resolvedAt }) => resolvedAt),
      [null],
    );
    const after = await watch(900, (second) => (second < 700 ? well(second) : half), {
      jump: { at: 400, seconds },
    });
    assert.deepEqual(
      after.incidents.map(({ kind, noticedAt }) => [kind, noticedAt - start - seconds * 1000 <= 715_000]),
      [['failures', true]],
    );
  });

test('who slept for five minutes and hears nobody for a moment has noticed no silence', async () => {
  const { incidents } = await watch(600, (second) => (second > 400 && second < 425 ? [] : well(second)), {
    jump: { at: 400, seconds: 300 },
  });
  assert.deepEqual(incidents, []);
});

const half = ten((n) => (n % 2 === 0 ? { upstream: 'a', ...down } : { upstream: 'b' }));
const hourMs = 3_600_000;

const outage =
  (from: number, until: number): Traffic =>
  (second) =>
    second >= from && second < until ? half : well(second);

/** It goes on until the clock is set, or is over shortly before. */
for (const [at, until, seconds] of [
  [600, 500, -3_600],
  [600, 601, -3_600],
  [1_600, 1_601, -600],
] as const)
  test(`a clock that is set back by ${-seconds} s at ${at} s does not keep open what is over at ${until} s`, async () => {
    const { incidents } = await watch(at + 600, outage(at - 300, until), { jump: { at, seconds } });
    const [one, ...more] = incidents;
    assert.deepEqual(more, []);
    const overMs = (one?.resolvedAt ?? Infinity) - (start + (at + seconds) * 1_000);
    assert.ok(overMs > 290_000 && overMs < 420_000, `over ${overMs} ms after it was set`);
  });

test('a machine that sleeps while it is being watched watches for as long again before it is over', async () => {
  const { incidents } = await watch(1_200, outage(300, 500), { jump: { at: 600, seconds: 7_200 } });
  const overMs = (incidents[0]?.resolvedAt ?? Infinity) - (start + 600_000 + 2 * hourMs);
  assert.ok(overMs > 290_000 && overMs < 420_000, `over ${overMs} ms after it woke`);
});

for (const from of [Infinity, 30])
  test(`a clock that is set back by an hour${from < 100 ? ', after an outage,' : ''} keeps nobody from learning what is usual: silence is noticed`, async () => {
    const early = outage(from, from + 100);
    const { incidents } = await watch(1_700, (second) => (second < 1_500 ? early(second) : []), {
      jump: { at: 200, seconds: -3_600 },
    });
    assert.ok(incidents.some(({ kind }) => kind === 'silence'));
  });
