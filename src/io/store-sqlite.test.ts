import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import { openJournal } from './store-sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'good-gateway-store-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = (): string => join(folder, `data-${(files += 1)}`, 'gateway.db');

const phases = { queue: 0, dns: null, connect: 1, tls: null, write: 1, firstByte: 20, firstToken: 21.5, end: 30 };
const eventOf = (id: string, more: Partial<CallEnded> = {}): CallEnded => ({
  kind: 'call',
  id,
  streamId: 'ab'.repeat(16),
  at: Date.now(),
  operation: 'chat',
  model: 'gpt-5-mini',
  caller: 'local',
  stream: true,
  outcome: 'ok',
  cause: null,
  upstream: 'primary',
  attempts: [],
  status: 200,
  ms: 30.25,
  firstTokenMs: 21.5,
  earlyHead: false,
  extraTokens: null,
  cache: null,
  bytesSent: 512,
  usage: { inputTokens: 10, outputTokens: 20 },
  ...more,
});

const firstFormat = `
  CREATE TABLE calls (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, outcome TEXT NOT NULL, stream_id TEXT,
    operation TEXT NOT NULL, model TEXT NOT NULL, caller TEXT NOT NULL, stream INTEGER NOT NULL, family TEXT, code TEXT,
    cause TEXT, upstream TEXT, attempts TEXT NOT NULL, status INTEGER NOT NULL, ms REAL NOT NULL, first_token_ms REAL,
    bytes_sent INTEGER NOT NULL, early_head INTEGER NOT NULL, input_tokens INTEGER, output_tokens INTEGER
  ) STRICT;
  CREATE INDEX calls_at ON calls (at);
  PRAGMA application_id = 1195857753;
  PRAGMA user_version = 1;`;

const firstFormatValues = (event: CallEnded) => {
  const { id, at, outcome, streamId, operation, model, caller, stream, cause, upstream, attempts, status, ms } = event;
  const { firstTokenMs, bytesSent, earlyHead, usage } = event;
  const begin = [id, at, outcome, streamId, operation, model, caller, stream ? 1 : 0];
  const middle = [cause?.family ?? null, cause?.code ?? null, cause === null ? null : JSON.stringify(cause)];
  const end = [upstream, JSON.stringify(attempts), status, ms, firstTokenMs, bytesSent, earlyHead ? 1 : 0];
  return [...begin, ...middle, ...end, usage?.inputTokens ?? null, usage?.outputTokens ?? null];
};

const opened = async (path: string, keepDays = 7, keepRows = 1_000_000) => {
  const errors: string[] = [];
  return {
    errors,
    journal: await openJournal({ path, keepDays, keepRows, onError: (message) => void errors.push(message) }),
  };
};

test('what is written can be read back exactly, also after the file was closed and opened again', async () => {
  const path = newPath();
  const refused = causeOf('connection_refused', {
    upstream: 'primary',
    clues: [{ says: 'system call', value: 'connect' }],
    retryAfterMs: 4000,
  });
  const failed = eventOf('req_2', {
    cause: refused,
    outcome: 'failed',
    upstream: null,
    usage: null,
    firstTokenMs: null,
    streamId: null,
    status: 503,
    attempts: [
      {
        upstream: 'primary',
        model: 'm',
        startedMs: 3,
        phases,
        socket: 'new',
        remoteAddress: null,
        addresses: [],
        bytesSent: 0,
        bytesReceived: 0,
        status: null,
        cause: refused,
        how: 'fresh',
        dropped: false,
        tokens: null,
      },
    ],
  });
  const first = await opened(path);
  first.journal.write(eventOf('req_1', { at: failed.at - 5 }));
  first.journal.write(failed);
  assert.deepEqual(await first.journal.find('req_2'), failed);
  assert.equal(await first.journal.find('req_3'), null);
  await first.journal.close();
  const second = await opened(path);
  assert.deepEqual(
    (await second.journal.recent(10)).map((event) => event.id),
    ['req_2', 'req_1'],
  );
  assert.deepEqual(await second.journal.find('req_2'), failed);
  await second.journal.close();
  assert.deepEqual([...first.errors, ...second.errors], []);
});

