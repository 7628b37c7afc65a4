import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { checkSources } from '../check.ts';
import { textOf } from '../report/text.ts';
import { bootstrap } from '../rules/envoy/about.ts';

const context = {
  streaming: null,
  nginxVersion: null,
  open: () => Promise.resolve({ sources: [], unopened: [] }),
};

const check = (file: string, text: string): ReturnType<typeof checkSources> => checkSources([{ file, text }], context);

test('in a good configuration nothing is wrong, in YAML and in JSON', async () => {
  for (const [file, text] of [
    ['envoy.yaml', bootstrap()],
    ['envoy.json', JSON.stringify(parse(bootstrap()), null, '\t')],
  ] as const) {
    const report = await check(file, text);
    assert.deepEqual(report.findings, [], textOf(report));
    assert.deepEqual(report.problems, []);
    const [link] = report.links;
    assert.deepEqual(
      link?.hops.map(({ name, clocks }) => [name, clocks.whole?.value, clocks.read?.value, clocks.keepToNext?.value]),
      [['route /v1 → gateway', Infinity, 600_000, 4_000]],
    );
  }
});

test('clocks of another form are read, and what comes from another server is told', async () => {
  const text = bootstrap(
    ['timeout: 0s', 'timeout: { seconds: 20 }'],
    ['static_resources:', 'dynamic_resources: {}\nstatic_resources:'],
  );
  const report = await check('envoy.yaml', text);
  assert.match(report.findings.map(({ message }) => message).join('\n'), /an answer may take 20 s as a whole/);
  assert.match(report.notes.join('\n'), /xDS/);
});

test('a clock that cannot be read is not guessed at', async () => {
  const report = await check('envoy.yaml', bootstrap(['timeout: 0s', 'timeout: soon']));
  assert.ok(!report.findings.some(({ rule }) => rule === 'ENV-TMO-1'));
});
