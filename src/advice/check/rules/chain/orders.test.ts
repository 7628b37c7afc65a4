import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../../check.ts';
import { chainRules } from '../../rules.ts';
import { manifests } from '../kubernetes/about.ts';

interface File {
  readonly file: string;
  readonly text: string;
}

const nginx = ({ route = '', upstream = '', http = '' }): File => ({
  file: 'edge.conf',
  text: `${http}
upstream llm { server 10.0.0.1:8080; server 10.0.0.2:8080; ${upstream} }
server { location /v1/ { proxy_pass http://llm; proxy_buffering off; ${route} } }`,
});

const haproxy = (lines: string): File => ({
  file: 'haproxy.cfg',
  text: `defaults
  mode http
  timeout connect 2s
  timeout client 10m
  ${lines}
listen llm
  bind :8080
  server one 10.0.1.1:8000 check
  server two 10.0.1.2:8000 check
`,
});

const envoy = (path: string): File => ({
  file: 'envoy.yaml',
  text: `static_resources:
  clusters: [{ name: a, health_checks: [{ http_health_check: { path: ${path} } }] }]
  listeners:
    - filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                route_config:
                  virtual_hosts: [{ routes: [{ match: { prefix: / }, route: { cluster: a } }] }]
`,
});

const checked = (path: string): File => haproxy(`timeout server 10m\n  option httpchk GET ${path}`);
const pods = { file: 'k8s.yaml', text: manifests() };
const named = (name: string, path: string): File => ({
  file: 'k8s.yaml',
  text: manifests(['metadata: { name: api }', `metadata: { name: ${name} }`], ['/readyz', path]),
});

const gateway = (body: string): File => ({
  file: 'good-gateway.yaml',
  text: `upstreams: { one: { url: "http://127.0.0.1:8000/v1" } }\nlimits: { body: ${body} }\n`,
});

const pooled = 'proxy_http_version 1.1; proxy_set_header Connection "";';
const wide = 'proxy_next_upstream error non_idempotent; proxy_next_upstream_tries';

const grace = (seconds: number): File => ({
  file: 'k8s.yaml',
  text: manifests(['terminationGracePeriodSeconds: 180', `terminationGracePeriodSeconds: ${seconds}`]),
});
const waiting = (time: string): File => nginx({ route: `proxy_read_timeout ${time};` });
const total = (time: string): File => ({
  file: 'good-gateway.yaml',
  text: `upstreams: { one: { url: "http://127.0.0.1:8000/v1" } }\ntimeouts: { total: ${time}, answer: 50s }\n`,
});

type Pair = readonly [outer: File, inner: File];

const cases: readonly (readonly [rule: string, trips: Pair, nearMiss: Pair])[] = [
  [
    'XSYS-1',
    [
      nginx({ upstream: 'keepalive 8; keepalive_timeout 30s;', route: pooled }),
      haproxy('timeout server 10m\n  timeout http-keep-alive 10s'),
    ],
    [
      nginx({ upstream: 'keepalive 8; keepalive_timeout 9s;', route: pooled }),
      haproxy('timeout server 10m\n  timeout http-keep-alive 10s'),
    ],
  ],
  [
    'XSYS-1',
    // What is not set counts with its default.
    [nginx({ upstream: 'keepalive 8;', route: pooled }), haproxy('timeout server 10m\n  timeout http-keep-alive 60s')],
    // Without a pool no idle connection is ever used.
    [nginx({ upstream: 'keepalive 8;' }), haproxy('timeout server 10m\n  timeout http-keep-alive 1s')],
  ],
  [
    'XSYS-2',
    [nginx({ route: 'proxy_read_timeout 10m;' }), haproxy('timeout server 10m')],
    [nginx({ route: 'proxy_read_timeout 601s;' }), haproxy('timeout server 10m')],
  ],
  [
    'XSYS-3',
    [nginx({ route: `${wide} 2;` }), haproxy('timeout server 5m\n  retry-on all-retryable-errors\n  retries 2')],
    [nginx({ route: `${wide} 2;` }), haproxy('timeout server 5m\n  retry-on all-retryable-errors\n  retries 1')],
  ],
  [
    'XSYS-3',
    [nginx({ route: `${wide} 2;` }), haproxy('timeout server 5m\n  retry-on 503')],
    // Failures to connect are repeated too, but cost nobody anything.
    [nginx({ route: `${wide} 2;` }), haproxy('timeout server 5m\n  retries 9')],
  ],
  [
    'XSYS-4',
    [nginx({ http: 'client_max_body_size 20m;' }), gateway('16mb')],
    [nginx({ http: 'client_max_body_size 20m;' }), gateway('20mb')],
  ],
  ['XSYS-5', [checked('/v1/models'), gateway('20mb')], [checked('/readyz'), gateway('20mb')]],
  ['XSYS-5', [envoy('/'), gateway('20mb')], [envoy('/healthz'), gateway('20mb')]],
  ['XSYS-5', [checked('/health'), pods], [checked('/readyz'), pods]],
  // What other pods are asked is their own affair.
  ['XSYS-5', [named('gateway', '/health'), gateway('20mb')], [named('vllm', '/health'), gateway('20mb')]],
  ['XSYS-7', [grace(35), gateway('20mb')], [grace(36), gateway('20mb')]],
  ['XSYS-8', [waiting('60s'), gateway('20mb')], [waiting('10m'), gateway('20mb')]],
  // Without heartbeats a hop in front that gives up first is found for all calls.
  ['XSYS-8', [waiting('30s'), gateway('20mb')], [waiting('30s'), haproxy('timeout server 10m')]],
  ['XSYS-8', [waiting('60s'), gateway('20mb')], [waiting('60s'), total('59s')]],
];

test('every rule between neighbours has both', () => {
  assert.deepEqual([...new Set(cases.map(([rule]) => rule))], chainRules.map(({ id }) => id).toSorted());
});

const open = () => Promise.resolve({ sources: [], unopened: [] });

const found = async (pair: Pair): Promise<readonly string[]> => {
  const { findings } = await checkSources(pair, { streaming: null, nginxVersion: null, open });
  return findings.map(({ rule }) => rule);
};

for (const [rule, trips, nearMiss] of cases)
  test(`${rule} is found between neighbours, and a near miss is not: ${trips[0].text.split('\n')[1]}`, async () => {
    assert.ok((await found(trips)).includes(rule), 'not found');
    assert.ok(!(await found(nearMiss)).includes(rule), 'the near miss is found');
  });

const behind = (start: string): File => ({
  file: 'inner.conf',
  text: `${start} server { location /v1/ { proxy_pass http://10.0.1.5:8000; proxy_read_timeout 9m; } }`,
});

test('two whole configurations of one system are two hops, parts of one are not', async () => {
  const edge = { ...nginx({ route: 'proxy_read_timeout 5m;' }), file: 'edge.conf' };
  const whole = behind('events { } http {');
  assert.ok((await found([edge, { ...whole, text: `${whole.text} }` }])).includes('XSYS-2'));
  assert.ok(!(await found([edge, behind('')])).includes('XSYS-2'));
});

test('the order of the files is the order of the hops', async () => {
  const [outer, inner] = [nginx({ route: 'proxy_read_timeout 5m;' }), haproxy('timeout server 10m')];
  assert.ok((await found([outer, inner])).includes('XSYS-2'));
  assert.ok(!(await found([inner, outer])).includes('XSYS-2'));
});
