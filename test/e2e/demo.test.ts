import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { DemoBody } from '../../src/domain/demo.ts';
import * as say from '../fakes/answers.ts';
import { post } from '../fakes/calls.ts';
import { startDemoGateway, startGateway, type TestGateway } from '../fakes/gateway.ts';
import { startUpstream } from '../fakes/upstream.ts';

const question = { model: 'demo-small', stream: true, messages: [{ role: 'user', content: 'what is error 502' }] };

let gateway: TestGateway;
before(async () => {
  gateway = await startDemoGateway();
});
after(() => gateway.stop());

const own = (): Record<string, string> => ({ origin: gateway.origin, 'content-type': 'application/json' });

const steer = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${gateway.origin}/demo`, { method: 'POST', headers: { ...own(), ...headers }, body: JSON.stringify(body) });

const state = async (response: Response | Promise<Response>): Promise<Record<string, unknown>> =>
  Object.fromEntries(((await (await response).json()) as DemoBody).servers.map(({ name, fault }) => [name, fault]));

const textOf = (events: string): string =>
  [...events.matchAll(/^data: (\{.*\})$/gm)]
    .map(
      ([, data]) =>
        (JSON.parse(data ?? '') as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content,
    )
    .join('');

/** Asks, and does something once the answer has begun. */
const asking = async (
  meanwhile: () => Promise<unknown>,
): Promise<{ text: string; isWhole: boolean; id: string | null }> => {
  const response = await post(gateway.url, question);
  let events = '';
  let isFirst = true;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    events += Buffer.from(piece).toString();
    if (isFirst) await meanwhile();
    isFirst = false;
  }
  return { text: textOf(events), isWhole: events.includes('[DONE]'), id: response.headers.get('x-request-id') };
};

describe('the demo', () => {
  let right: string;
  before(async () => {
    right = (await asking(async () => {})).text;
    assert.match(right, /^502 Bad Gateway/);
  });
  beforeEach(async () => {
    for (const server of ['demo-a', 'demo-b']) assert.equal((await steer({ server, fault: null })).status, 200);
    await gateway.forgive('demo-a');
    await gateway.forgive('demo-b');
  });

  for (const fault of ['killed', 'stalled'])
    test(`an answer goes on, word for word, when the server that gives it is ${fault}`, async () => {
      const { text, isWhole, id } = await asking(() => steer({ server: 'demo-a', fault }));
      assert.deepEqual([text, isWhole], [right, true]);
      const why = await gateway.ended(id);
      assert.deepEqual(
        why.attempts.map(({ upstream, retry }) => [upstream, retry]),
        [
          ['demo-a', 'first'],
          ['demo-b', 'rescue'],
        ],
      );
      assert.match(why.summary, /demo-b went on with it, and it is whole/);
    });

  for (const fault of ['slow', 'throttled'])
    test(`a server that is ${fault} is not waited for`, async () => {
      assert.deepEqual(await state(steer({ server: 'demo-a', fault })), { 'demo-a': fault, 'demo-b': null });
      const { text, isWhole, id } = await asking(async () => {});
      assert.deepEqual([text, isWhole], [right, true]);
      assert.equal((await gateway.ended(id)).attempts.at(-1)?.upstream, 'demo-b');
    });

  test('a killed server is really gone, and back when it is mended', async () => {
    const killed = await steer({ server: 'demo-a', fault: 'killed' });
    assert.deepEqual(await state(killed), { 'demo-a': 'killed', 'demo-b': null });
    await steer({ server: 'demo-b', fault: 'killed' });
    const failed = await post(gateway.url, question);
    const { error } = (await failed.json()) as { error: { code: string } };
    assert.deepEqual([failed.status, error.code], [503, 'connection_refused']);
    assert.deepEqual(await state(steer({ server: 'demo-a', fault: null })), { 'demo-a': null, 'demo-b': 'killed' });
    await gateway.forgive('demo-a');
    assert.equal((await asking(async () => {})).text, right);
  });

  test('a page of somebody else breaks nothing, and nor does nonsense', async () => {
    const bad = { server: 'demo-a', fault: 'killed' };
    for (const headers of [{ origin: 'https://evil.example.com' }, { origin: 'null' }])
      assert.equal((await steer(bad, headers)).status, 403);
    assert.equal((await steer(bad, { 'content-type': 'text/plain' })).status, 415);
    for (const body of [
      null,
      [],
      7,
      {},
      { server: 'demo-a' },
      { server: 'demo-a', fault: 'toString' },
      { ...bad, server: 'x' },
    ])
      assert.equal((await steer(body)).status, 400, JSON.stringify(body));
    assert.deepEqual(await state(fetch(`${gateway.origin}/demo`)), { 'demo-a': null, 'demo-b': null });
  });

  test('there are two models, each served by both', async () => {
    const { data } = (await (await fetch(`${gateway.url}/models`)).json()) as { data: { id: string }[] };
    assert.deepEqual(data.map(({ id }) => id).toSorted(), ['demo-large', 'demo-small']);
  });
});

test('where a gateway was set up there is nothing to break', async () => {
  const upstream = await startUpstream(say.healthy('fine'));
  const real = await startGateway({ upstreams: { one: { url: upstream.url } } });
  assert.deepEqual(await (await fetch(`${real.origin}/demo`)).json(), { servers: [], faults: [] });
  const headers = { origin: real.origin, 'content-type': 'application/json' };
  const body = JSON.stringify({ server: 'one', fault: 'killed' });
  assert.equal((await fetch(`${real.origin}/demo`, { method: 'POST', headers, body })).status, 404);
  await real.stop();
  await upstream.close();
});
