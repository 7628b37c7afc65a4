/** Maintenance: announced to a running gateway, or said by an upstream itself. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type Act, type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let one: FakeUpstream;
let two: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  one = await startUpstream(say.healthy('one'));
  two = await startUpstream(say.healthy('two'));
  gateway = await startGateway({
    upstreams: { one: { url: one.url }, two: { url: two.url } },
    models: { m: { targets: [{ upstream: 'one' }, { upstream: 'two', tier: 2 }] } },
  });
});

after(async () => {
  await gateway.stop();
  await Promise.all([one.close(), two.close()]);
});

interface Shown {
  readonly id: string;
  readonly title: string;
  readonly phase: string;
}

const api = async (method: string, path = '', body: unknown = {}): Promise<Response> =>
  fetch(`${gateway.admin}/api/maintenances${path}`, {
    method,
    headers: { authorization: `Bearer ${await gateway.adminToken()}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });

const announce = async (more: object): Promise<Shown> => {
  const announced = await api('POST', '', { title: 'New disks', ...more });
  assert.equal(announced.status, 201, await announced.clone().text());
  return (await announced.json()) as Shown;
};

const cancel = async ({ id }: Shown): Promise<void> => assert.equal((await api('DELETE', `/${id}`)).status, 200);

const isoIn = (ms: number): string => new Date(Date.now() + ms).toISOString();

const upstreamOf = async (): Promise<string | null> => {
  const answer = await post(gateway.url, ask);
  await answer.arrayBuffer();
  return answer.headers.get('good-gateway-upstream');
};

const maintenance = { status: 503, code: 'maintenance', family: 'maintenance', who: 'provider' } as const;

test('an upstream in maintenance is asked nothing new, and is back at once when that is cancelled', async () => {
  assert.equal(await upstreamOf(), 'one');
  const announced = await announce({ upstreams: ['one'], endsAt: isoIn(3_600_000) });
  assert.equal(announced.phase, 'active');
  assert.equal(await upstreamOf(), 'two');
  await cancel(announced);
  assert.equal(await upstreamOf(), 'one');
});

test('a stream that runs when a maintenance begins goes on to its end', async () => {
  const { promise: half, resolve: begun } = Promise.withResolvers<Parameters<Act>[0]>();
  one.act((answer) => {
    answer.writeHead(200, say.eventStream).write(say.opening + say.chunk('half'));
    begun(answer);
  });
  const running = await post(gateway.url, askStream);
  assert.equal(running.headers.get('good-gateway-upstream'), 'one');
  const announced = await announce({ upstreams: ['one'], endsAt: isoIn(3_600_000) });
  (await half).end(say.chunk(' and half') + say.chunk(null) + say.done);
  assert.match(await running.text(), /half.* and half.*\[DONE\]/s);
  await cancel(announced);
  one.act(say.healthy('one'));
});

test('with all in maintenance the failure says so, until when, and where it was announced', async () => {
  const announced = await announce({ endsAt: isoIn(1_800_000) });
  const refused = await post(gateway.url, ask);
  const { error } = await assertFailure(refused, { ...maintenance, who: 'operator' });
  assert.match(error.message, /closed for planned work.* in 30 minutes/);
  const waitMs = error.retry_after_ms ?? 0;
  assert.ok(waitMs > 1_700_000 && waitMs <= 1_800_000, String(waitMs));
  const why = await gateway.ended(refused.headers.get('x-request-id'));
  assert.ok(why.evidence.some(({ value }) => value === 'New disks'));
  const page = await (await fetch(`${gateway.origin}/`, { headers: { accept: 'text/html' } })).text();
  assert.match(page, /Planned work.*New disks.*going on now/s);
  await cancel(announced);
});

test('one to come changes nothing yet, and the first page tells of it', async () => {
  const announced = await announce({
    upstreams: ['one'],
    message: 'Answers come from elsewhere meanwhile.',
    startsAt: isoIn(7_200_000),
    endsAt: isoIn(10_800_000),
  });
  assert.equal(announced.phase, 'ahead');
  assert.equal(await upstreamOf(), 'one');
  const page = await (await fetch(`${gateway.origin}/`, { headers: { accept: 'text/html' } })).text();
  assert.match(page, /New disks.*to come.*Answers come from elsewhere meanwhile/s);
  const { maintenances } = (await (await api('GET')).json()) as { maintenances: readonly Shown[] };
  assert.deepEqual(
    maintenances.map(({ id }) => id),
    [announced.id],
  );
  await cancel(announced);
});

test('what cannot be announced is refused with what was expected', async () => {
  const refused = await api('POST', '', { title: 'x', endsAt: 'tomorrow' });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /endsAt/);
  assert.equal((await api('DELETE', '/mnt_0000000000000000')).status, 404);
});

const page = '<!doctype html><title>Down for scheduled maintenance</title><h1>We’ll be back soon</h1>';

const closedPage = (headers: Readonly<Record<string, string>>) => (answer: Parameters<Act>[0]) =>
  answer.writeHead(503, { 'content-type': 'text/html', ...headers }).end(page);

test('a maintenance page is believed: the upstream rests as long as it says, and its health is not hurt', async () => {
  one.act(closedPage({ 'retry-after': '600' }));
  assert.equal(await upstreamOf(), 'two');
  const seen = one.seen.length;
  for (let call = 0; call < 5; call++) assert.equal(await upstreamOf(), 'two');
  assert.equal(one.seen.length, seen);
  const { upstreams } = (await (await fetch(`${gateway.admin}/api/upstreams`)).json()) as {
    upstreams: readonly { name: string; state: string; until: number }[];
  };
  const state = upstreams.find(({ name }) => name === 'one');
  assert.equal(state?.state, 'in maintenance');
  const leftMs = (state?.until ?? 0) - Date.now();
  assert.ok(leftMs > 500_000 && leftMs <= 600_000, String(leftMs));
  one.act(say.healthy('one'));
  await gateway.forgive('one');
  assert.equal(await upstreamOf(), 'one');
});

test('a maintenance page that names no time is looked at again after a minute', async () => {
  one.act(closedPage({}));
  assert.equal(await upstreamOf(), 'two');
  const { upstreams } = (await (await fetch(`${gateway.admin}/api/upstreams`)).json()) as {
    upstreams: readonly { name: string; state: string; until: number }[];
  };
  const leftMs = (upstreams.find(({ name }) => name === 'one')?.until ?? 0) - Date.now();
  assert.ok(leftMs > 30_000 && leftMs <= 60_000, String(leftMs));
  one.act(say.healthy('one'));
  await gateway.forgive('one');
});