test('recent filters by outcome, model, upstream and time, and never gives more than asked', async () => {
  const { journal } = await opened(newPath());
  const at = Date.now() - 1000;
  for (let n = 0; n < 40; n += 1) {
    journal.write(
      eventOf(`req_${n}`, {
        at: at + n,
        outcome: n % 2 ? 'failed' : 'ok',
        model: `m${n % 4}`,
        upstream: n % 5 ? 'a' : 'b',
      }),
    );
  }
  const ids = async (limit: number, filter: Parameters<typeof journal.recent>[1]) =>
    (await journal.recent(limit, filter)).map((event) => Number(event.id.slice(4)));
  assert.deepEqual(await ids(3, {}), [39, 38, 37]);
  assert.deepEqual(await ids(2, { outcome: 'failed', before: at + 20 }), [19, 17]);
  assert.deepEqual(await ids(9, { model: "m0' OR 1=1 --" }), []);
  assert.deepEqual(await ids(2, { model: 'm0', upstream: 'b' }), [20, 0]);
  assert.deepEqual(await ids(-1, {}), []);
  await journal.close();
});

test('flush resolves when all that was written before is in the file', async () => {
  const path = newPath();
  const { journal } = await opened(path);
  for (let n = 0; n < 1234; n += 1) journal.write(eventOf(`req_${n}`));
  await journal.flush();
  const other = new DatabaseSync(path, { readOnly: true });
  assert.equal(other.prepare('SELECT count(*) AS n FROM calls').get()?.['n'], 1234);
  other.close();
  await journal.close();
  assert.equal(journal.dropped, 0);
});

test('beyond ten thousand waiting events the rest is dropped, counted and complained about once', async () => {
  const { journal, errors } = await opened(newPath());
  for (let n = 0; n < 10_050; n += 1) journal.write(eventOf(`req_${n}`));
  assert.equal(journal.dropped, 50);
  await journal.flush();
  assert.equal((await journal.recent(1, { before: Infinity }))[0]?.id, 'req_9999');
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /10000 events wait/);
  await journal.close();
});

test('folder and file are for their owner alone', async () => {
  const path = newPath();
  const { journal } = await opened(path);
  journal.write(eventOf('req_1'));
  await journal.flush();
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
  for (const name of [path, `${path}-wal`, `${path}-shm`]) assert.equal(statSync(name).mode & 0o777, 0o600, name);
  await journal.close();
});

test('rows older than wanted are forgotten, however many', async () => {
  const path = newPath();
  const first = await opened(path, 365);
  const old = Date.now() - 8 * 24 * 60 * 60 * 1000;
  for (let n = 0; n < 1200; n += 1) first.journal.write(eventOf(`req_old_${n}`, { at: old - n }));
  first.journal.write(eventOf('req_new'));
  await first.journal.close();
  const second = await opened(path, 7);
  let left = await second.journal.recent(1000);
  while (left.length > 1) left = await second.journal.recent(1000);
  assert.deepEqual(
    left.map((event) => event.id),
    ['req_new'],
  );
  await second.journal.close();
});

test('beyond so many rows the oldest are forgotten, whatever their age', async () => {
  const path = newPath();
  const first = await opened(path);
  for (let n = 0; n < 1300; n += 1) first.journal.write(eventOf(`req_${n}`));
  await first.journal.close();
  const second = await opened(path, 7, 3);
  let left = await second.journal.recent(1000);
  while (left.length > 3) left = await second.journal.recent(1000);
  assert.deepEqual(
    left.map((event) => event.id),
    ['req_1299', 'req_1298', 'req_1297'],
  );
  await second.journal.close();
});

test('a file that is no database of ours is refused in one line and left as it was', async () => {
  const refuses = (path: string, reason: RegExp) =>
    assert.rejects(opened(path), (error: Error) => {
      assert.match(error.message, reason);
      assert.doesNotMatch(error.message, /\n/);
      return error.message.startsWith(`cannot open the store ${path}: `);
    });
  const garbage = join(folder, 'garbage.db');
  writeFileSync(garbage, 'not a database '.repeat(100));
  await refuses(garbage, /not a database/);
  assert.equal(readFileSync(garbage, 'utf8'), 'not a database '.repeat(100));
  await refuses(join(garbage, 'x.db'), /ENOTDIR|EEXIST/);
  mkdirSync(join(folder, 'a-folder'));
  await refuses(join(folder, 'a-folder'), /unable to open|EISDIR/);
  const foreign = join(folder, 'foreign.db');
  const db = new DatabaseSync(foreign);
  db.exec('CREATE TABLE customers (name TEXT)');
  db.close();
  await refuses(foreign, /another program/);
  const newer = newPath();
  await (await opened(newer)).journal.close();
  const bump = new DatabaseSync(newer);
  bump.exec('PRAGMA user_version = 99');
  bump.close();
  await refuses(newer, /newer version/);
});

