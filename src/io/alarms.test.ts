import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mock, test } from 'node:test';
import { coarseAlarm, patientAlarm } from './alarms.ts';

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

test('a patient alarm does not count the time in which the process stood still', () =>
  withTime(async (pass, sleep) => {
    for (const [awakeMs, stillMs] of [
      [500, 3_000],
      [1_700, 900],
      [300, 400],
      [200, 200_000],
    ] as const) {
      let rang = 0;
      patientAlarm(2_000, () => rang++);
      pass(awakeMs);
      sleep(stillMs);
      await heard();
      pass(1_980 - awakeMs);
      assert.equal(rang, 0, `${awakeMs} ms awake, ${stillMs} ms still`);
      pass(340);
      assert.equal(rang, 1, `${awakeMs} ms awake, ${stillMs} ms still`);
    }
  }));

test('nor when it did so again and again', () =>
  withTime(async (pass, sleep) => {
    let rang = 0;
    patientAlarm(2_000, () => rang++);
    for (let time = 0; time < 4; time++) {
      pass(400);
      sleep(1_500);
      await heard();
    }
    assert.equal(rang, 0);
    pass(800);
    assert.equal(rang, 1);
  }));

test('one that is set or wound up behind a standstill gets nothing back for it', () =>
  withTime(async (pass, sleep) => {
    const rang: string[] = [];
    coarseAlarm(60_000, () => undefined);
    const moving = patientAlarm(2_000, () => rang.push('moving'));
    pass(1_000);
    sleep(3_000);
    moving.refresh();
    patientAlarm(2_000, () => rang.push('new'));
    await heard();
    pass(2_400);
    assert.deepEqual(rang.toSorted(), ['moving', 'new']);
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
