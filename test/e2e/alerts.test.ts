/** Who is told of incidents, by a gateway that runs: also when sinks are broken, and when the gateway is killed. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { command, operate } from '../fakes/desk.ts';
import { type Program, startIn, startProgram } from '../fakes/program.ts';
import { answers, hangs, type Answering, type Received, type Receiver, startReceiver } from '../fakes/receiver.ts';
import { startUpstream } from '../fakes/upstream.ts';
import { until as patient } from '../fakes/patience.ts';

const secretPath = 'T0K3N-of-the-channel';

const receiver = async (context: TestContext, answer?: Answering): Promise<Receiver> => {
  const started = await startReceiver(answer);
  context.after(() => started.close());
  return started;
};

const hook = ({ url }: Receiver) => ({ kind: 'webhook', url: `${url}/${secretPath}`, allowPrivate: true });

const gatewayWith = async (context: TestContext, alerts: object): Promise<TestGateway> => {
  const upstream = await startUpstream(say.healthy('fine'));
  const gateway = await startGateway({ upstreams: { one: { url: upstream.url } }, alerts });
  context.after(async () => {
    await gateway.stop();
    await upstream.close();
  });
  return gateway;
};

const trouble = { title: 'All is <down>', body: 'We look.', components: { m: 'major_outage' } };

const alertsIn = (received: readonly Received[]): readonly string[] =>
  received.flatMap(({ text }) => {
    const { data } = JSON.parse(text) as { data: { alerts: { event: string; title: string }[] } };
    return data.alerts.map(({ event, title }) => `${event} ${title}`);
  });

interface Listed {
  readonly sinks: readonly {
    readonly name: string;
    readonly sent: number;
    readonly failed: number;
    readonly waiting: number;
  }[];
  readonly alerts: readonly { readonly state: string; readonly attempts?: number }[];
}

const listed = async (gateway: TestGateway | Program): Promise<Listed> =>
  (await operate(gateway, '/api/alerts')) as Listed;

/** Asks until it is so. */
const until = (gateway: TestGateway | Program, isSo: (list: Listed) => boolean): Promise<Listed> => {
  let list: Listed | null = null;
  return patient(
    () => `other alerts than ${JSON.stringify(list)}`,
    async () => {
      list = await listed(gateway);
      return isSo(list) && list;
    },
  );
};

test('an incident is told to every sink once, and so is its end', async (context) => {
  const [first, second] = [await receiver(context), await receiver(context)];
  const gateway = await gatewayWith(context, {
    hook: hook(first),
    team: { kind: 'slack', url: second.url, allowPrivate: true },
    far: { kind: 'webhook', url: first.url },
  });
  const { id } = (await operate(gateway, '/api/incidents', trouble)) as { id: string };
  await Promise.all([first.until(1), second.until(1)]);
  assert.deepEqual(alertsIn(first.received), ['opened All is <down>']);
  assert.match(second.received[0]?.text ?? '', /All is &lt;down&gt;/);
  const done = await command(gateway, 'incident', 'resolve', id);
  assert.equal(done.status, 0, done.err);
  await Promise.all([first.until(2), second.until(2)]);
  assert.deepEqual(alertsIn(first.received), ['opened All is <down>', 'resolved All is <down>']);
  const list = await until(gateway, ({ sinks }) => sinks.filter(({ sent }) => sent === 2).length === 2);
  assert.equal(list.sinks.find(({ name }) => name === 'far')?.sent, 0, 'it is at a private address');
  assert.match(await gateway.metrics(), /good_gateway_alerts_sent_total\{sink="hook"\} 2/);
});

test('announced work is told where it is asked for, and nowhere else', async (context) => {
  const [asks, rest] = [await receiver(context), await receiver(context)];
  const gateway = await gatewayWith(context, {
    asks: { ...hook(asks), maintenance: ['began', 'ended'] },
    rest: hook(rest),
  });
  const scheduled = await command(
    gateway,
    'maintenance',
    'schedule',
    'New <disks>',
    '--for',
    '2h',
    '--upstream',
    'one',
  );
  assert.equal(scheduled.status, 0, scheduled.err);
  await asks.until(1);
  const [first] = asks.received;
  const { data } = JSON.parse(first?.text ?? '') as { data: { headline: string; alerts: { maintenance: string }[] } };
  assert.equal(data.headline, 'Begins as planned: New <disks>');
  const id = data.alerts[0]?.maintenance ?? '';
  // The receiver has it before its answer is here.
  await until(gateway, ({ alerts }) => alerts.some(({ state }) => state === 'told'));
  assert.match((await command(gateway, 'alert', 'list')).out, new RegExp(`asks: began ${id} New <disks>: told`));
  const cancelled = await command(gateway, 'maintenance', 'cancel', id);
  assert.equal(cancelled.status, 0, cancelled.err);
  await asks.until(2);
  assert.deepEqual(alertsIn(asks.received), ['began New <disks>', 'ended New <disks>']);
  assert.deepEqual(rest.received, []);
});

