/** What happens around a failure corrects what a caller is told of it: over real sockets, through the doors. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as say from '../fakes/answers.ts';
import type { ErrorBody } from '../fakes/calls.ts';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type Act, startUpstream } from '../fakes/upstream.ts';

const well = say.json(say.chatBody('well'));

const failed = async (gateway: TestGateway, body: unknown = ask): Promise<ErrorBody> => {
  const response = await post(gateway.url, body);
  const said = (await response.json()) as ErrorBody;
  assert.ok(response.status >= 500, `${response.status} ${JSON.stringify(said)}`);
  assert.equal(response.headers.get('good-gateway-cause'), said.error.family);
  return said;
};

const change = async (gateway: TestGateway, body: unknown, token?: string): Promise<Response> =>
  fetch(`${gateway.admin}/api/changes`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token ?? (await gateway.adminToken())}`,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Where nobody listens: a port that was free a moment ago may be somebody else's by now. */
const deadUrl = 'http://127.0.0.1:9/v1';

test('an upstream that is down is named as wide as it is, with how long such things last', async () => {
  const good = await startUpstream(well);
  const gateway = await startGateway({
    upstreams: { down: { url: deadUrl, models: ['x'] }, up: { url: good.url } },
    models: { x: { targets: [{ upstream: 'down' }] }, m: { targets: [{ upstream: 'up' }] } },
  });
  try {
    for (let call = 0; call < 4; call++) assert.equal((await post(gateway.url, ask)).status, 200);
    const first = await failed(gateway, { ...ask, model: 'x' });
    for (let call = 0; call < 4; call++) await failed(gateway, { ...ask, model: 'x' });
    // The first one is explained by what came after it, too.
    const why = await gateway.ended(first.error.request_id);
    assert.equal(why.family, first.error.family);
    assert.deepEqual([why.scope?.level, why.scope?.name], ['upstream', 'down']);
    assert.deepEqual([why.scope?.affected, why.scope?.of], [5, 5]);
    assert.ok(why.expected !== null && why.expected.p50Seconds <= why.expected.p90Seconds);
    assert.ok((why.confidence ?? 0) > 0.6 && (why.confidence ?? 1) < 1, String(why.confidence));
    const page = await (
      await fetch(`${gateway.origin}/why/${first.error.request_id}`, { headers: { accept: 'text/html' } })
    ).text();
    assert.match(page, /5 of 5 calls in \d+s: one upstream \(down\)/);
  } finally {
    await gateway.stop();
    await good.close();
  }
});

test('a rollout that was announced a moment before makes refusals planned work', async () => {
  const gateway = await startGateway({ upstreams: { down: { url: deadUrl } } });
  try {
    const posted = await change(gateway, { what: 'model server v2', upstream: 'down', by: 'pipeline' });
    assert.equal(posted.status, 201, await posted.text());
    const { error, status } = await failed(gateway);
    assert.deepEqual(
      [error.family, error.who, error.code, status],
      ['maintenance', 'operator', 'connection_refused', 503],
    );
    assert.match(error.message, /planned work/);
    const why = await gateway.ended(error.request_id);
    assert.deepEqual([why.family, why.who, why.code], ['maintenance', 'operator', 'connection_refused']);
    assert.ok(why.evidence.some(({ says }) => says.startsWith('an update was rolled out')));
    assert.ok(!JSON.stringify(why).includes('model server v2'), 'what was changed is for operators');
    const listed = (await (await fetch(`${gateway.admin}/api/changes`)).json()) as { changes: { what: string }[] };
    assert.equal(listed.changes[0]?.what, 'model server v2');
  } finally {
    await gateway.stop();
  }
});

test('a change is taken only from operators, as JSON, in its shape', async () => {
  const gateway = await startGateway({ upstreams: { down: { url: deadUrl } } });
  try {
    assert.equal((await change(gateway, { what: 'x' }, 'wrong')).status, 401);
    assert.equal((await change(gateway, '{')).status, 422);
    assert.equal((await change(gateway, { what: 'x', upstream: 'unknown' })).status, 422);
    assert.equal((await change(gateway, { what: 'x'.repeat(300) })).status, 422);
    const headers = { authorization: `Bearer ${await gateway.adminToken()}`, 'content-type': 'text/plain' };
    const plain = await fetch(`${gateway.admin}/api/changes`, { method: 'POST', headers, body: '{"what":"x"}' });
    assert.equal(plain.status, 415);
    assert.deepEqual(await (await fetch(`${gateway.admin}/api/changes`)).json(), { changes: [] });
  } finally {
    await gateway.stop();
  }
});

const fragile: Act = (response, seen) => {
  if (seen.body.includes('poison')) response.socket?.destroy();
  else well(response, seen);
};

test('a request that brings every host down is told apart from hosts that are down', async () => {
  const [one, two] = [await startUpstream(fragile), await startUpstream(fragile)];
  const gateway = await startGateway({
    upstreams: { one: { url: one.url }, two: { url: two.url } },
    models: { m: { targets: [{ upstream: 'one' }, { upstream: 'two' }] } },
    retries: { attempts: 6 },
  });
  try {
    for (let call = 0; call < 24; call++)
      assert.equal((await post(gateway.url, { ...ask, user: `u${call}` })).status, 200);
    const { error } = await failed(gateway, { ...ask, user: 'poison' });
    const why = await gateway.ended(error.request_id);
    assert.equal(why.family, 'backend');
    assert.equal(why.scope?.level, 'prompt', JSON.stringify(why));
    assert.ok(why.evidence.some(({ says }) => says === 'upstreams that broke off on this very request'));
    assert.equal((await post(gateway.url, ask)).status, 200);
  } finally {
    await gateway.stop();
    await one.close();
    await two.close();
  }
});

test('where we are not sure, the caller is told so, and what else it could be', async () => {
  const upstream = await startUpstream(say.silent);
  const gateway = await startGateway({
    upstreams: { slow: { url: upstream.url } },
    timeouts: { answer: '100ms' },
    retries: { attempts: 1 },
  });
  try {
    const { error } = await failed(gateway);
    assert.equal(error.family, 'timeout');
    assert.match(error.message, /Most likely: out of time\. It could also be: too much to do\./);
    const why = await gateway.ended(error.request_id);
    assert.ok((why.confidence ?? 1) < 0.6);
    assert.match(why.summary, /Most likely/);
    assert.equal(why.scope?.level, 'call');
  } finally {
    await gateway.stop();
    await upstream.close();
  }
});