test('gateways that begin with a new file at the same moment all have it', async () => {
  for (let round = 0; round < 4; round++) {
    const path = newPath();
    const all = await Promise.all([opened(path), opened(path), opened(path)]);
    for (const { journal } of all) await journal.close();
  }
});

test('a locked file is refused', async () => {
  const path = newPath();
  await (await opened(path)).journal.close();
  const other = new DatabaseSync(path);
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  await assert.rejects(opened(path), /locked/);
  other.close();
});

test('a write that fails later is reported once, counted, and hurts nobody', async () => {
  const path = newPath();
  const { journal, errors } = await opened(path);
  const saboteur = new DatabaseSync(path);
  saboteur.exec('ALTER TABLE calls RENAME TO gone');
  for (let n = 0; n < 500; n += 1) journal.write(eventOf(`req_${n}`));
  await journal.flush();
  assert.equal(journal.dropped, 500);
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /no such table/);
  await assert.rejects(journal.recent(1), /no such table/);
  saboteur.exec('ALTER TABLE gone RENAME TO calls');
  saboteur.close();
  journal.write(eventOf('req_again'));
  assert.equal((await journal.find('req_again'))?.id, 'req_again');
  await journal.close();
});

test('a call is found among many, also behind older ones that were forgotten', async () => {
  const path = newPath();
  const first = await opened(path);
  for (let n = 0; n < 5000; n += 1) first.journal.write(eventOf(`req_${n}`));
  await first.journal.flush();
  for (let n = 5000; n < 5010; n += 1) first.journal.write(eventOf(`req_${n}`, { ms: n }));
  for (const n of [0, 3999, 4000, 5009]) assert.equal((await first.journal.find(`req_${n}`))?.id, `req_${n}`);
  assert.equal(await first.journal.find('req_5010'), null);
  first.journal.write(eventOf('req_7', { ms: 7777 }));
  assert.equal((await first.journal.find('req_7'))?.ms, 7777, 'the newest of the same id');
  await first.journal.close();
  const second = await opened(path, 7, 5);
  while ((await second.journal.recent(1000)).length > 5) await second.journal.flush();
  assert.equal((await second.journal.find('req_5008'))?.ms, 5008);
  assert.equal(await second.journal.find('req_4000'), null);
  second.journal.write(eventOf('req_new'));
  assert.equal((await second.journal.find('req_new'))?.id, 'req_new');
  await second.journal.close();
  const other = new DatabaseSync(path, { readOnly: true });
  assert.ok(Number(other.prepare('SELECT count(*) AS n FROM batches').get()?.['n']) <= 4);
  other.close();
});

test('a file of the first format is carried over, row by row', async () => {
  const path = newPath();
  mkdirSync(join(path, '..'), { recursive: true });
  const old = new DatabaseSync(path);
  old.exec(firstFormat);
  const refused = causeOf('connection_refused', { upstream: 'primary' });
  const insert = old.prepare(`INSERT INTO calls VALUES (${Array.from({ length: 21 }, () => '?').join(', ')})`);
  const good = eventOf('req_1', { attempts: [] });
  const bad = eventOf('req_2', { outcome: 'failed', cause: refused, streamId: null, usage: null, upstream: null });
  for (const [index, event] of [good, bad].entries()) insert.run(index + 1, ...firstFormatValues(event));
  old.close();
  const { journal, errors } = await opened(path);
  assert.deepEqual(await journal.find('req_1'), good);
  assert.deepEqual(await journal.recent(5), [bad, good]);
  await journal.close();
  assert.deepEqual(errors, []);
});

test('after close, writing is counted as dropped, reading rejects, and closing again is harmless', async () => {
  const { journal } = await opened(newPath());
  await journal.close();
  journal.write(eventOf('req_1'));
  assert.equal(journal.dropped, 1);
  await assert.rejects(journal.find('req_1'), /closed/);
  await journal.flush();
  await journal.close();
});

test('what was asked before it closes is kept and answered, also behind calls that are still being written', async () => {
  const path = newPath();
  const { journal } = await opened(path);
  journal.write(eventOf('req_1'));
  const kept = journal.documents.keep('shelf', 'a', 'text');
  const read = journal.find('req_1');
  await Promise.all([journal.close(), kept]);
  assert.equal((await read)?.id, 'req_1');
  const second = await opened(path);
  assert.deepEqual(await second.journal.documents.all('shelf'), ['text']);
  await second.journal.close();
});

