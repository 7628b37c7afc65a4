import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../check.ts';
import type { Source } from '../place.ts';
import { textOf } from '../report/text.ts';
import { envoy } from '../envoy/system.ts';
import { manifests } from '../rules/kubernetes/about.ts';
import { kubernetes } from './system.ts';

const context = {
  streaming: null,
  nginxVersion: null,
  open: () => Promise.resolve({ sources: [], unopened: [] }),
};

const check = (...sources: readonly Source[]): ReturnType<typeof checkSources> => checkSources(sources, context);

const whole: Source = { file: 'k8s.yaml', text: manifests() };

test('in good manifests nothing is wrong, in one file or in several, as a List or as JSON', async () => {
  const documents = manifests().split('---\n');
  const list = `apiVersion: v1\nkind: List\nitems:\n${documents.map((each) => `- ${each.trimEnd().replaceAll('\n', '\n  ')}\n`).join('')}`;
  for (const sources of [
    [whole],
    documents.map((text, at) => ({ file: `${at}.yaml`, text })),
    [{ file: 'list.yaml', text: list }],
    [{ file: 'k8s.yaml', text: manifests().replaceAll('\n', '\r\n') }],
  ]) {
    const report = await check(...sources);
    assert.deepEqual(
      report.findings.filter(({ severity }) => severity !== 'advice').map(({ rule }) => rule),
      [],
      textOf(report),
    );
    assert.deepEqual(report.problems, []);
  }
});

test('objects of two namespaces have nothing to do with each other', async () => {
  const elsewhere = {
    file: 'k8s.yaml',
    text: manifests([/name: api }\nspec:\n {2}selector/, 'name: api, namespace: b }\nspec:\n  selector']),
  };
  const rules = (await check(elsewhere)).findings.map(({ rule }) => rule);
  // The Ingress of one sees no Service at all, and the Service of the other no workload: neither can be judged.
  assert.ok(!rules.includes('K8S-SVC-1'));
  assert.ok(!rules.includes('K8S-ING-1'));
  // What nobody calls needs no probe.
  const unprobed = { ...elsewhere, text: elsewhere.text.replace(/ {10}readinessProbe.*\n/, '') };
  assert.ok(!(await check(unprobed)).findings.some(({ rule }) => rule === 'K8S-PRB-1'));
});

const gateway = (drain: string): Source => ({
  file: 'good-gateway.yaml',
  text: `upstreams:\n  a: { url: "https://a.example/v1" }\n  b: { url: "https://b.example/v1" }\ndrain: ${drain}\n`,
});

test('the way leads through an Ingress to the gateway, and a rollout gives it time to drain', async () => {
  const rules = async (drain: string): Promise<readonly string[]> =>
    (await check(whole, gateway(drain))).findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('XSYS'));
  assert.deepEqual(await rules('25s'), []);
  assert.deepEqual(await rules('170s'), ['XSYS-7']);
  const { links } = await check(
    ...manifests()
      .split('---\n')
      .map((text, at) => ({ file: `${at}.yaml`, text })),
    gateway('25s'),
  );
  assert.deepEqual(
    links.map(({ system, hops }) => `${system} ${hops.map(({ name }) => name).join(', ')}`),
    ['kubernetes Deployment api, Ingress edge /v1 → api', 'good-gateway Good Gateway'],
  );
});

test('half a megabyte of empty lines is read in no time', () => {
  const blank = { file: 'k8s.yaml', text: `apiVersion: v1\nkind: Service\nx: |\n${' \n'.repeat(250_000)}` };
  const startedAt = performance.now();
  assert.ok(kubernetes.recognise(blank) > 0.5 && envoy.recognise(blank) === 0);
  // It took minutes; the bound is far from what it takes and from what it took.
  assert.ok(performance.now() - startedAt < 5_000);
});
