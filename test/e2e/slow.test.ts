/** What takes the real clocks of the gateway: the early head, heartbeats, the second attempt, and callers who trickle. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { inTime } from '../fakes/patience.ts';
import { openIdle } from '../fakes/raw.ts';
import { dataOf, idsOf, emptyEventsOf, StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

/** Far before an answer that never comes. */
const slowMs = 22_000;
/** The gateway stands it for 20 s; so long only a busy machine takes. */
const trickleMs = 60_000;

let late: FakeUpstream;
let failsLate: FakeUpstream;
let silent: FakeUpstream;
let quick: FakeUpstream;
let gateway: TestGateway;

type Answer = Parameters<typeof say.silent>[0];

/** Begins, and says its words when the test tells it to. */
const { promise: speaking, resolve: speaks } = Promise.withResolvers<Answer>();
const speakLate = (answer: Answer): void => {
  answer.writeHead(200, say.eventStream).write(say.opening);
  speaks(answer);
};
const failing: Answer[] = [];

before(async () => {
  late = await startUpstream(speakLate);
  failsLate = await startUpstream((answer) => void failing.push(answer));
  silent = await startUpstream(say.silent);
  quick = await startUpstream(say.healthy('quick'));
  gateway = await startGateway({
    upstreams: {
      late: { url: late.url },
      failsLate: { url: failsLate.url },
      silent: { url: silent.url },
      quick: { url: quick.url },
    },
    models: {
      late: { targets: [{ upstream: 'late', model: 'm' }] },
      failsLate: { targets: [{ upstream: 'failsLate', model: 'm' }] },
      hedged: {
        targets: [
          { upstream: 'silent', model: 'm' },
          { upstream: 'quick', model: 'm', tier: 2 },
        ],
      },
    },
    retries: { attempts: 2 },
  });
});

after(async () => {
  await gateway.stop();
  await Promise.all([late.close(), failsLate.close(), silent.close(), quick.close()]);
});

/** The bytes of a raw connection that trickles, and how long the gateway stood it. */
const trickle = async (start: string, piece: string): Promise<{ text: string; ms: number }> => {
  const socket = await openIdle(gateway.port);
  const startedAt = performance.now();
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
  socket.on('error', () => {});
  socket.write(start);
  const drip = setInterval(() => socket.write(piece), 500);
  await inTime(
    () => `the end of a connection that trickled, after ${text}`,
    new Promise((resolve) => void socket.once('close', resolve)),
  );
  clearInterval(drip);
  return { text, ms: performance.now() - startedAt };
};

describe('the real clocks', { concurrency: true }, () => {
  test('after 15 s without a token the head goes out, comments keep the line warm, and the answer follows whole', async () => {
    const startedAt = performance.now();
    const reader = new StreamReader(await post(gateway.url, { ...askStream, model: 'late' }));
    const headMs = performance.now() - startedAt;
    assert.ok(headMs > 14_500, `head after ${headMs} ms`);
    assert.equal(reader.response.status, 200);
    assert.match(reader.response.headers.get('good-gateway-stream') ?? '', /^[0-9a-f]{32}$/);
    assert.ok(await reader.until(': waiting for the first token\n\n: waiting for the first token\n\n'));
    const answer = await inTime('the request', speaking);
    answer.write(say.chunk('late'));
    assert.ok(await reader.until('late'));
    assert.ok(await reader.until(': still waiting\n'), 'there is a heartbeat between two events, too');
    answer.end(say.chunk(null) + say.done);
    const { text, isWhole } = await reader.toEnd();
    assert.ok(isWhole);
    assert.deepEqual(emptyEventsOf(text), []);
    assert.equal(dataOf(text).at(-1), '[DONE]');
    assert.equal(idsOf(text).length, dataOf(text).length);
  });

  test('a failure after the early head comes in-band, with no [DONE]', async () => {
    const response = await post(
      gateway.url,
      { ...askStream, model: 'failsLate' },
      { headers: { 'good-gateway-timeout': '25s' } },
    );
    assert.equal(response.status, 200);
    for (const answer of failing) answer.destroy();
    const { text, isWhole } = await new StreamReader(response).toEnd();
    assert.ok(isWhole && !text.includes('[DONE]'), text);
    const { error } = JSON.parse(dataOf(text).at(-1) ?? '') as { error: { code: string; why: string } };
    assert.equal(error.code, 'deadline_exceeded');
    assert.equal(error.why, `/why/${response.headers.get('x-request-id')}`);
  });

  test('on auto a stream that has no token after 10 s gets a second attempt, and the first content wins', async () => {
    const startedAt = performance.now();
    const response = await post(gateway.url, { ...askStream, model: 'hedged' });
    const text = await response.text();
    const ms = performance.now() - startedAt;
    assert.ok(ms > 9_500 && ms < slowMs, `after ${ms} ms`);
    assert.equal(response.headers.get('good-gateway-upstream'), 'quick');
    assert.ok(text.includes('quick') && text.endsWith(say.done));
    assert.ok((await silent.last.over) > 0, 'the loser is cancelled');
    const why = await gateway.ended(response.headers.get('x-request-id'));
    assert.deepEqual(
      why.attempts.map(({ upstream, retry, dropped, code }) => ({ upstream, retry, dropped, code })),
      [
        { upstream: 'silent', retry: 'first', dropped: true, code: null },
        { upstream: 'quick', retry: 'hedge', dropped: false, code: null },
      ],
    );
  });

  test('a head that trickles in is cut with 408', async () => {
    const { text, ms } = await trickle('POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n', 'x-drip: 1\r\n');
    assert.ok(ms < trickleMs, `after ${ms} ms`);
    assert.match(text, /^HTTP\/1\.1 408 [^]*"code":"request_timeout"/);
  });

  test('a body that stops coming is cut with 408', async () => {
    const body = JSON.stringify(ask);
    const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    const { text, ms } = await trickle(head + body.slice(0, 5), '');
    assert.ok(ms < trickleMs, `after ${ms} ms`);
    assert.match(text, /^HTTP\/1\.1 408 [^]*"code":"request_timeout"/);
  });
});
