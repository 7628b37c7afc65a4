import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from './check.ts';
import { manifests } from './rules/kubernetes/about.ts';

const front = (ms: string): { file: string; text: string } => ({
  file: 'edge.conf',
  text: `upstream app { server 127.0.0.1:8080; server 127.0.0.1:8081; keepalive 8; keepalive_timeout ${ms}; }
server { location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; } }`,
});
const gateway = {
  file: 'good-gateway.yaml',
  text: 'upstreams:\n  a: { url: "https://a.example/v1" }\n  b: { url: "https://b.example/v1" }\n',
};
const server = { file: 'server.js', text: `http.createServer(f).listen(1);\nprocess.on('SIGTERM', stop);` };

const context = {
  streaming: null,
  nginxVersion: null,
  open: () => Promise.resolve({ sources: [], unopened: [] }),
};

/** Those that are about idle connections. */
const rules = async (...sources: readonly { file: string; text: string }[]): Promise<readonly string[]> => {
  const { findings } = await checkSources(sources, context);
  return findings.map(({ rule }) => rule).filter((rule) => ['NODE-1', 'XSYS-1'].includes(rule));
};

test('a server alone is judged by what proxies do as a rule, behind one that is known by what that one does', async () => {
  assert.deepEqual(await rules(server), ['NODE-1']);
  assert.deepEqual(await rules(front('60s'), server), ['XSYS-1']);
  assert.deepEqual(await rules(front('3s'), server), []);
  assert.deepEqual(await rules(gateway, server), []);
  assert.deepEqual(await rules(front('60s'), gateway, server), []);
  assert.deepEqual(await rules(front('80s'), gateway, server), ['XSYS-1']);
});

/** Whether a hop in front is found to give up before the one behind it. */
const silence = async (...sources: readonly { file: string; text: string }[]): Promise<readonly string[]> =>
  (await checkSources(sources, context)).findings.flatMap(({ rule }) => (rule === 'XSYS-2' ? [rule] : []));

test('heartbeats of the gateway reach the hops in front of it, however many there are', async () => {
  const ingress = {
    file: 'ingress.yaml',
    text: manifests(['proxy-read-timeout: "600"', 'proxy-read-timeout: "3600"']),
  };
  const edge = front('3s');
  assert.deepEqual(await silence(edge, ingress), ['XSYS-2']);
  assert.deepEqual(await silence(edge, ingress, gateway), []);
  assert.deepEqual(await silence(edge, ingress, server), ['XSYS-2']);
});

test('who leads to the port of the gateway comes before it, in whatever order the files were named', async () => {
  const early = { file: 'z.conf', text: front('3s').text.replace('127.0.0.1:8080', '10.0.0.7:5020') };
  const way = async (chain: readonly string[] | null): Promise<readonly string[]> =>
    (await checkSources([gateway, early, server], context, chain)).links.map(({ root }) => root);
  assert.deepEqual(await way(null), ['z.conf', 'good-gateway.yaml', 'server.js']);
  const said = ['good-gateway.yaml', 'z.conf', 'server.js'];
  assert.deepEqual(await way(said), said);
  const { notes } = await checkSources([gateway, early, server], context);
  assert.match(notes.join('\n'), /z\.conf → good-gateway\.yaml → server\.js; .*--chain/);
  const elsewhere = { ...early, text: front('3s').text };
  assert.deepEqual((await checkSources([gateway, elsewhere], context)).links[0]?.root, 'good-gateway.yaml');
});
