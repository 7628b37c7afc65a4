/** Nothing that is no good answer reaches a caller as one: another upstream answers, or the failure is explained. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, type Expected, marker, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { dataOf } from '../fakes/reader.ts';
import { type Act, type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

interface Case {
  readonly name: string;
  readonly act: Act;
  readonly path?: string;
  readonly only?: 'stream' | 'body';
  readonly expected: Expected;
  readonly waits: boolean;
}

const page = `<!doctype html><title>Sign in</title><p>${marker}</p>`;
const html = { 'content-type': 'text/html' };
const inside = JSON.stringify({
  error: { message: `the engine fell over: ${marker}`, type: 'server_error', code: null },
});

/** A stream where one is asked for, else a body. */
const either =
  (streamed: string, body: string): Act =>
  (answer, seen) =>
    (seen.body.includes('"stream":true') ? say.stream(streamed) : say.json(body))(answer, seen);

const backend502 = (code: string): Expected => ({ status: 502, code, family: 'backend', who: 'provider' });
const upstreamError: Expected = { status: 503, code: 'upstream_error', family: 'backend', who: 'provider' };
const overloaded: Expected = { status: 503, code: 'overloaded', family: 'overload', who: 'provider' };
const wrongContent: Expected = { status: 502, code: 'wrong_content', family: 'misconfiguration', who: 'operator' };

