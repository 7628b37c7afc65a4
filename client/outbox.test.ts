/** What was asked is kept until its answer is whole, and found again after a crash. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Line, recordedStreams, refusal } from '../test/fakes/forgetful-line.ts';
import type { Change } from './call.ts';
import { createClient } from './client.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';
import { memoryOutbox, worthKeeping } from './outbox.ts';

const url = 'http://gateway.test/v1/chat/completions';
const events = recordedStreams['chat'] ?? [];
const answer = events.join('');
const body = '{"model":"m","stream":true}';
const secret = 'Bearer sk-secret';
const headers = { authorization: secret, 'x-api-key': secret, 'content-type': 'application/json' };
const silent = { bytes: 300, how: 'silent', pieceBytes: 64 } as const;

const begun = async (
  line: Line,
  outbox: Outbox,
  signal?: AbortSignal,
): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
  const { fetch } = createClient({ outbox }, line.world);
  const response = await fetch(url, { method: 'POST', body, headers, ...(signal === undefined ? {} : { signal }) });
  const reader = response.body?.getReader();
  assert.ok(reader !== undefined);
  return reader;
};

const entryOf = async (outbox: Outbox): Promise<OutboxEntry | undefined> => (await outbox.list())[0];

test('a call is kept before it is sent, without credentials, and let go of once its answer was read to the end', async () => {
  const line = new Line(events);
  const outbox = memoryOutbox();
  const kept: (OutboxEntry | undefined)[] = [];
  line.instead = async () => {
    kept.push(await entryOf(outbox));
    line.instead = () => undefined;
    return line.world.fetch(url, { method: 'POST', headers: { 'idempotency-key': 'key-0' }, body });
  };
  const reader = await begun(line, outbox);
  assert.equal(kept[0]?.body, body);
  assert.ok(!JSON.stringify(kept).includes('secret'));
  assert.match((await entryOf(outbox))?.streamId ?? '', /^0*1$/);
  while (!(await reader.read()).done);
  assert.deepEqual(await outbox.list(), []);
});

test('after a crash the whole answer comes from its beginning, made once', async () => {
  const line = new Line(events);
  const outbox = memoryOutbox();
  line.passages = [silent];
  await (await begun(line, outbox)).read();
  // The page is gone; another begins with the same outbox.
  const { resume } = createClient({ outbox }, line.world);
  const [left, ...more] = await resume();
  assert.equal(more.length, 0);
  assert.equal(left?.entry.body, body);
  const response = await left.again({ headers: { authorization: secret } });
  assert.equal(await response.text(), answer);
  assert.equal(line.generations, 1);
  assert.equal(line.made.at(-1)?.headers.get('authorization'), secret);
  assert.deepEqual(await outbox.list(), []);
});

test('a call that had no name yet, or whose stream is forgotten, is made again under its key', async () => {
  for (const streamId of [null, 'f'.repeat(32)]) {
    const line = new Line(events);
    const outbox = memoryOutbox();
    await outbox.put({ version: 1, key: 'k', url, headers: {}, body, at: Date.now(), streamId });
    const [left] = await createClient({ outbox }, line.world).resume();
    assert.equal(await (await left?.again())?.text(), answer);
    assert.equal(line.made.findLast(({ method }) => method === 'POST')?.headers.get('idempotency-key'), 'k');
  }
});

test('what is on its way in this client is not given back', async () => {
  const line = new Line(events);
  const outbox = memoryOutbox();
  const client = createClient({ outbox }, line.world);
  const response = await client.fetch(url, { method: 'POST', body });
  assert.deepEqual(await client.resume(), []);
  await response.text();
});

test('who stops a call wants it kept no longer; time that ran out leaves it', async () => {
  for (const [reason, count] of [
    [undefined, 0],
    [new DOMException('late', 'TimeoutError'), 1],
  ] as const) {
    const line = new Line(events);
    const outbox = memoryOutbox();
    const stop = new AbortController();
    line.passages = [silent];
    const reader = await begun(line, outbox, stop.signal);
    await reader.read();
    stop.abort(reason);
    await assert.rejects(async () => {
      while (!(await reader.read()).done);
    });
    assert.equal((await outbox.list()).length, count);
    // What is kept goes on at the gateway meanwhile.
    assert.equal(line.cancelled.length, 1 - count);
  }
});

test('a request that is refused for what it is goes; one that is refused for now stays', async () => {
  for (const [status, count] of [
    [400, 0],
    [401, 1],
    [503, 1],
  ] as const) {
    const line = new Line(events);
    const outbox = memoryOutbox();
    line.instead = () => refusal({ status, code: 'some_code' });
    const { fetch } = createClient({ outbox }, line.world);
    await fetch(url, { method: 'POST', body });
    assert.equal((await outbox.list()).length, count, `${status}`);
  }
});

test('an answer that ended with an error was none: the prompt stays, for another answer', async () => {
  const line = new Line([events[0] ?? '', events[1] ?? '', 'data: {"error":{"message":"broken"}}\n\n']);
  const outbox = memoryOutbox();
  const reader = await begun(line, outbox);
  while (!(await reader.read()).done);
  const left = await entryOf(outbox);
  assert.equal(left?.body, body);
  assert.equal(left?.streamId, null);
});

test('a store that fails or hangs holds no call up, and is told of', async () => {
  for (const put of [() => Promise.reject(new Error('full')), () => new Promise<void>(() => {})]) {
    const line = new Line(events);
    const changes: Change[] = [];
    const outbox = { ...memoryOutbox(), put };
    const { fetch } = createClient({ outbox, onChange: (change) => changes.push(change) }, line.world);
    assert.equal(await (await fetch(url, { method: 'POST', body })).text(), answer);
    assert.equal(changes[0]?.kind, 'not-kept');
  }
});

const entry = (key: string, at: number, letters = 1): OutboxEntry => ({
  version: 1,
  key,
  url,
  headers: {},
  body: 'x'.repeat(letters),
  at,
  streamId: null,
});

test('the old, the many and the large go first', () => {
  const now = 1_800_000_000_000;
  const keys = (entries: readonly OutboxEntry[]): readonly string[] => worthKeeping(entries, now).map(({ key }) => key);
  assert.deepEqual(keys([entry('new', now - 1), entry('day-old', now - 24 * 3600 * 1000), entry('older', now - 2)]), [
    'older',
    'new',
  ]);
  assert.equal(keys(Array.from({ length: 150 }, (_, index) => entry(`${index}`, now - index))).length, 100);
  const half = 20 * 1024 * 1024;
  assert.deepEqual(keys([entry('newer', now - 1, half), entry('older', now - 2, half)]), ['newer']);
  assert.deepEqual(keys([{ ...entry('of the future', now), version: 2 as unknown as 1 }]), []);
});
