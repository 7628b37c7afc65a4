/** One suite for every place where answers can live; then what only the disk has to keep. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Answer, Answers, AnswerWriter, Opening } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import type { Log } from '../domain/ports.ts';
import type { HandClock } from '../../test/fakes/hand-clock.ts';
import { handClock } from '../../test/fakes/hand-clock.ts';
import { readLog } from './answers-disk/log.ts';
import { openAnswersOnDisk } from './answers-disk.ts';
import { openAnswers } from './answers-memory.ts';
import { random } from './random.ts';

const secret = 'a secret that is long enough';
const prompt = 'what nobody else may read';
const minute = 60_000;

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'good-gateway-answers-'));
});
after(() => rm(root, { recursive: true, force: true }));

const said: string[] = [];
const note = (_: unknown, message: string): void => void said.push(message);
const log: Log = { debug: note, info: note, warn: note, error: note };

interface Disk {
  readonly clock: HandClock;
  readonly answers: Answers;
  /** Ids of calls that another process went on with. */
  readonly lost: string[];
}

let folders = 0;
const newFolder = (): string => join(root, String(++folders));

const onDisk = (folder: string, clock = handClock(), by = secret): Disk => {
  const lost: string[] = [];
  const onLost = (id: string): void => void lost.push(id);
  return { clock, lost, answers: openAnswersOnDisk({ folder, secret: by, clock, random, log, onLost }) };
};

const call = (more: Partial<Call> = {}): Call => ({
  id: `req_${random.hex(16)}`,
  streamId: random.hex(16),
  operation: 'chat',
  model: 'm',
  stream: true,
  maxTokens: null,
  choices: 1,
  body: Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] })),
  headers: { 'content-type': 'application/json' },
  query: '',
  credentials: { authorization: 'Bearer of the caller' },
  caller: 'team',
  acceptedAt: 1_000_000,
  deadlineAt: 1_600_000,
  impatient: false,
  replay: 'safe',
  rescue: 'same',
  priority: 'interactive',
  affinity: null,
  holdUntil: null,
  repeat: { key: null, isRetry: false },
  cache: { maxAgeMs: Infinity, mayKeep: true },
  ...more,
});

const openingOf = ({ streamId: id, caller: owner, operation, stream: isNamed }: Call): Opening => ({
  id,
  owner,
  operation,
  isNamed,
});

/** Accepted, and kept where that is done. */
const accept = async (answers: Answers, asked = call()): Promise<AnswerWriter> => {
  const answer = answers.open(openingOf(asked));
  await answer.keep(asked, () => (asked.repeat.key === null ? null : 'digest'));
  return answer;
};

const head = { status: 200, headers: ['x-a', '1'], upstream: 'one', attempts: 1 };
const event = (id: string, n: number): Uint8Array => Buffer.from(`id: ${id}:${n}\ndata: ${n}\n\n`);

const say = (answer: AnswerWriter, ...numbers: readonly number[]): void => {
  if (answer.head === null) answer.begin(head);
  for (const n of numbers) answer.append(event(answer.id, n), 1);
};

/** What a reader gets until there are so many events, or the end. */
const read = async (answer: Answer, from = 0, upTo = Infinity): Promise<string> => {
  const follower = answer.follow(from);
  assert.ok(follower !== null);
  let text = '';
  for (;;) {
    const piece = follower.next();
    if (piece !== null) text += Buffer.from(piece).toString();
    else if (answer.ending !== null || text.includes(`:${upTo}\n`)) break;
    else await follower.changed();
  }
  follower.leave();
  return text.replaceAll(/id: \w+:\d+\ndata: (\d+)\n\n/g, '$1 ').trim();
};

const failure = { cause: { code: 'cancelled' }, error: null } as never;

const places: Readonly<Record<string, () => { answers: Answers; clock: HandClock }>> = {
  memory: () => {
    const clock = handClock();
    return { clock, answers: openAnswers(clock, 'for a while') };
  },
  disk: () => onDisk(newFolder()),
};

