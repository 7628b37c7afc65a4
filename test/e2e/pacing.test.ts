/** What providers say is left of their limits is heeded before they have to refuse. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let one: FakeUpstream;
let two: FakeUpstream;
let gateway: TestGateway;

const models = ['m', 'alone', 'other', 'streamed', 'callers'];

before(async () => {
  one = await startUpstream(say.healthy('one'), models);
  two = await startUpstream(say.healthy('two'), models);
  const targets = [{ upstream: 'one' }, { upstream: 'two', tier: 2 }];
  gateway = await startGateway({
    upstreams: {
      one: { url: one.url, models },
      two: { url: two.url, models },
      theirs: { url: one.url, models, key: 'caller' },
    },
    models: {
      m: { targets },
      other: { targets },
      streamed: { targets },
      alone: { targets: [{ upstream: 'one' }] },
      callers: { targets: [{ upstream: 'theirs' }, { upstream: 'two', tier: 2 }] },
    },
  });
});

after(async () => {
  await gateway.stop();
  await Promise.all([one.close(), two.close()]);
});

const limit = (left: number, limitOf: number, reset: string): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit-requests': String(limitOf),
  'x-ratelimit-remaining-requests': String(left),
  'x-ratelimit-reset-requests': reset,
});

const told = (headers: Readonly<Record<string, string>>): void => one.act(say.json(say.chatBody('one'), 200, headers));

const answeredBy = async (model: string): Promise<string | null> => {
  const answer = await post(gateway.url, { ...ask, model });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('good-gateway-attempts'), '1');
  await answer.arrayBuffer();
  return answer.headers.get('good-gateway-upstream');
};

test('who has plenty left is asked on', async () => {
  told(limit(50, 100, '30s'));
  for (let call = 0; call < 5; call++) assert.equal(await answeredBy('m'), 'one');
});

test('who has nothing left is not asked, and no call is refused for it; other models go on', async () => {
  told(limit(0, 10, '10m0s'));
  assert.equal(await answeredBy('m'), 'one');
  for (let call = 0; call < 5; call++) assert.equal(await answeredBy('m'), 'two');
  assert.equal(await answeredBy('other'), 'one');
});

test('the head of a stream tells it too', async () => {
  const headers = {
    ...say.eventStream,
    'anthropic-ratelimit-requests-remaining': '0',
    'anthropic-ratelimit-requests-limit': '2',
  };
  one.act((answer) => answer.writeHead(200, headers).end(say.chatStream('one')));
  const streamed = await post(gateway.url, { ...askStream, model: 'streamed' });
  assert.equal(streamed.headers.get('good-gateway-upstream'), 'one');
  await streamed.text();
  assert.equal(await answeredBy('streamed'), 'two');
});

test('where there is nobody else a call waits for the moment it is worth, and is not refused', async () => {
  told(limit(0, 300, '60s'));
  assert.equal(await answeredBy('alone'), 'one');
  const sentAt = one.last.at;
  assert.equal(await answeredBy('alone'), 'one');
  assert.ok(one.last.at - sentAt >= 150, String(one.last.at - sentAt));
});

test('what is left of a caller’s own limit says nothing to others', async () => {
  told(limit(0, 10, '10m0s'));
  for (let call = 0; call < 3; call++) assert.equal(await answeredBy('callers'), 'theirs');
});