test('an operator sees who is told, sends a test, and learns why it did not arrive', async (context) => {
  const [good, bad] = [await receiver(context), await receiver(context, answers(403))];
  const gateway = await gatewayWith(context, { good: hook(good), bad: hook(bad) });
  const one = await command(gateway, 'alert', 'test', 'good');
  assert.deepEqual([one.status, one.out], [0, 'good (webhook): arrived\n']);
  assert.deepEqual(alertsIn(good.received), ['test Alerts of Good Gateway arrive here']);
  const both = await command(gateway, 'alert', 'test');
  assert.deepEqual([both.status, both.out], [1, 'good (webhook): arrived\nbad (webhook): failed: status 403\n']);
  assert.match(
    (await command(gateway, 'alert', 'list')).out,
    /^good \(webhook, from warning\): 0 sent, 0 failed, 0 waiting/,
  );
  const none = await command(gateway, 'alert', 'test', 'nobody');
  assert.deepEqual(
    [none.status, none.err],
    [1, 'alert: the gateway refused (404): There is no such sink: good, bad.\n'],
  );
});

test('where a sink is, is a secret: no page, log or metric tells it', async (context) => {
  const gateway = await gatewayWith(context, { hook: hook(await receiver(context, answers(500))) });
  await operate(gateway, '/api/incidents', trouble);
  await until(gateway, ({ sinks }) => sinks.some(({ failed }) => failed > 0));
  const told = await Promise.all(
    ['/api/alerts', '/api/config', '/metrics'].map(async (path) => (await fetch(gateway.admin + path)).text()),
  );
  assert.ok(told[1]?.includes('"kind":"webhook"'));
  for (const text of [...told, gateway.said.join('\n')]) assert.ok(!text.includes(secretPath));
});

test('a sink that hangs holds up no call, no other sink, and no stop', async (context) => {
  const [stuck, good] = [await receiver(context, hangs), await receiver(context)];
  const gateway = await gatewayWith(context, { stuck: hook(stuck), good: hook(good) });
  await operate(gateway, '/api/incidents', trouble);
  await Promise.all([stuck.until(1), good.until(1)]);
  const calls = await Promise.all(Array.from({ length: 20 }, () => post(gateway.url, ask)));
  assert.deepEqual([...new Set(calls.map(({ status }) => status))], [200]);
  await Promise.all(calls.map((call) => call.text()));
  await operate(gateway, '/api/incidents', { ...trouble, title: 'Another' });
  await good.until(2);
  assert.equal(stuck.received.length, 1, 'one at a time');
  assert.equal(await gateway.stop(), 0);
});

test('a gateway that is killed tells afterwards what it could not tell, once', async (context) => {
  const sink = await receiver(context, answers(500));
  const config = {
    upstreams: { one: { url: 'http://127.0.0.1:9/v1', health: 'off', models: ['m'] } },
    alerts: { hook: hook(sink) },
  };
  let program = await startProgram(config);
  context.after(() => program.close());
  const { id } = (await operate(program, '/api/incidents', trouble)) as { id: string };
  await until(program, ({ alerts }) => alerts.some(({ attempts = 0 }) => attempts > 0));
  await program.kill();
  const failedBefore = sink.received.length;
  sink.answer = answers(204);
  program = await startIn(program.folder);
  // Its own next try is due seconds later: on a slow machine before it is asked to.
  await operate(program, '/api/alerts/retry', {});
  const all = await sink.until(failedBefore + 1);
  assert.deepEqual(new Set(alertsIn(all)), new Set(['opened All is <down>']));
  assert.equal(
    new Set(all.map(({ headers }) => headers['webhook-id'])).size,
    1,
    'a receiver can tell that it is the same',
  );
  await until(program, ({ alerts }) => alerts.some(({ state }) => state === 'told'));
  // The store does one thing after the other: once this is kept, what was told is too.
  await operate(program, '/api/maintenances', { title: 'New disks', endsAt: Date.now() + 3_600_000 });
  await program.kill();
  program = await startIn(program.folder);
  assert.deepEqual(
    (await listed(program)).alerts.map(({ state }) => state),
    ['told'],
  );
  const ended = await command(program, 'incident', 'resolve', id);
  assert.equal(ended.status, 0, ended.err);
  await sink.until(failedBefore + 2);
  assert.equal(alertsIn(sink.received).at(-1), 'resolved All is <down>');
});