for (const [name, place] of Object.entries(places))
  describe(`answers in ${name}`, () => {
    test('a reader gets all events in order, and the end behind them', async () => {
      const { answers } = place();
      const answer = await accept(answers);
      const reading = read(answer.view);
      say(answer, 1, 2);
      say(answer, 3);
      answer.close({ kind: 'whole' });
      answer.append(event(answer.id, 4), 1);
      assert.equal(await reading, '1 2 3');
      assert.deepEqual(answer.view.ending, { kind: 'whole' });
      assert.deepEqual(answer.view.head, head);
      assert.equal(answer.view.events, 3);
    });

    test('whoever makes it sees at once what it has made', async () => {
      const { answers } = place();
      const answer = await accept(answers);
      say(answer, 1, 2);
      assert.equal(answer.events, 2);
      assert.deepEqual(answer.head, head);
      assert.equal(await read(answer, 0, 2), '1 2');
      answer.close({ kind: 'failed', failure });
      assert.equal(answer.ending?.kind, 'failed');
    });

    test('a reader who comes back gets what is behind the event it has, comments included', async () => {
      const { answers } = place();
      const answer = await accept(answers);
      say(answer, 1, 2);
      answer.append(Buffer.from(': seam\n\n'), 0);
      say(answer, 3);
      answer.close({ kind: 'whole' });
      await read(answer.view);
      assert.equal(await read(answer.view, 2), ': seam\n\n3');
      assert.equal(await read(answer.view, 3), '');
      assert.equal(await read(answer.view, 9), '', 'beyond the end there is nothing');
      assert.equal(await read(answer.view, 1), '2 : seam\n\n3');
    });

    test('it is found by its name for ten minutes from its end, and then known to be gone', async () => {
      const { answers, clock } = place();
      const answer = await accept(answers);
      say(answer, 1);
      await clock.pass(20 * minute);
      assert.equal(answers.find(answer.id), answer.view, 'while it runs');
      answer.close({ kind: 'whole' });
      await read(answer.view);
      await clock.pass(10 * minute - 1);
      assert.equal(answers.find(answer.id), answer.view);
      await clock.pass(1);
      assert.equal(answers.find(answer.id), 'gone');
      assert.equal(answers.find('0'.repeat(32)), null);
    });

    test('what has no name is not found', async () => {
      const { answers } = place();
      const answer = await accept(answers, call({ stream: false }));
      assert.equal(answers.find(answer.id), null);
    });

    test('a reader who lags holds back whoever makes it', async () => {
      const { answers } = place();
      const answer = await accept(answers);
      const follower = answer.view.follow(0);
      answer.append(Buffer.alloc(700_000), 1);
      answer.append(Buffer.alloc(700_000), 1);
      while (answer.view.events < 2) await follower?.changed();
      const room = answer.room();
      assert.ok(room !== null);
      follower?.next();
      follower?.next();
      await room;
      assert.equal(answer.room(), null);
      assert.equal(answer.readers, 1);
      follower?.leave();
      assert.equal(answer.readers, 0);
    });
  });

test('where nothing is kept, an answer is gone at its end, but for those who read it', async () => {
  const answers = openAnswers(handClock(), 'not at all');
  const answer = await accept(answers);
  const reading = read(answer.view);
  say(answer, 1);
  assert.equal(answers.find(answer.id), answer.view);
  answer.close({ kind: 'whole' });
  assert.equal(answers.find(answer.id), 'gone');
  assert.equal(await reading, '1');
  assert.equal(answer.kept, 'nowhere');
});

/** Time for a lease to run out. */
const leaseMs = 10_001;

/** Another process, that much later. */
const later = (folder: string, ms: number, by = secret): Disk => onDisk(folder, handClock(1_000_000 + ms), by);

test('a reader never has an event before the disk has it', async () => {
  const folder = newFolder();
  const { answers } = onDisk(folder);
  const answer = await accept(answers);
  const follower = answer.view.follow(0);
  say(answer, 1);
  assert.equal(follower?.next(), null);
  await read(answer.view, 0, 1);
  const other = later(folder, leaseMs);
  const [left] = await other.answers.claim();
  assert.equal(left?.answer.events, 1);
});

test('what a dead process left is all there: the call without credentials, its attempts, its answer', async () => {
  const folder = newFolder();
  const { answers } = onDisk(folder);
  const asked = call();
  const answer = await accept(answers, asked);
  assert.equal(answer.kept, 'on disk');
  await answer.sending(() => [{ upstream: 'one' } as never]);
  say(answer, 1, 2);
  await read(answer.view, 0, 2);
  const other = later(folder, leaseMs);
  const [left, ...more] = await other.answers.claim();
  assert.ok(left !== undefined && more.length === 0);
  assert.deepEqual({ ...left.call, body: Buffer.from(left.call.body) }, { ...asked, credentials: {}, cache: null });
  assert.deepEqual([left.wasSent, left.attempts, left.answer.head], [true, [{ upstream: 'one' }], head]);
  assert.deepEqual(left.restarts, [{ diedAt: 1_000_000, backAt: 1_000_000 + leaseMs }]);
  assert.equal(other.answers.find(answer.id), left.answer.view);
  say(left.answer, 3);
  left.answer.close({ kind: 'whole' });
  assert.equal(await read(left.answer.view), '1 2 3');
  assert.deepEqual(await other.answers.claim(), [], 'and only once');
});

