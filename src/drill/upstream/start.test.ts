/** The scripted upstream: its scripts end when they should, and its ledger tells what happened. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { faults, type FaultName } from '../faults/registry.ts';
import { follow, type Lasts } from '../faults/script.ts';
import { canon } from '../text.ts';
import { startUpstream, type Upstream } from './start.ts';

const open: Upstream[] = [];

const start = async (fault: FaultName | null, lasts: Lasts = { kind: 'always' }, paceMs = 0): Promise<Upstream> => {
  const scripted = fault === null ? null : follow({ name: fault, fault: faults[fault], params: {}, lasts });
  const upstream = await startUpstream({
    host: '127.0.0.1',
    port: 0,
    remembers: 40,
    models: ['m'],
    anyModel: true,
    paceMs,
    answer: () => canon,
    scripted: () => scripted,
    authority: null,
  });
  open.push(upstream);
  return upstream;
};

const body = (stream: boolean): string =>
  JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'x' }] });

const ask = async ({ url }: Upstream, stream = false, signal?: AbortSignal): Promise<number> => {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: body(stream),
    ...(signal === undefined ? {} : { signal }),
  });
  await response.text();
  return response.status;
};

const until = async (is: () => boolean): Promise<void> => {
  for (let n = 0; n < 400 && !is(); n += 1) await sleep(5);
};

describe('a scripted upstream', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((upstream) => upstream.close()));
  });

  it('is healthy again after its fault was met so many times', async () => {
    const upstream = await start('server-error', { kind: 'times', times: 2 });
    assert.deepEqual([await ask(upstream), await ask(upstream), await ask(upstream)], [500, 500, 200]);
    assert.deepEqual(
      upstream.ledger.seen.map(({ fault }) => fault),
      ['server-error', 'server-error', null],
    );
  });

  it('fails in its turn, and not before or after', async () => {
    const lasts: Lasts = { kind: 'in-turn', everyMs: 200, ms: 150 };
    const scripted = follow({ name: 'x', fault: faults['server-error'], params: {}, lasts }, 2);
    const startedAt = performance.now();
    assert.equal(scripted.peek(), null);
    await until(() => scripted.peek() !== null);
    assert.ok(performance.now() - startedAt >= 250);
    await until(() => scripted.peek() === null);
    assert.ok(performance.now() - startedAt >= 400);
  });

  it('refuses more than twice the calls it has room for', async () => {
    // At this pace nobody is done before the last one comes.
    const upstream = await start('few-slots', { kind: 'always' }, 15);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => ask(upstream, true)));
    assert.deepEqual(
      statuses.toSorted((a, b) => a - b),
      [...Array.from({ length: 16 }, () => 200), 503, 503, 503, 503],
    );
  });

  it('resets what it is serving when it is killed', async () => {
    const upstream = await start(null, { kind: 'always' }, 20);
    const asking = assert.rejects(ask(upstream, true));
    await until(() => (upstream.ledger.seen[0]?.sentBytes ?? 0) > 0);
    upstream.cut();
    await asking;
    await until(() => upstream.ledger.running === 0);
    assert.equal(upstream.ledger.running, 0);
  });

  it('is healthy again after its time of trouble', async () => {
    const upstream = await start('unavailable', { kind: 'for', ms: 1000 });
    const statuses = [await ask(upstream)];
    while (statuses.at(-1) === 503 && statuses.length < 1000) {
      await sleep(25);
      statuses.push(await ask(upstream));
    }
    assert.equal(statuses[0], 503);
    assert.equal(statuses.at(-1), 200);
  });

  it('meets a bare connection once, and serves the next on the same port', async () => {
    const upstream = await start('reset-at-once', { kind: 'times', times: 1 });
    await assert.rejects(ask(upstream));
    assert.equal(await ask(upstream), 200);
  });

  it('does not count a health check as a meeting', async () => {
    const upstream = await start('server-error', { kind: 'times', times: 1 });
    assert.equal((await fetch(`${upstream.url}/v1/models`)).status, 200);
    assert.equal((await fetch(`${upstream.url}/health`)).status, 200);
    assert.equal(await ask(upstream), 500);
  });

  it('meets a health check with a fault of checks, as often as it should, and calls with none', async () => {
    const upstream = await start('check-fails', { kind: 'times', times: 2 });
    const check = async (path: string): Promise<number> => (await fetch(upstream.url + path)).status;
    assert.equal(await check('/v1/models'), 500);
    assert.equal(await ask(upstream), 200);
    assert.equal(await check('/health'), 500);
    assert.equal(await check('/v1/models'), 200);
    assert.equal(await check('/nothing'), 404);
  });

  it('serves many requests on one connection', async () => {
    const upstream = await start(null);
    const warned: unknown[] = [];
    const warn = (warning: unknown): void => void warned.push(warning);
    process.on('warning', warn);
    for (let n = 0; n < 30; n += 1) assert.equal(await ask(upstream, n % 2 === 0), 200);
    process.off('warning', warn);
    assert.deepEqual(warned, []);
    assert.ok(upstream.ledger.seen.every(({ doneAt, goneAt }) => doneAt !== null && goneAt === null));
  });

  it('remembers only the last of many attempts', async () => {
    const upstream = await start(null);
    for (let n = 0; n < 45; n += 1) await ask(upstream);
    assert.equal(upstream.ledger.seen.length, 40);
    assert.deepEqual([upstream.ledger.seen[0]?.n, upstream.ledger.seen.at(-1)?.n], [6, 45]);
  });

  it('notes path, model, names of headers, size and what it sent, but no value of a header', async () => {
    const upstream = await start(null);
    const response = await fetch(`${upstream.url}/v1/chat/completions?x=1`, {
      method: 'POST',
      body: body(true),
      headers: { authorization: 'Bearer secret-of-the-caller' },
    });
    const lines = (await response.text())
      .split('\n')
      .flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
    const [entry] = upstream.ledger.seen;
    assert.equal(entry?.path, '/v1/chat/completions');
    assert.equal(entry?.model, 'm');
    assert.equal(entry?.stream, true);
    assert.equal(entry?.requestBytes, body(true).length);
    assert.ok(entry?.headerNames.includes('authorization'));
    assert.deepEqual(entry?.data, lines);
    assert.ok(!JSON.stringify(upstream.ledger.seen).includes('secret-of-the-caller'));
  });

  it('notes when its peer leaves in the middle of a stream', async () => {
    const upstream = await start(null, { kind: 'always' }, 20);
    const leave = new AbortController();
    const gone = ask(upstream, true, leave.signal).catch(() => 'left');
    await until(() => (upstream.ledger.seen[0]?.data.length ?? 0) > 3);
    const leftAt = performance.now();
    leave.abort();
    assert.equal(await gone, 'left');
    await until(() => typeof upstream.ledger.seen[0]?.goneAt === 'number');
    const [entry] = upstream.ledger.seen;
    assert.ok(entry !== undefined && entry.goneAt !== null && entry.goneAt >= leftAt && entry.goneAt - leftAt < 15_000);
    assert.ok(entry.data.length < 60);
  });

  it('notes when its peer gives up on silence', async () => {
    const upstream = await start('no-answer');
    const peer = request(`${upstream.url}/v1/chat/completions`, { method: 'POST' }).on('error', () => undefined);
    peer.end(body(false));
    await until(() => upstream.ledger.seen.length === 1);
    assert.equal(upstream.ledger.seen[0]?.goneAt, null);
    peer.destroy();
    await until(() => typeof upstream.ledger.seen[0]?.goneAt === 'number');
    assert.equal(typeof upstream.ledger.seen[0]?.goneAt, 'number');
    assert.equal(upstream.ledger.seen[0]?.doneAt, null);
  });

  it('goes on from what the assistant said already', async () => {
    const upstream = await start(null);
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: canon.slice(0, 100) },
    ];
    const response = await fetch(`${upstream.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages }),
    });
    const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
    assert.equal(choices[0]?.message.content, canon.slice(100));
    assert.equal(upstream.ledger.seen[0]?.lastRole, 'assistant');
  });

  it('closes although peers are still connected', async () => {
    const upstream = await start('silent');
    const peer = request(`${upstream.url}/v1/models`).on('error', () => undefined);
    peer.end();
    await until(() => upstream.ledger.seen.length === 1);
    await upstream.close();
    open.length = 0;
    await assert.rejects(fetch(`${upstream.url}/v1/models`));
  });
});
