/** Every metric and label that the rules and the dashboard in deploy/ ask for is one that a running gateway tells. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { needsOf, shippedPanels, shippedRules } from '../fakes/shipped.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let upstream: FakeUpstream;
let gateway: TestGateway;
/** By name: the labels its samples have, or those of its description. */
const told = new Map<string, Set<string>>();

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({
    upstreams: { dead: { url: 'http://127.0.0.1:9/v1' }, one: { url: upstream.url, maxConcurrency: 4 } },
    models: { '*': { targets: [{ upstream: 'dead' }, { upstream: 'one', tier: 2 }], cache: { ttl: '1m' } } },
    alerts: { hook: { kind: 'webhook', url: 'http://127.0.0.1:9/', allowPrivate: true } },
  });
  for (const model of ['m', 'm', 'unknown']) await (await post(gateway.url, { ...ask, model })).text();
  for (const line of (await gateway.metrics()).split('\n')) {
    const [, name, labels = ''] = /^(?:# TYPE )?(good_gateway_\w+)(?:\{([^}]*)\})?/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = told.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    told.set(name, known);
  }
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

/** Without samples in this test: nothing was explained, no limit learned, no tokens spent twice. */
const silent = new Map([
  ['good_gateway_limit_used_peak', ['upstream']],
  ['good_gateway_extra_tokens_total', ['why']],
]);

test('rules and panels ask for what there is', async () => {
  const all = [...(await shippedRules()), ...(await shippedPanels())];
  assert.ok(all.length > 50);
  let asked = 0;
  for (const expression of all)
    for (const { metric, labels } of needsOf(expression)) {
      asked++;
      assert.ok(told.has(metric), `${expression.where}: there is no ${metric}`);
      const known = new Set([...(told.get(metric) ?? []), ...(silent.get(metric) ?? [])]);
      for (const label of labels)
        assert.ok(known.has(label), `${expression.where}: ${metric} has no ${label}, but ${[...known].join(', ')}`);
    }
  assert.ok(asked > 60, String(asked));
});
