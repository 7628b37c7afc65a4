import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from './check.ts';
import { textOf } from './report/text.ts';
import { allRules } from './rules.ts';
import type { Context } from './system.ts';

const context: Context = {
  streaming: null,
  nginxVersion: null,
  open: () => Promise.resolve({ sources: [], unopened: [] }),
};

const files: Readonly<Record<string, string>> = {
  envoy: 'envoy.yaml',
  kubernetes: 'k8s.yaml',
  nginx: 'nginx.conf',
  haproxy: 'haproxy.cfg',
  node: 'server.ts',
  'good-gateway': 'good-gateway.yaml',
};

const tripped = async (file: string, text: string): Promise<readonly string[]> => {
  const report = await checkSources([{ file, text }], context);
  assert.deepEqual(report.problems, [], textOf(report));
  return report.findings.map(({ rule }) => rule);
};

test('no two rules have one id', () => {
  assert.equal(new Set(allRules.map(({ id }) => id)).size, allRules.length);
});

for (const { id, system, before, after } of allRules) {
  const file = files[system];
  if (file === undefined) continue;
  test(`${id} finds what stands on its page, and not the mended one`, async () => {
    assert.ok((await tripped(file, before)).includes(id), `${id} does not find it`);
    assert.ok(!(await tripped(file, after)).includes(id), `${id} finds the mended one`);
  });
}
