/** Calls and counts over OTLP, to a collector that takes nothing but the right form, and to bad ones. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, marker, post } from '../fakes/calls.ts';
import { type Collector, startCollector } from '../fakes/collector.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { answers, hangs } from '../fakes/receiver.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

interface Stage {
  readonly collector: Collector;
  readonly good: FakeUpstream;
  readonly gateway: TestGateway;
}

const stage = async (context: TestContext, telemetry: object = {}): Promise<Stage> => {
  const collector = await startCollector();
  const good = await startUpstream(say.healthy('fine'));
  const gateway = await startGateway({
    upstreams: { dead: { url: 'http://127.0.0.1:9/v1' }, good: { url: good.url } },
    telemetry: { endpoint: collector.url, headers: { 'x-key': 'K3Y' }, metricsEvery: '1s', ...telemetry },
  });
  context.after(async () => {
    await gateway.stop();
    await good.close();
    await collector.close();
  });
  return { collector, good, gateway };
};

const spansOnce = async (
  { collector }: Pick<Stage, 'collector'>,
  count: number,
): Promise<ReturnType<Collector['spans']>> => {
  for (;;) {
    const spans = collector.spans();
    if (spans.length >= count) return spans;
    await collector.until(collector.received.length + 1);
  }
};

test('a call is a span, each attempt one below it, and the trace goes on upstream', async (context) => {
  const staged = await stage(context);
  const { gateway, good, collector } = staged;
  const headers = { traceparent: `00-${trace}-${parent}-01`, tracestate: 'vendor=1' };
  const answer = await post(gateway.url, ask, { headers });
  assert.equal(answer.status, 200);
  const [call, dead, fine] = await spansOnce(staged, 3);
  assert.ok(call !== undefined && dead !== undefined && fine !== undefined);
  assert.deepEqual([call.traceId, call.parentSpanId, call.kind, call.name], [trace, parent, 2, 'chat m']);
  assert.equal(call.values['good_gateway.request_id'], answer.headers.get('x-request-id'));
  assert.deepEqual([call.values['good_gateway.attempts'], call.status.code], [2, 1]);
  for (const attempt of [dead, fine])
    assert.deepEqual([attempt.traceId, attempt.parentSpanId, attempt.kind], [trace, call.spanId, 3]);
  assert.deepEqual(
    [dead.values['error.type'], dead.values['good_gateway.family'], dead.values['good_gateway.who'], dead.status.code],
    ['connection_refused', 'outage', 'provider', 2],
  );
  assert.deepEqual([fine.values['gen_ai.provider.name'], fine.values['server.address']], ['openai', '127.0.0.1']);
  assert.ok(BigInt(fine.startTimeUnixNano) >= BigInt(call.startTimeUnixNano));
  assert.ok(BigInt(fine.endTimeUnixNano) <= BigInt(call.endTimeUnixNano) + 5_000_000n);
  const upstream = good.last.headers;
  assert.equal(upstream['traceparent'], `00-${trace}-${fine.spanId}-01`);
  assert.equal(upstream['tracestate'], 'vendor=1');
  assert.equal(collector.received[0]?.headers['x-key'], 'K3Y');
  for (const { text } of collector.received) assert.ok(!text.includes(marker) && !text.includes('K3Y'));
});

test('a call without a trace has its own id as one, and a caller who keeps none is not told of', async (context) => {
  const staged = await stage(context);
  const { gateway, collector, good } = staged;
  await (await post(gateway.url, ask, { headers: { traceparent: `00-${trace}-${parent}-00` } })).text();
  assert.match(String(good.last.headers['traceparent']), new RegExp(`^00-${trace}-[\\da-f]{16}-00$`));
  const answer = await post(gateway.url, askStream);
  await answer.text();
  const spans = await spansOnce(staged, 2);
  const id = answer.headers.get('x-request-id')?.slice(4);
  assert.deepEqual([...new Set(spans.map(({ traceId }) => traceId))], [id]);
  assert.equal(
    collector.spans().some(({ traceId }) => traceId === trace),
    false,
  );
});

test('what is counted comes too, in the right form', async (context) => {
  const { gateway, collector } = await stage(context);
  await (await post(gateway.url, ask)).text();
  const wanted = [
    'good_gateway_requests',
    'good_gateway_request',
    'gen_ai.client.operation.duration',
    'good_gateway_in_flight',
  ];
  for (;;) {
    const names = new Set(collector.metrics().map(({ name }) => name));
    if (wanted.every((name) => names.has(name))) break;
    await collector.until(collector.received.length + 1);
  }
  const requests = collector.metrics().findLast(({ name }) => name === 'good_gateway_requests');
  assert.equal(requests?.sum?.dataPoints[0]?.asDouble, 1);
});

test('what is left is told at the stop', async (context) => {
  const { gateway, collector } = await stage(context, { metricsEvery: '1h' });
  await (await post(gateway.url, ask)).text();
  await gateway.stop();
  assert.ok(collector.spans().length >= 2);
  assert.ok(collector.metrics().length > 10);
});

test('a collector that hangs or refuses holds up no call, and what comes back is told later', async (context) => {
  const staged = await stage(context);
  const { gateway, collector } = staged;
  collector.answer = hangs;
  const call = async (): Promise<void> => {
    const answer = await post(gateway.url, ask);
    assert.equal(answer.status, 200);
    await answer.text();
  };
  await call();
  await collector.until(1);
  await Promise.all(Array.from({ length: 20 }, call));
  collector.answer = answers(503);
  await collector.until(2);
  await call();
  collector.answer = answers(200);
  const before = collector.received.length;
  await collector.until(before + 2);
  assert.match(await gateway.metrics(), /good_gateway_telemetry_failed_total [1-9]/);
});

test('what passes through unread is traced as well, and no operation of a model is claimed', async (context) => {
  const collector = await startCollector();
  const files = await startUpstream(say.json('{}'));
  const gateway = await startGateway({
    upstreams: { files: { url: files.url } },
    telemetry: { endpoint: collector.url, metricsEvery: '1s' },
  });
  context.after(async () => {
    await gateway.stop();
    await files.close();
    await collector.close();
  });
  const headers = { traceparent: `00-${trace}-${parent}-01` };
  const answer = await fetch(`${gateway.url}/files`, { headers });
  await answer.text();
  const [call, attempt] = await spansOnce({ collector }, 2);
  assert.ok(call !== undefined && attempt !== undefined);
  assert.deepEqual([call.name, call.traceId, call.parentSpanId], ['pass', trace, parent]);
  assert.deepEqual([attempt.name, attempt.parentSpanId, attempt.kind], ['pass', call.spanId, 3]);
  assert.equal(call.values['good_gateway.request_id'], answer.headers.get('x-request-id'));
  assert.equal(
    Object.keys({ ...call.values }).some((name) => name.startsWith('gen_ai.')),
    false,
  );
  assert.equal(files.last.headers['traceparent'], `00-${trace}-${attempt.spanId}-01`);
  await collector.until(collector.received.length + 2);
  const durations = collector.metrics().filter(({ name }) => name === 'gen_ai.client.operation.duration');
  assert.ok(durations.every((one) => !JSON.stringify(one).includes('files')));
});

test('a collector that takes only a part is told of once, counted, and its own words are not repeated', async (context) => {
  const staged = await stage(context);
  const { gateway, collector } = staged;
  const partial = { partialSuccess: { rejectedSpans: '2', errorMessage: 'W0RDS of the collector' } };
  collector.answer = (response) => void response.end(JSON.stringify(partial));
  for (let call = 1; call <= 3; call++) {
    await (await post(gateway.url, ask)).text();
    await spansOnce(staged, call);
  }
  while (!/good_gateway_telemetry_rejected_total [4-9]/.test(await gateway.metrics()))
    await collector.until(collector.received.length + 1);
  const said = gateway.said.filter((line) => line.includes('took only a part'));
  assert.equal(said.filter((line) => line.includes('/v1/traces')).length, 1);
  assert.ok(said.length <= 2 && !gateway.said.join('').includes('W0RDS'));
});

test('without a collector nothing is told, and a caller’s trace passes on as it is', async (context) => {
  const upstream = await startUpstream(say.healthy('fine'));
  const gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
  context.after(async () => {
    await gateway.stop();
    await upstream.close();
  });
  const traceparent = `00-${trace}-${parent}-01`;
  await (await post(gateway.url, ask, { headers: { traceparent } })).text();
  assert.equal(upstream.last.headers['traceparent'], traceparent);
});