test('a third process inherits from the second what that had from the first', async () => {
  const folder = newFolder();
  const answer = await accept(onDisk(folder).answers);
  say(answer, 1);
  await read(answer.view, 0, 1);
  const [second] = await later(folder, leaseMs).answers.claim();
  assert.ok(second !== undefined);
  say(second.answer, 2);
  await read(second.answer.view, 0, 2);
  const [third] = await later(folder, 2 * leaseMs).answers.claim();
  assert.equal(third?.answer.events, 2);
  assert.equal(third?.restarts.length, 2);
});

test('nobody inherits from a process that lives, and of two who would, one does', async () => {
  const folder = newFolder();
  const { answers, clock } = onDisk(folder);
  await accept(answers);
  for (let passed = 0; passed < 30_000; passed += 2_000) await clock.pass(2_000);
  assert.deepEqual(await later(folder, 30_000).answers.claim(), []);
  const heirs = [later(folder, 60_000), later(folder, 60_000)];
  const left = await Promise.all(heirs.map((heir) => heir.answers.claim()));
  assert.deepEqual(
    left.map((one) => one.length).toSorted((a, b) => a - b),
    [0, 1],
  );
});

test('a process that stood still past its lease tells nobody anything more', async () => {
  const folder = newFolder();
  const asked = call();
  const { answers, clock, lost } = onDisk(folder);
  const answer = await accept(answers, asked);
  say(answer, 1);
  await read(answer.view, 0, 1);
  const [left] = await later(folder, leaseMs).answers.claim();
  assert.ok(left !== undefined);
  const reading = read(answer.view);
  say(answer, 2);
  await clock.pass(leaseMs);
  assert.equal(await reading, '1', 'what it went on with is not told');
  const { ending } = answer.view;
  assert.equal(ending?.kind === 'failed' && ending.failure.cause.code, 'gateway_restarted');
  assert.deepEqual(lost, [asked.id]);
  say(left.answer, 2);
  assert.equal(await read(left.answer.view, 1, 2), '2');
  const fresh = await accept(answers);
  assert.equal(fresh.kept, 'on disk', 'it goes on with a log of its own for new calls');
});

test('one that stood still while nobody was there goes on', async () => {
  const folder = newFolder();
  const { answers, clock, lost } = onDisk(folder);
  const answer = await accept(answers);
  await clock.pass(60 * minute);
  say(answer, 1);
  assert.equal(await read(answer.view, 0, 1), '1');
  assert.deepEqual(lost, []);
  const [left] = await later(folder, 120 * minute).answers.claim();
  assert.equal(left?.answer.events, 1);
});

for (const [says, deleted] of [
  ['the folder', async (folder: string) => folder],
  ['all that is in it', async (folder: string) => join(folder, (await readdir(folder))[0] ?? '')],
] as const)
  test(`a process under which ${says} is deleted loses no call, and keeps them anew`, async () => {
    const folder = newFolder();
    const { answers, clock, lost } = onDisk(folder);
    const answer = await accept(answers);
    say(answer, 1);
    await read(answer.view, 0, 1);
    await rm(await deleted(folder), { recursive: true });
    for (let passed = 0; passed < 20_000; passed += 2_000) await clock.pass(2_000);
    say(answer, 2);
    assert.equal(await read(answer.view, 0, 2), '1 2');
    assert.deepEqual([answer.view.ending, lost], [null, []]);
    const fresh = await accept(answers);
    assert.equal(fresh.kept, 'on disk');
    const left = await later(folder, 20_000 + leaseMs).answers.claim();
    assert.deepEqual(
      new Map(left.map((one) => [one.answer.id, one.answer.events])),
      new Map([
        [answer.id, 2],
        [fresh.id, 0],
      ]),
    );
  });

test('one that ended in order leaves what has ended to the next, at once', async () => {
  const folder = newFolder();
  const { answers } = onDisk(folder);
  const answer = await accept(answers);
  say(answer, 1);
  answer.close({ kind: 'whole' });
  await answers.close();
  const next = onDisk(folder);
  const [left] = await next.answers.claim();
  assert.deepEqual([left?.answer.ending, left?.restarts], [{ kind: 'whole' }, []]);
  assert.equal(left?.call.body.length, 0, 'its request is needed no longer');
});

