import assert from 'node:assert/strict';
import { stat } from 'node:fs';
import { mock, test } from 'node:test';
import { clock } from './clock.ts';

const { signal } = new AbortController();

test('no wait is over before its time, to the fraction of a millisecond', async () => {
  for (let index = 0; index < 40; index++) {
    const ms = 1 + (index % 4) / 3;
    const startedAt = performance.now();
    await clock.sleep(ms, signal);
    const waited = performance.now() - startedAt;
    assert.ok(waited >= ms, `${waited} of ${ms} ms`);
  }
});

/** A timer rings when the test says so, whatever time it is. */
const withRinging = (act: (at: { now: number }, ring: (ms: number) => void) => void): void => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const at = { now: 5_000.9 };
  const time = mock.method(performance, 'now', () => at.now);
  try {
    act(at, (ms) => mock.timers.tick(ms));
  } finally {
    time.mock.restore();
    mock.timers.reset();
  }
};

test('an alarm whose timer rings too early is set again for what is left', () => {
  withRinging((at, ring) => {
    let rang = 0;
    clock.after(200, () => rang++);
    at.now += 199;
    ring(200);
    assert.equal(rang, 0);
    at.now += 1;
    ring(1);
    assert.equal(rang, 1);
  });
});

test('one that is cancelled between the early ring and its time is silent', () => {
  withRinging((at, ring) => {
    let rang = 0;
    const alarm = clock.after(200, () => rang++);
    at.now += 198;
    ring(200);
    alarm.cancel();
    at.now += 100;
    ring(100);
    assert.equal(rang, 0);
  });
});

test('one that is wound up again rings once, its whole time later', async () => {
  let rang = 0;
  let woundAt = 0;
  const { promise, resolve } = Promise.withResolvers<number>();
  const alarm = clock.after(30, () => {
    rang++;
    resolve(performance.now() - woundAt);
  });
  await clock.sleep(10, signal);
  woundAt = performance.now();
  alarm.refresh();
  assert.ok((await promise) >= 30);
  assert.equal(rang, 1);
});

/** The loop stands still for so long. */
const standStill = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** A moment at which timers ring next. */
const beforeTimers = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Something from outside that is there before the loop runs on. */
const comesMeanwhile = (act: () => void): void => stat('/', act);

for (const answer of ['refresh', 'cancel'] as const)
  test(`what came while the loop stood still is heard before an alarm rings that it might ${answer}`, async () => {
    await beforeTimers();
    let rang = 0;
    const alarm = clock.after(30, () => rang++);
    const heard = new Promise<void>((resolve) => {
      comesMeanwhile(() => {
        alarm[answer]();
        resolve();
      });
    });
    standStill(150);
    await heard;
    assert.equal(rang, 0);
    await beforeTimers();
    assert.equal(rang, 0);
    alarm.cancel();
  });

test('an alarm that nothing came for rings all the same after the loop stood still', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(30, resolve);
  standStill(150);
  await promise;
});
