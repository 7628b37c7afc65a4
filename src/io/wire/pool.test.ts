/** A pool over real sockets: which line is used, which are kept, and that none is lost. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { clock } from '../clock.ts';
import { connector } from './connector.ts';
import { WireExchange } from './exchange.ts';
import { Pool } from './pool.ts';
import { until } from '../../../test/fakes/patience.ts';

/** Answers that wait, by path. */
const held = new Map<string, ServerResponse>();
const ports: (readonly [string, number])[] = [];
let arrived: () => void = () => {};

const server = createServer((request, response) => {
  const { url = '' } = request;
  ports.push([url, request.socket.remotePort ?? 0]);
  response.on('error', () => {});
  if (url === '/now') response.end('well');
  else if (url === '/last') response.setHeader('connection', 'close').end('well');
  else held.set(url, response);
  arrived();
});
server.keepAliveTimeout = 60_000;

/** The origins of these tests are plain addresses. */
const plainNames = {
  find: () => assert.fail('a plain address was looked up'),
  again: () => assert.fail('a plain address was looked up'),
  dialled: () => {},
};

let origin = '';
let pool: Pool;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Safe: a listening TCP server's address is always of this form.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  await pool?.destroy();
  pool = new Pool(origin, connector(plainNames));
  ports.length = 0;
  held.clear();
});

const send = (path: string, { fresh = false, to = pool, headers = {} } = {}): WireExchange => {
  const exchange = new WireExchange(clock, 5_000, async () => null);
  to.dispatch({ method: 'GET', path, headers, body: null }, exchange, fresh);
  return exchange;
};

const finish = async (exchange: WireExchange): Promise<string> => {
  const head = await exchange.head();
  if (head.kind === 'broken') return head.fault.code;
  for (;;) {
    const part = await exchange.read();
    if (part.kind === 'end') return 'whole';
    if (part.kind === 'broken') return part.fault.code;
  }
};

/** Waits until the server holds that request. */
const holds = async (path: string): Promise<ServerResponse> => {
  for (;;) {
    const response = held.get(path);
    if (response !== undefined) return response;
    await new Promise<void>((resolve) => (arrived = resolve));
  }
};

/** undici frees a line a turn after its answer's end. */
const untilTrue = (isTrue: () => boolean): Promise<true> => until(isTrue.toString(), isTrue);

const portsOf = (path: string): readonly number[] => ports.filter(([url]) => url === path).map(([, port]) => port);

test('one call after the other rides on one connection', async () => {
  for (let n = 0; n < 5; n++) {
    const exchange = send('/now');
    assert.equal(await finish(exchange), 'whole');
    assert.equal(exchange.facts().socket, n === 0 ? 'new' : 'reused');
    await untilTrue(() => pool.size.free === 1);
  }
  assert.equal(new Set(portsOf('/now')).size, 1);
  assert.deepEqual(pool.size, { lines: 1, free: 1 });
});

test('the connection that was used last is used next', async () => {
  const [one, two] = [send('/one'), send('/two')];
  (await holds('/one')).end();
  await finish(one);
  await untilTrue(() => pool.size.free === 1);
  (await holds('/two')).end();
  await finish(two);
  await untilTrue(() => pool.size.free === 2);
  await finish(send('/now'));
  assert.deepEqual(portsOf('/now'), portsOf('/two'));
});

test('a fresh one is fresh though others are free, and joins them afterwards', async () => {
  await finish(send('/now'));
  await untilTrue(() => pool.size.free === 1);
  const exchange = send('/now', { fresh: true });
  assert.equal(await finish(exchange), 'whole');
  assert.equal(exchange.facts().socket, 'new');
  assert.equal(new Set(portsOf('/now')).size, 2);
  await untilTrue(() => pool.size.free === 2);
});

test('an aborted call takes its connection with it, and only that', async () => {
  await finish(send('/now'));
  await untilTrue(() => pool.size.free === 1);
  const waiting = send('/one', { fresh: true });
  await holds('/one');
  waiting.abort();
  assert.equal(await finish(waiting), 'ABORT_ERR');
  await untilTrue(() => pool.size.lines === 1);
  assert.deepEqual(pool.size, { lines: 1, free: 1 });
});

test('a call that is given up while it connects leaves nothing behind', async () => {
  const exchange = send('/now');
  exchange.abort();
  assert.equal(await finish(exchange), 'ABORT_ERR');
  assert.deepEqual(pool.size, { lines: 0, free: 0 });
  assert.deepEqual(portsOf('/now'), []);
});

test('a connection that may not be used again is not', async () => {
  assert.equal(await finish(send('/last')), 'whole');
  await untilTrue(() => pool.size.lines === 0);
  assert.equal(await finish(send('/now')), 'whole');
});

test('idle connections that the other side closes are forgotten', async () => {
  const all = [send('/now'), send('/now'), send('/now')];
  await Promise.all(all.map(finish));
  await untilTrue(() => pool.size.free === 3);
  server.closeIdleConnections();
  await untilTrue(() => pool.size.lines === 0);
  assert.equal(await finish(send('/now')), 'whole');
});

test('where nobody listens the call fails and no line stays', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const nowhere = new Pool(`http://127.0.0.1:${port}`, connector(plainNames));
  assert.equal(await finish(send('/now', { to: nowhere })), 'ECONNREFUSED');
  await untilTrue(() => nowhere.size.lines === 0);
});

test('what undici refuses to send fails, and its line stays usable', async () => {
  await finish(send('/now'));
  await untilTrue(() => pool.size.free === 1);
  const refused = send('/now', { headers: { 'bad name': 'x' } });
  assert.equal(await finish(refused), 'UND_ERR_INVALID_ARG');
  assert.deepEqual(pool.size, { lines: 1, free: 1 });
  const next = send('/now');
  assert.equal(await finish(next), 'whole');
  assert.equal(next.facts().socket, 'reused');
});

test('a pool that closes lets what runs come to its end', async () => {
  await finish(send('/now'));
  await untilTrue(() => pool.size.free === 1);
  const running = send('/one', { fresh: true });
  const response = await holds('/one');
  pool.close();
  assert.deepEqual(pool.size, { lines: 1, free: 0 });
  response.end('well');
  assert.equal(await finish(running), 'whole');
  await untilTrue(() => pool.size.lines === 0);
});

test('a pool that is destroyed breaks what runs', async () => {
  const running = send('/one');
  await holds('/one');
  await pool.destroy();
  assert.notEqual(await finish(running), 'whole');
  assert.deepEqual(pool.size, { lines: 0, free: 0 });
});

test('thousands of calls at once and in turn: every line is free or gone at the end', async () => {
  for (let round = 0; round < 5; round++) {
    const all = Array.from({ length: 200 }, (_, n) => send('/now', { fresh: n % 7 === 0 }));
    for (const [n, exchange] of all.entries()) if (n % 5 === 0) exchange.abort();
    await Promise.all(all.map(finish));
    await untilTrue(() => pool.size.lines === pool.size.free);
  }
  assert.ok(pool.size.free > 0 && pool.size.free <= 200, `${pool.size.free}`);
});
