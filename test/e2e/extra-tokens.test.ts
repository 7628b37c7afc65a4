/** What resilience costs in tokens is counted, by what it was spent on. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { inTime } from '../fakes/patience.ts';
import { StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let first: FakeUpstream;
let second: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  [first, second] = await Promise.all([startUpstream(say.silent), startUpstream(say.silent)]);
  gateway = await startGateway({
    upstreams: { first: { url: first.url }, second: { url: second.url } },
    models: { m: { targets: [{ upstream: 'first' }, { upstream: 'second', tier: 2 }] } },
  });
});

beforeEach(() => Promise.all([gateway.forgive('first'), gateway.forgive('second')]));

after(async () => {
  await gateway.stop();
  await Promise.all([first.close(), second.close()]);
});

const counted = async (why: string): Promise<number> =>
  Number(new RegExp(`extra_tokens_total\\{why="${why}"\\} (\\d+)`).exec(await gateway.metrics())?.[1] ?? 0);

const promptTokens = Math.ceil(JSON.stringify(askStream).length / 4);

test('a body that is cut is a prompt paid for twice, a refusal is not', async () => {
  second.act(say.json(say.chatBody('well')));
  first.act(say.json('{"error":{"message":"x","type":"server_error"}}', 501));
  assert.equal((await post(gateway.url, ask)).status, 200);
  assert.equal(await counted('retry'), 0);
  await gateway.forgive('first');
  first.act((answer) => {
    answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    answer.write('{"id":', () => answer.destroy());
  });
  assert.equal((await post(gateway.url, ask)).status, 200);
  // As the other upstream counts the prompt.
  assert.equal(await counted('retry'), 3);
});

test('a stream that goes on elsewhere costs its prompt and what is told again', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<() => void>();
  first.act((answer) => {
    answer.writeHead(200, say.eventStream).write(say.opening + say.chunk('one ') + say.chunk('two '));
    hold(() => answer.destroy());
  });
  second.act(say.stream(say.chatStream('one ', 'two ', 'three')));
  const reader = new StreamReader(await post(gateway.url, askStream));
  await reader.until('two ');
  (await inTime('a call at the upstream', held))();
  const { text } = await reader.toEnd();
  assert.match(text, /three[^]*\[DONE\]/);
  const cost = await counted('rescue');
  assert.ok(cost >= promptTokens + 2 && cost <= promptTokens + 3, `${cost} tokens beyond ${promptTokens}`);
});