test('who has more of an answer than is known here is told so, not given another text', async () => {
  const folder = newFolder();
  const answer = await accept(onDisk(folder).answers);
  say(answer, 1, 2);
  await read(answer.view, 0, 2);
  const [left] = await later(folder, leaseMs).answers.claim();
  assert.ok(left !== undefined);
  say(left.answer, 3, 4);
  assert.equal(left.answer.view.follow(3), null);
  assert.equal(await read(left.answer.view, 2, 4), '3 4');
  assert.equal(await read(left.answer.view, 3, 4), '4', 'but what it has from here it may have');
});

/** Every entry in the logs of a folder, with its body as text. */
const entriesIn = async (folder: string): Promise<readonly (readonly [unknown, string])[]> => {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.log'));
  const gone = { kind: 'unreadable' } as const;
  const readings = await Promise.all(files.map((name) => readLog(join(folder, name), secret).catch(() => gone)));
  return readings.flatMap((reading) =>
    reading.kind === 'entries'
      ? reading.entries.map((entry) => [entry.head['kind'], Buffer.from(entry.body).toString()] as const)
      : [],
  );
};

/** The clock is moved by hand, the disk takes its own time. */
const until = async (isTrue: () => Promise<boolean>, says: string): Promise<void> => {
  for (let tries = 0; tries < 2_000; tries++) if (await isTrue()) return;
  assert.fail(says);
};

test('a request is gone from the disk six minutes after its end, the answer after sixteen, one under a key after a day', async () => {
  const folder = newFolder();
  const { answers, clock } = onDisk(folder);
  const keyed = call({ repeat: { key: 'k', isRetry: false }, stream: false });
  const running = await accept(answers);
  for (const asked of [call(), keyed]) {
    const answer = await accept(answers, asked);
    say(answer, 1);
    answer.close({ kind: 'whole' });
    await read(answer.view);
  }
  const count = async (): Promise<readonly number[]> => {
    const entries = await entriesIn(folder);
    return [
      entries.filter(([, text]) => text.includes(prompt)).length,
      entries.filter(([kind]) => kind === 'ended').length,
    ];
  };
  const wait = async (minutes: number): Promise<void> => {
    for (let n = 0; n < minutes * 4; n++) await clock.pass(minute / 4);
    await accept(answers, call({ stream: false })).then((other) => other.close({ kind: 'cancelled', failure }));
    await running.sending(() => []);
  };
  assert.deepEqual(await count(), [3, 2]);
  await wait(6);
  await until(async () => ((await count())[0] ?? 9) <= 2, 'only of the call that runs, and of the one that came since');
  await wait(10);
  await until(async () => (await count())[1] === 2, 'only the one under a key, and the one that came since');
  await clock.pass(24 * 60 * minute);
  await wait(6);
  await until(
    async () => (await entriesIn(folder)).every(([, text]) => !text.includes('data: 1')),
    'nothing of the key',
  );
});

test('no word of a request or an answer, no key and no name can be read on the disk', async () => {
  const folder = newFolder();
  const { answers } = onDisk(folder);
  const answer = await accept(answers, call({ caller: 'team-of-some-name' }));
  say(answer, 1);
  await read(answer.view, 0, 1);
  const reading = await Promise.all(
    (await readdir(folder, { recursive: true }))
      .filter((one) => one.endsWith('.log'))
      .map((one) => readLog(join(folder, one), secret)),
  );
  const heads = JSON.stringify(
    reading.flatMap((one) => (one.kind === 'entries' ? one.entries.map((entry) => entry.head) : [])),
  );
  assert.match(heads, /team-of-some-name/);
  assert.doesNotMatch(heads, /Bearer/, 'the caller’s own credentials are not even in what is sealed');
  for (const name of (await readdir(folder, { recursive: true })).filter((one) => /lease|log/.test(one))) {
    const bytes = await readFile(join(folder, name));
    for (const word of ['nobody', 'messages', 'team-of-some-name', 'data: 1', 'Bearer'])
      assert.equal(bytes.indexOf(word), -1, `${word} in ${name}`);
  }
});

test('what was written under another secret is set aside, and read when that is back', async () => {
  const folder = newFolder();
  await accept(onDisk(folder).answers);
  said.length = 0;
  assert.deepEqual(await later(folder, leaseMs, 'another secret').answers.claim(), []);
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /GOOD_GATEWAY_SECRET/);
  assert.equal((await readdir(join(folder, 'unreadable'))).length, 1);
  assert.equal((await later(folder, 2 * leaseMs).answers.claim()).length, 1);
});