const inChild = (shell: string, body: string) => {
  const script = `
    import { openJournal } from ${JSON.stringify(new URL('./store-sqlite.ts', import.meta.url).href)};
    const event = ${JSON.stringify(eventOf('req_x'))};
    const journal = await openJournal({ path: process.argv[1], keepDays: 7, keepRows: 1e6, onError: (m) => console.log('error', m) });
    ${body}`;
  const path = newPath();
  const child = spawnSync(
    'sh',
    ['-c', `${shell} exec "$0" "$@"`, process.execPath, '--input-type=module', '-e', script, path],
    { encoding: 'utf8' },
  );
  return { ...child, path };
};

test('a full disk is reported, and the process goes on', () => {
  const child = inChild(
    'ulimit -f 3000;',
    `
    for (let n = 0; n < 9000; n += 1) journal.write({ ...event, id: 'req_' + n });
    await journal.flush();
    console.log('dropped', journal.dropped);
    console.log('kept', (await journal.recent(5)).length);
    process.exit(0);`,
  );
  assert.equal(child.status, 0, child.stderr);
  assert.equal(child.stdout.match(/^error /gm)?.length, 1, child.stdout);
  assert.match(child.stdout, /dropped [1-9]/);
  assert.match(child.stdout, /kept 5/);
});

test('what was flushed is there after the process was killed, and an open journal keeps no process alive', () => {
  const killed = inChild(
    '',
    `
    for (let n = 0; n < 50; n += 1) journal.write({ ...event, id: 'req_' + n });
    await journal.flush();
    process.kill(process.pid, 'SIGKILL');`,
  );
  assert.equal(killed.signal ?? killed.status, 'SIGKILL', killed.stderr);
  const db = new DatabaseSync(killed.path);
  assert.equal(db.prepare('SELECT count(*) AS n FROM calls').get()?.['n'], 50);
  db.close();
  const idle = inChild('', 'journal.write(event);');
  assert.equal(idle.status, 0, idle.stderr);
});

test('documents are kept by shelf and name, replaced, dropped, and outlive a restart', async () => {
  const path = newPath();
  const first = await opened(path);
  const { documents } = first.journal;
  await documents.keep('maintenance', 'b', '{"two":2}');
  await documents.keep('maintenance', 'a', '{"one":0}');
  await documents.keep('maintenance', 'a', '{"one":1}');
  await documents.keep('other', 'c', '{}');
  await first.journal.close();
  const second = await opened(path);
  assert.deepEqual(await second.journal.documents.all('maintenance'), ['{"one":1}', '{"two":2}']);
  await second.journal.documents.drop('maintenance', 'a');
  assert.deepEqual(await second.journal.documents.all('maintenance'), ['{"two":2}']);
  assert.deepEqual(await second.journal.documents.all('nothing'), []);
  await second.journal.close();
  await assert.rejects(second.journal.documents.all('maintenance'), /closed/);
});

test('a lease has one holder of all gateways on the file, until it is over or given back', async () => {
  const path = newPath();
  const [one, other] = [await opened(path), await opened(path)];
  const at = { one: one.journal.documents, other: other.journal.documents };
  const ask = (by: keyof typeof at, now: number, until: number): Promise<boolean> =>
    at[by].lease('turn', 'lease', { by, now, until });
  const [isOne, isOther] = await Promise.all([ask('one', 100, 200), ask('other', 100, 200)]);
  assert.notEqual(isOne, isOther);
  const [holder, waiting] = isOne ? (['one', 'other'] as const) : (['other', 'one'] as const);
  assert.equal(await ask(waiting, 199, 300), false);
  assert.equal(await ask(holder, 199, 0), true, 'the holder gives it back');
  assert.equal(await ask(waiting, 199, 300), true);
  assert.equal(await ask(holder, 300, 400), true, 'it is over');
  const anHour = 3_600_000;
  assert.equal(await ask(holder, anHour, anHour + 100), true);
  assert.equal(await ask(waiting, anHour - 50_000, 0), false, 'clocks differ by so much');
  assert.equal(await ask(waiting, 500, 600), true, 'the clock was set back by an hour');
  await Promise.all([one.journal.close(), other.journal.close()]);
});