const cases: readonly Case[] = [
  { name: 'a status 500 in JSON', act: say.json(inside, 500), expected: upstreamError, waits: true },
  {
    name: 'a bare 502 page of a proxy in front',
    act: (answer) => answer.writeHead(502, { ...html, server: 'nginx' }).end('<html><center>nginx</center></html>'),
    expected: { status: 503, code: 'upstream_gateway_error', family: 'outage', who: 'provider' },
    waits: true,
  },
  {
    name: 'an HTML page with status 200',
    act: (answer) => answer.writeHead(200, html).end(page),
    expected: wrongContent,
    waits: false,
  },
  {
    name: 'an HTML page that says it is JSON',
    act: (answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end(page),
    only: 'body',
    expected: wrongContent,
    waits: false,
  },
  {
    name: 'a page with status 400: nobody blames the caller for it',
    act: (answer) => answer.writeHead(400, html).end('<h1>400 Bad Request</h1>'),
    expected: wrongContent,
    waits: false,
  },
  {
    name: 'a switch to another protocol',
    act: (answer) =>
      answer.socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    expected: { status: 503, code: 'http_upgrade_failed', family: 'misconfiguration', who: 'operator' },
    waits: false,
  },
  { name: 'an error inside a 200', act: say.json(inside), expected: upstreamError, waits: true },
  {
    name: 'an error as a bare string inside a 200',
    act: say.json(JSON.stringify({ error: `overloaded ${marker}` })),
    expected: overloaded,
    waits: true,
  },
  { name: 'an empty body with status 200', act: either('', ''), expected: backend502('empty_answer'), waits: true },
  {
    name: 'an answer with no choices',
    act: either(say.event({ id: 'x', choices: [] }) + say.done, '{"id":"x","choices":[]}'),
    expected: backend502('empty_answer'),
    waits: true,
  },
  {
    name: 'an immediate [DONE]',
    act: say.stream(say.done),
    only: 'stream',
    expected: backend502('empty_answer'),
    waits: true,
  },
  {
    name: 'a stream that ends after its opening',
    act: say.stream(say.opening),
    only: 'stream',
    expected: backend502('empty_answer'),
    waits: true,
  },
  {
    name: 'an error as the first event',
    act: say.stream(say.event(inside)),
    only: 'stream',
    expected: upstreamError,
    waits: true,
  },
  {
    name: 'an error behind the opening',
    act: say.stream(say.opening + say.event(inside)),
    only: 'stream',
    expected: upstreamError,
    waits: true,
  },
  {
    name: 'a whole body where a stream was asked for',
    act: say.json(say.chatBody('x')),
    only: 'stream',
    expected: backend502('invalid_answer'),
    waits: true,
  },
  {
    name: 'JSON that breaks off',
    act: either('data: {"choices":[{"del\n\n', '{"choices":[{"mess'),
    expected: backend502('invalid_answer'),
    waits: true,
  },
  {
    name: 'a redirect',
    act: (answer) => answer.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    expected: { ...wrongContent, code: 'redirected' },
    waits: false,
  },
  {
    name: 'status 204',
    act: (answer) => answer.writeHead(204).end(),
    expected: backend502('empty_answer'),
    waits: true,
  },
  {
    name: 'Anthropic’s overloaded_error in the stream before any content',
    act: say.stream(say.messageStart + say.messageError('overloaded_error', `Overloaded ${marker}`)),
    path: '/messages',
    only: 'stream',
    expected: overloaded,
    waits: true,
  },
  {
    name: 'response.failed before any content',
    act: say.stream(say.responseCreated + say.responseFailed(marker)),
    path: '/responses',
    only: 'stream',
    expected: upstreamError,
    waits: true,
  },
];

const good: Readonly<Record<string, Act>> = {
  '/chat/completions': say.healthy('Good', ' answer'),
  '/messages': say.stream(say.messageStart + say.messageDelta('Good answer') + say.messageStop),
  '/responses': say.stream(
    say.responseCreated + say.responseDelta('Good answer') + say.responseCompleted('Good answer'),
  ),
};

let bad: FakeUpstream;
let spare: FakeUpstream;
let gateway: TestGateway;
/** Asks one upstream, once. */
let lone: TestGateway;

before(async () => {
  bad = await startUpstream(say.silent);
  spare = await startUpstream(say.silent);
  gateway = await startGateway({
    upstreams: { bad: { url: bad.url, key: `sk-${marker}` }, spare: { url: spare.url } },
    models: {
      both: {
        targets: [
          { upstream: 'bad', model: 'm' },
          { upstream: 'spare', model: 'm', tier: 2 },
        ],
      },
    },
    retries: { attempts: 2 },
  });
  lone = await startGateway({
    upstreams: { bad: { url: bad.url, key: `sk-${marker}` } },
    models: { alone: { targets: [{ upstream: 'bad', model: 'm' }] } },
    retries: { attempts: 1 },
  });
});

after(async () => {
  await Promise.all([gateway.stop(), lone.stop()]);
  await Promise.all([bad.close(), spare.close()]);
});

/** Each case begins with nothing held against anyone. */
const forget = async (): Promise<void> => {
  await Promise.all([gateway.forgive('bad'), lone.forgive('bad')]);
};

const requestOf = (path: string, model: string, isStream: boolean): object =>
  path === '/responses'
    ? { model, input: marker, stream: isStream }
    : { ...(isStream ? askStream : ask), model, max_tokens: 9 };

const modes = (one: Case): readonly boolean[] => (one.only === undefined ? [true, false] : [one.only === 'stream']);

for (const one of cases) {
  const { name, act, path = '/chat/completions', expected, waits } = one;
  for (const isStream of modes(one)) {
    const how = isStream ? 'streamed' : 'not streamed';

    test(`${name}, ${how}: a healthy second upstream’s answer is all the caller sees`, async () => {
      await forget();
      bad.act(act);
      spare.act(good[path] ?? say.silent);
      const earlier = bad.seen.length;
      const response = await post(gateway.url, requestOf(path, 'both', isStream), { path });
      const text = await response.text();
      assert.equal(response.status, 200, text);
      assert.equal(bad.seen.length, earlier + 1);
      assert.equal(response.headers.get('good-gateway-upstream'), 'spare');
      assert.equal(response.headers.get('good-gateway-attempts'), '2');
      assert.ok(text.includes('Good') && text.includes('answer'), text);
      assert.ok(!text.includes('error":{') && !text.includes(marker), text);
      if (path === '/chat/completions' && isStream) assert.equal(dataOf(text).at(-1), '[DONE]');
      const why = await gateway.ended(response.headers.get('x-request-id'));
      assert.equal(why.outcome, 'ok');
      assert.deepEqual(
        why.attempts.map(({ upstream, code, retry }) => [upstream, code, retry]),
        [
          ['bad', expected.code, 'first'],
          ['spare', null, 'failover'],
        ],
      );
    });

    test(`${name}, ${how}: with no other upstream it is explained`, async () => {
      await forget();
      bad.act(act);
      const response = await post(lone.url, requestOf(path, 'alone', isStream), { path });
      const id = response.headers.get('x-request-id');
      if (path === '/messages') {
        const body = (await response.json()) as { error: Record<string, unknown> };
        assert.deepEqual(
          [response.status, body.error['code'], body.error['family']],
          [expected.status, expected.code, expected.family],
        );
      } else {
        const body = await assertFailure(response, expected);
        assert.match(response.headers.get('proxy-status') ?? '', /next-hop="bad"/);
        assert.equal(body.error.retryable, waits);
        assert.equal(response.headers.has('retry-after'), waits);
        assert.ok(body.error.message.includes('bad'), 'the message says what was tried');
      }
      const why = await lone.ended(id);
      assert.deepEqual(
        [why.outcome, why.code, why.family, why.who],
        ['failed', expected.code, expected.family, expected.who],
      );
      assert.ok(why.attempts.every(({ upstream }) => upstream === 'bad'));
      assert.ok(!JSON.stringify(why).includes(marker));
      assert.ok(!JSON.stringify(why).includes(String(bad.port)), 'the public view names no address');
    });
  }
}

test('an error status whose body never ends does not keep a call from the next upstream', async () => {
  await forget();
  bad.act((answer) => answer.writeHead(503, { 'content-type': 'application/json' }).write('{"error":'));
  spare.act(say.healthy('Good'));
  for (const body of [askStream, ask]) {
    const response = await post(gateway.url, { ...body, model: 'both' });
    assert.equal(response.status, 200);
    assert.ok((await response.text()).includes('Good'));
  }
});

test('a byte order mark before an answer is no fault of it', async () => {
  await forget();
  bad.act(say.json(`\uFEFF${say.chatBody('Good')}`));
  const response = await post(lone.url, { ...ask, model: 'alone' });
  assert.equal(response.status, 200);
  assert.match(await response.text(), /Good/);
  bad.act(say.json(`\uFEFF${inside}`, 500));
  await assertFailure(await post(lone.url, { ...ask, model: 'alone' }), upstreamError);
});

const body = say.chatBody('Good');
const length = Buffer.byteLength(body);
const whole = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
const interim = 'HTTP/1.1 100 Continue\r\n\r\n';

const interims: readonly (readonly [says: string, pieces: readonly string[]])[] = [
  ['before the answer', [interim, whole]],
  ['with the answer', [interim + whole]],
  ['twice, with a header', [`HTTP/1.1 100 Go on\r\nx-a: 1\r\n\r\n${interim}`, whole]],
  ['before another one', [`${interim}HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n`, whole]],
  ['byte by byte', (interim + whole).split('')],
];

for (const [says, pieces] of interims)
  test(`an interim answer that nobody asked for is passed over: ${says}`, async () => {
    await forget();
    const line = Promise.withResolvers<Socket | null>();
    bad.act(async ({ socket }) => {
      line.resolve(socket);
      const open = await line.promise;
      for (const piece of pieces) await new Promise((resolve) => open?.write(piece, resolve));
    });
    // The second runs on the line of the first.
    for (let call = 0; call < 2; call++) {
      const response = await post(lone.url, { ...ask, model: 'alone' });
      assert.deepEqual([response.status, await response.text()], [200, body]);
    }
    (await line.promise)?.destroy();
  });

test('nothing of a prompt, a key or a provider’s words is in the log', () => {
  const said = [...gateway.said, ...lone.said].join('\n');
  assert.ok(said.includes('attempt failed'), 'the log was kept');
  assert.ok(!said.includes(marker));
});
