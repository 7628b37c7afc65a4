/** What one call may meet on its way, and what its caller gets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Line, type Made, recordedStreams, refusal } from '../test/fakes/forgetful-line.ts';
import type { Change } from './call.ts';
import type { ClientOptions } from './client.ts';
import { createClient } from './client.ts';
import { explain, GatewayError } from './gateway-error.ts';

const url = 'http://gateway.test/v1/chat/completions';
const events = recordedStreams['chat'] ?? [];
const answer = events.join('');
const asked = { model: 'm', stream: true };
const half = { bytes: 500, how: 'error', pieceBytes: 64 } as const;
const lost = new TypeError('fetch failed');

const use = (line: Line, options: ClientOptions = {}): ((body?: object, init?: RequestInit) => Promise<Response>) => {
  const { fetch } = createClient(options, line.world);
  return (body = asked, init = {}) => fetch(url, { method: 'POST', body: JSON.stringify(body), ...init });
};

const posts = (line: Line): readonly Made[] => line.made.filter(({ method }) => method === 'POST');
const keys = (line: Line): readonly (string | null)[] =>
  posts(line).map(({ headers }) => headers.get('idempotency-key'));

const wholeBody = (): Response => Response.json({ choices: [] }, { headers: { 'good-gateway-upstream': 'one' } });

const busy = (wait: string | null = '3'): Response =>
  refusal({ status: 503, code: 'no_target', retryable: true, wait });

test('each call has a key of its own, and one that the caller chose is kept', async () => {
  const line = new Line(events);
  const ask = use(line);
  await (await ask()).text();
  await (await ask()).text();
  await (await ask(asked, { headers: { 'Idempotency-Key': 'mine' } })).text();
  assert.equal(new Set(keys(line)).size, 3);
  assert.equal(keys(line)[2], 'mine');
});

test('what is no model call passes through untouched', async () => {
  const line = new Line(events);
  line.instead = () => new Response('list');
  const { fetch } = createClient({}, line.world);
  await fetch('http://gateway.test/v1/models');
  await fetch('http://gateway.test/v1/files', { method: 'POST', body: 'x' });
  assert.deepEqual(
    line.made.map(({ headers }) => headers.get('idempotency-key')),
    [null, null],
  );
});

test('a Request object is taken as well, with its headers and its body', async () => {
  const line = new Line(events);
  const { fetch } = createClient({}, line.world);
  const request = new Request(url, {
    method: 'POST',
    headers: { authorization: 'Bearer k' },
    body: JSON.stringify(asked),
  });
  assert.equal(await (await fetch(request)).text(), answer);
  assert.equal(line.made[0]?.headers.get('authorization'), 'Bearer k');
  assert.equal(line.made[0]?.body, JSON.stringify(asked));
});

test('a server that is no gateway is asked once and handed on as it is', async () => {
  const line = new Line(events);
  line.instead = (_, count) => (count === 1 ? Response.json({ choices: [] }) : lost);
  const ask = use(line);
  assert.deepEqual(await (await ask({ model: 'm' })).json(), { choices: [] });
  await assert.rejects(ask({ model: 'm' }), lost);
  assert.equal(line.made.length, 2);
});

test('the way back carries the caller’s credentials and says what was seen', async () => {
  const line = new Line(events);
  line.passages = [half];
  const headers = { authorization: 'Bearer k', 'anthropic-version': '2023-06-01', 'content-type': 'application/json' };
  assert.equal(await (await use(line)(asked, { headers })).text(), answer);
  const [, back] = line.made;
  assert.equal(back?.method, 'GET');
  assert.match(back?.url ?? '', /\/v1\/streams\/0*1\?after=2$/);
  assert.equal(back?.headers.get('authorization'), 'Bearer k');
  assert.equal(back?.headers.get('anthropic-version'), '2023-06-01');
  assert.equal(back?.headers.get('content-type'), null);
});

test('a call that is not streamed is sent again under its key when the line breaks, in its body too', async () => {
  const line = new Line(events);
  line.instead = (_, count) => {
    if (count < 3) return lost;
    if (count > 3) return wholeBody();
    const cut = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"choi')),
      pull: (controller) => controller.error(new TypeError('terminated')),
    });
    return new Response(cut, { headers: { 'good-gateway-upstream': 'one' } });
  };
  assert.deepEqual(await (await use(line)({ model: 'm' })).json(), { choices: [] });
  assert.equal(line.made.length, 4);
  assert.equal(new Set(keys(line)).size, 1);
});

test('a line that stays broken ends in an explained error within the bound', async () => {
  const line = new Line(events);
  line.instead = () => lost;
  const from = line.world.now();
  const error = await use(line)().catch((caught: unknown) => caught);
  assert.ok(error instanceof GatewayError);
  assert.deepEqual(
    [error.code, error.family, error.who, error.retryable],
    ['connection_lost', 'network', 'network', true],
  );
  assert.equal(error.cause, lost);
  const ms = line.world.now() - from;
  assert.ok(ms > 30_000 && ms <= 60_000, `${ms} ms: nobody has ever answered there, so patience is the bound`);
});

test('half an answer whose gateway stays away ends after ten minutes, and never as if it were whole', async () => {
  const line = new Line(events);
  line.passages = [half];
  line.instead = (_, count) => (count > 1 ? lost : undefined);
  const from = line.world.now();
  const response = await use(line)();
  const error = await response.text().catch((caught: unknown) => caught);
  assert.ok(error instanceof GatewayError && error.code === 'connection_lost', String(error));
  const ms = line.world.now() - from;
  assert.ok(ms > 500_000 && ms <= 600_000, `${ms} ms`);
  assert.ok(line.made.length > 30 && line.made.length < 150, `${line.made.length} requests`);
  assert.equal(posts(line).length, 1);
});

test('a stream whose name is forgotten after its first words is not made again', async () => {
  const line = new Line(events);
  line.passages = [half];
  const response = await use(line)();
  line.forget();
  const error = await response.text().catch((caught: unknown) => caught);
  assert.ok(error instanceof GatewayError && error.code === 'answer_lost');
  assert.equal(line.generations, 1);
});

test('a stream whose name is forgotten before its first word is asked for again under its key', async () => {
  const line = new Line(events);
  line.passages = [{ ...half, bytes: 10 }];
  const response = await use(line)();
  line.forget();
  assert.equal(await response.text(), answer);
  assert.equal(new Set(keys(line)).size, 1);
  assert.equal(posts(line).length, 2);
});

test('a stream that expired is joined by its key: what was seen is left out, nothing is made again', async () => {
  const line = new Line(events);
  line.passages = [half];
  line.instead = ({ method }) => (method === 'GET' ? refusal({ status: 410, code: 'stream_expired' }) : undefined);
  assert.equal(await (await use(line)()).text(), answer);
  assert.equal(line.generations, 1);
});

test('another answer is never glued to half of one: it is called off', async () => {
  const line = new Line(events);
  line.passages = [half];
  line.instead = ({ method }) => (method === 'GET' ? refusal({ status: 410, code: 'stream_expired' }) : undefined);
  const response = await use(line)();
  line.forget();
  const error = await response.text().catch((caught: unknown) => caught);
  assert.ok(error instanceof GatewayError && error.code === 'answer_lost');
  assert.deepEqual(line.cancelled, ['2'.padStart(32, '0')]);
});

test('a proxy’s 404 or a portal’s page on the way back say nothing of the stream', async () => {
  const line = new Line(events);
  line.passages = [half];
  const others = [
    new Response('no such route', { status: 404 }),
    new Response('<h1>Sign in</h1>\n\n', { headers: { 'content-type': 'text/html' } }),
    new Response('bad gateway', { status: 502 }),
  ];
  line.instead = ({ method }) => (method === 'GET' ? others.shift() : undefined);
  assert.equal(await (await use(line)()).text(), answer);
  assert.equal(line.made.length, 5);
});

test('a stream that is still looked for is asked for again; one that has failed is over', async () => {
  const line = new Line(events);
  line.passages = [half];
  const sought = [busy('2'), busy(null)];
  line.instead = ({ method }) => (method === 'GET' ? sought.shift() : undefined);
  assert.equal(await (await use(line)()).text(), answer);
  assert.equal(line.made.length, 4);

  const failed = busy(null);
  failed.headers.set('good-gateway-events', '1');
  line.passages = [half, half, half];
  line.instead = ({ method }) => (method === 'GET' ? failed : undefined);
  await assert.rejects((await use(line)()).text(), { code: 'no_target' });
  assert.equal(line.made.length, 6);
});

test('events that come twice are handed on once, and a gap is fetched', async () => {
  const line = new Line(events);
  const ours = (id: string, numbers: readonly number[]): Response =>
    new Response(numbers.map((number) => `id: ${id}:${number}\n${events[number - 1] ?? ''}`).join(''), {
      headers: { 'content-type': 'text/event-stream', 'good-gateway-stream': id },
    });
  const id = '1'.padStart(32, '0');
  line.instead = ({ method }, count) => {
    if (method === 'POST' && count === 1) return ours(id, [1, 1, 2, 1, 3, 5, 6]);
    return count === 2 ? ours(id, [2, 3, 4, 5, 6, 7]) : undefined;
  };
  assert.equal(await (await use(line)()).text(), answer);
  assert.match(line.made[1]?.url ?? '', /after=3$/);
});

test('a refusal that may pass is waited out as told, within the caller’s patience', async () => {
  const line = new Line(events);
  const changes: Change[] = [];
  line.instead = (_, count) => (count < 3 ? busy() : undefined);
  const from = line.world.now();
  assert.equal(await (await use(line, { onChange: (change) => changes.push(change) })()).text(), answer);
  assert.ok(line.world.now() - from >= 6_000);
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ['refused', 'refused'],
  );
});

test('a refusal that lasts longer than patience is handed on, and an SDK does not begin anew', async () => {
  const line = new Line(events);
  line.instead = () => busy('3600');
  const response = await use(line)();
  assert.equal(line.made.length, 1);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('x-should-retry'), 'false');
  assert.equal((await explain(response))?.retryable, true);
});

test('without patience, and where the gateway says that trying again is useless, nothing is tried again', async () => {
  const line = new Line(events);
  line.instead = () => busy();
  const impatient = await use(line, { patienceMs: 0 })();
  assert.equal(impatient.headers.get('x-should-retry'), 'true');
  line.instead = () => refusal({ status: 401, code: 'unauthorized' });
  assert.equal((await use(line)()).status, 401);
  assert.equal(line.made.length, 2);
});

test('a failure in the first event of a stream is a refusal too', async () => {
  const failed = JSON.stringify({
    error: {
      message: 'no',
      family: 'outage',
      who: 'provider',
      code: 'connection_refused',
      retryable: true,
      retry_after_ms: 4_000,
    },
  });
  const line = new Line([]);
  const from = line.world.now();
  line.instead = () => {
    const said = posts(line).length < 3 ? `data: ${failed}\n\n` : answer;
    const id = String(posts(line).length).padStart(32, '0');
    const numbered = said.split(/(?<=\n\n)/).map((event, index) => `id: ${id}:${index + 1}\n${event}`);
    return new Response(numbered.join(''), { headers: { 'good-gateway-stream': id } });
  };
  assert.equal(await (await use(line)()).text(), answer);
  assert.equal(posts(line).length, 3);
  assert.ok(line.world.now() - from >= 8_000);
});

test('an abort calls the answer off by its name; before it has one, by its key', async () => {
  const line = new Line(events);
  const named = new AbortController();
  line.passages = [{ ...half, how: 'silent' }];
  const response = await use(line)(asked, { signal: named.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  const rest = reader?.read();
  named.abort();
  await assert.rejects(async () => rest, { name: 'AbortError' });
  assert.deepEqual(line.cancelled, ['1'.padStart(32, '0')]);

  const early = new AbortController();
  line.instead = ({ method }) => (method === 'POST' ? new Promise(() => early.abort()) : undefined);
  const pending = use(line)(asked, { headers: { 'idempotency-key': 'k' }, signal: early.signal });
  await assert.rejects(pending, { name: 'AbortError' });
  assert.equal(line.cancelled[1], 'k');
});

test('who stops reading at the end mark has not stopped the answer', async () => {
  const line = new Line(events);
  const stop = new AbortController();
  const { body } = await use(line)(asked, { signal: stop.signal });
  const reader = body?.getReader();
  await reader?.read();
  await reader?.cancel();
  stop.abort();
  assert.deepEqual(line.cancelled, []);
});

test('a device that comes online again does not wait out the pause', async () => {
  const line = new Line(events);
  line.passages = [half];
  const times: number[] = [];
  let isBack = false;
  line.instead = ({ method }) => (method === 'GET' && !isBack ? lost : undefined);
  const onChange = ({ kind }: Change): void => {
    times.push(line.world.now());
    if (kind !== 'lost' || times.length !== 8) return;
    isBack = true;
    queueMicrotask(() => line.online());
  };
  assert.equal(await (await use(line, { onChange })()).text(), answer);
  assert.equal(times.length, 9);
  assert.equal(times[8], times[7]);
});

test('a line that breaks behind the end mark needs no way back', async () => {
  const line = new Line(events);
  line.passages = [{ bytes: 100_000, how: 'error', pieceBytes: 64 }];
  assert.equal(await (await use(line)()).text(), answer);
  assert.equal(line.made.length, 1);
});

test('an SDK that tries a broken call again gets the key of its first try', async () => {
  const line = new Line(events);
  line.instead = () => lost;
  const ask = use(line);
  await assert.rejects(ask());
  line.instead = () => undefined;
  const again = { headers: { 'x-stainless-retry-count': '1' } };
  assert.equal(await (await ask(asked, again)).text(), answer);
  assert.equal(new Set(keys(line)).size, 1);
  await (await ask(asked, again)).text();
  assert.equal(new Set(keys(line)).size, 2);
});

test('what the gateway waits for is told in its own words, and no comment reaches the reader', async () => {
  const line = new Line([': queued 3 of 17, about 4 s\n\n' + (events[0] ?? ''), ...events.slice(1)]);
  const says: string[] = [];
  const onChange = (change: Change): void => void (change.kind === 'waiting' && says.push(change.says));
  line.passages = [{ bytes: null, how: 'end', pieceBytes: 16 }];
  assert.equal(await (await use(line, { onChange })()).text(), answer);
  assert.deepEqual(says, ['queued 3 of 17, about 4 s']);
});
