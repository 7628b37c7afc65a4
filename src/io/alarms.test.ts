import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mock, test } from 'node:test';
import { coarseAlarm } from './alarms.ts';

/** Behind what is read from sockets. */
const heard = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

type Time = (ms: number) => void;

/** Timers and `performance.now` on one clock that only moves when told; `sleep`: all at once. */
const withTime = async (act: (pass: Time, sleep: Time) => unknown): Promise<void> => {
  mock.timers.enable({ apis: ['setInterval'] });
  let now = Math.ceil(performance.now() / 100) * 100;
  const clock = mock.method(performance, 'now', () => now);
  const pass = (ms: number): void => {
    for (let left = ms; left > 0; left -= 10) {
      now += Math.min(10, left);
      mock.timers.tick(Math.min(10, left));
    }
  };
  const sleep = (ms: number): void => {
    now += ms;
    mock.timers.tick(100);
  };
  try {
    await act(pass, sleep);
  } finally {
    sleep(3_600_000);
    await heard();
    pass(200);
    clock.mock.restore();
    mock.timers.reset();
  }
};

test('an alarm rings once, never early, and at most two tenths of a second late', () =>
  withTime((pass) => {
    for (const ms of [1_000, 1_234, 51_200, 51_300, 600_000]) {
      let rang = 0;
      coarseAlarm(ms, () => rang++);
      pass(ms - 10);
      assert.equal(rang, 0, `${ms} rang early`);
      pass(220);
      assert.equal(rang, 1, `${ms} did not ring`);
      pass(60_000);
      assert.equal(rang, 1);
    }
  }));

test('a cancelled alarm does not ring, and one that is wound up again rings from then on', () =>
  withTime((pass) => {
    const rang: string[] = [];
    const dropped = coarseAlarm(2_000, () => rang.push('dropped'));
    const kept = coarseAlarm(2_000, () => rang.push('kept'));
    pass(1_500);
    dropped.cancel();
    dropped.cancel();
    kept.refresh();
    pass(1_900);
    assert.deepEqual(rang, []);
    pass(300);
    assert.deepEqual(rang, ['kept']);
    kept.refresh();
    pass(2_200);
    assert.deepEqual(rang, ['kept', 'kept']);
  }));

test('one that cancels its neighbour in the same moment is obeyed', () =>
  withTime((pass) => {
    const rang: number[] = [];
    const alarms = [0, 1, 2].map((index) =>
      coarseAlarm(1_000, () => {
        rang.push(index);
        alarms[index + 1]?.cancel();
      }),
    );
    pass(1_300);
    assert.deepEqual(rang, [0, 2]);
  }));

test('after a sleep of the whole machine everything that is due rings, once', () =>
  withTime(async (_, sleep) => {
    let rang = 0;
    for (let ms = 1_000; ms <= 100_000; ms += 500) coarseAlarm(ms, () => rang++);
    sleep(90_000);
    await heard();
    assert.equal(rang, 179);
    sleep(90_000);
    await heard();
    assert.equal(rang, 199);
  }));

test('what came during that sleep is heard before anything rings, and may put it off', () =>
  withTime(async (pass, sleep) => {
    const rang: string[] = [];
    const fed = coarseAlarm(2_000, () => rang.push('fed'));
    const answered = coarseAlarm(2_000, () => rang.push('answered'));
    coarseAlarm(2_000, () => rang.push('in vain'));
    sleep(30_000);
    assert.deepEqual(rang, []);
    fed.refresh();
    answered.cancel();
    await heard();
    assert.deepEqual(rang, ['in vain']);
    pass(2_200);
    assert.deepEqual(rang, ['in vain', 'fed']);
  }));

test('ten thousand alarms in random order ring in theirs', () =>
  withTime((pass) => {
    const rang: number[] = [];
    const alarms = Array.from({ length: 10_000 }, (_, index) => {
      const ms = 1_000 + ((index * 7919) % 120_000);
      return { ms, alarm: coarseAlarm(ms, () => rang.push(ms)) };
    });
    for (const { alarm } of alarms.filter((_, index) => index % 3 === 0)) alarm.cancel();
    pass(125_000);
    const wanted = alarms.filter((_, index) => index % 3 !== 0).map(({ ms }) => ms);
    assert.equal(rang.length, wanted.length);
    assert.ok(rang.every((ms, index) => index === 0 || ms >= (rang[index - 1] ?? 0) - 100));
  }));

const inChild = (body: string): ReturnType<typeof spawnSync> => {
  const url = JSON.stringify(new URL('./alarms.ts', import.meta.url).href);
  const script = `import { coarseAlarm } from ${url}; ${body}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000 });
};

test('a set alarm keeps the process alive, a dropped one does not', () => {
  assert.equal(inChild(`coarseAlarm(1000, () => console.log('rang'));`).stdout, 'rang\n');
  assert.equal(inChild(`coarseAlarm(600000, () => {}).cancel();`).status, 0);
});
