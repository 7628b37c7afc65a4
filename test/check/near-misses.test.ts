/** For each rule of Kubernetes, Envoy, Node and our own config something that is near to what it finds, and must not trip it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../../src/advice/check/check.ts';
import { allRules } from '../../src/advice/check/rules.ts';
import { bootstrap } from '../../src/advice/check/rules/envoy/about.ts';
import { manifests } from '../../src/advice/check/rules/kubernetes/about.ts';
import { server } from '../../src/advice/check/rules/node/about.ts';
import { config } from '../../src/advice/check/rules/own/about.ts';

const annotated = (...lines: readonly string[]): readonly [string, string] => [
  '  annotations:\n',
  `  annotations:\n${lines.map((line) => `    nginx.ingress.kubernetes.io/${line}\n`).join('')}`,
];
const autoscaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api }
spec: { scaleTargetRef: { kind: Deployment, name: api } }
`;
const noProbe = [/ {10}readinessProbe.*\n/, ''] as const;
const unservable = ['selector: { app: api }\n  ports', 'selector: { app: other }\n  ports'] as const;
const otherPath = ['path: /v1', 'path: /images'] as const;
const otherPrefix = ['prefix: /v1', 'prefix: /images'] as const;
const oneEndpoint = [/ {14}- endpoint.*b\.internal.*\n/, ''] as const;

const policy = (rules: string): string =>
  `---\nkind: NetworkPolicy\nmetadata: { name: api }\nspec:\n  podSelector: { matchLabels: { app: api } }\n  ${rules}\n`;

const nearMisses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'k8s.yaml': {
    'K8S-PRB-1': manifests(noProbe, unservable),
    'K8S-PRB-2': manifests(['port: http }, periodSeconds', 'port: 8081 }, periodSeconds']),
    'K8S-PRB-3': manifests(
      ['example/api:1.0', 'vllm/vllm-openai:v0.9.1'],
      ['          lifecycle:', '          livenessProbe: { initialDelaySeconds: 600 }\n          lifecycle:'],
    ),
    'K8S-PRB-4': manifests(['periodSeconds: 5', 'periodSeconds: 5, failureThreshold: 4']),
    'K8S-TERM-1': manifests(['preStop: { sleep: { seconds: 10 } }', 'preStop: { exec: { command: ["/drain"] } }']),
    'K8S-TERM-2': manifests(['PeriodSeconds: 180', 'PeriodSeconds: 11']),
    'K8S-TERM-3': manifests(['["node", "server.js"]', '["sh", "-c", "exec node server.js"]']),
    'K8S-TERM-4': manifests(['example/api', 'example/llm-api'], ['PeriodSeconds: 180', 'PeriodSeconds: 130']),
    'K8S-REP-1': manifests(['replicas: 3', 'replicas: 1']) + autoscaler,
    'K8S-REP-2': manifests(['maxUnavailable: 0', 'maxUnavailable: 2']),
    'K8S-PDB-1': manifests(['replicas: 3', 'replicas: 1'], [/---\napiVersion: policy[\s\S]*?(?=---)/, '']),
    'K8S-PDB-2': manifests(['spec: { maxUnavailable: 1,', 'spec: { minAvailable: 2,']),
    'K8S-ANTI-1': manifests([/ {6}topologySpread.*\n.*\n/, '      affinity: { podAntiAffinity: {} }\n']),
    'K8S-SVC-1': manifests(['  selector: { app: api }\n  ports', '  ports']),
    'K8S-SVC-2': manifests(['targetPort: http', 'targetPort: 8080']),
    'K8S-ING-1': manifests(['port: { name: http } } }', 'port: { number: 80 } } }']),
    'K8S-RES-1': manifests(['requests: { memory: 512Mi }, ', '']),
    'K8S-DNS-1': manifests([
      '          lifecycle:',
      '          env: [{ name: URL, value: "http://vllm.models.svc:8000/v1" }]\n          lifecycle:',
    ]),
    // Whoever may reach anybody may ask for names; what may reach nobody has none to ask for.
    'K8S-NP-1': manifests() + policy('policyTypes: [Egress]\n  egress: []'),
    'K8S-NP-2': manifests() + policy('ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ port: http }] }]'),
    'GKE-1': 'apiVersion: cloud.google.com/v1\nkind: BackendConfig\nmetadata: { name: images }\nspec: {}\n',
    'ING-1': manifests(['proxy-read-timeout: "600"', 'proxy-read-timeout: "120"']),
    'ING-3': manifests(otherPath),
    'ING-4': manifests(annotated('proxy-buffer-size: 8k')),
    'ING-5': manifests(otherPath, [/.*proxy-body-size.*\n/, '']),
    'ING-6': manifests(annotated('limit-whitelist: 10.0.0.0/8')),
    'ING-7': manifests(otherPath, annotated('proxy-buffering: "on"')),
  },
  'envoy.yaml': {
    'ENV-TMO-1': bootstrap(otherPrefix, [/ {28}timeout: 0s\n/, '']),
    'ENV-TMO-2': bootstrap(['stream_idle_timeout: 600s', 'stream_idle_timeout: 120s']),
    'ENV-TMO-3': bootstrap(
      ['timeout: 0s', 'timeout: 600s'],
      ['num_retries: 2', 'num_retries: 2, per_try_timeout: 599s'],
    ),
    'ENV-KA-1': bootstrap(['idle_timeout: 4s', 'idle_timeout: 4.9s']),
    'ENV-RET-1': bootstrap(
      [/ {28}retry_policy.*\n/, ''],
      ['domains: ["*"]', 'domains: ["*"]\n                      retry_policy: { retry_on: connect-failure }'],
    ),
    'ENV-RET-2': bootstrap(['"connect-failure,refused-stream"', 'reset-before-request']),
    'ENV-CB-1': bootstrap(otherPrefix, [/ {6}circuit_breakers.*\n/, '']),
    'ENV-OD-1': bootstrap(oneEndpoint, [/ {6}outlier_detection.*\n/, '']),
    'ENV-OD-2': bootstrap([', max_ejection_percent: 50', ', always_eject_one_host: true']),
    'ENV-OD-3': bootstrap(),
    'ENV-DNS-1': bootstrap(['type: STRICT_DNS', 'type: STRICT_DNS\n      dns_refresh_rate: 60s']),
    'ENV-DRN-1': bootstrap(otherPrefix, [
      '      health_checks',
      '      close_connections_on_host_health_failure: true\n      health_checks',
    ]),
    'ENV-TMO-4': bootstrap([
      'common_http_protocol_options: { idle',
      'common_http_protocol_options: { max_stream_duration: 600s, idle',
    ]),
    'ENV-HC-1': bootstrap(oneEndpoint, [/ {6}health_checks.*\n/, '']),
    'ENV-BUF-1': bootstrap([/ {28}per_request_buffer.*\n/, ''], [/ {28}retry_policy.*\n/, '']),
    'ENV-TLS-1': bootstrap(
      [/ {10}sni.*\n/, ''],
      ['explicit_http_config', 'upstream_http_protocol_options: { auto_sni: true }\n          explicit_http_config'],
    ),
    'ENV-TLS-2': bootstrap([/validation_context: \{.*\} \}/, 'validation_context_sds_secret_config: { name: ca } }']),
    'ENV-MAP-1': bootstrap(['proxy_status_config: {}', 'proxy_status_config: { remove_details: true }']),
  },
  'server.ts': {
    'NODE-1': server('server.keepAliveTimeout = 60_001;'),
    'NODE-2': server('server.keepAliveTimeout = 65_000;\nserver.headersTimeout = 65_001;'),
    'NODE-3': server('').replace('process.on', 'process.once'),
    'NODE-4': server('server.requestTimeout = 64_000;'),
    'NODE-5': server('server.setTimeout(30_000);'),
  },
  'good-gateway.yaml': {
    'GG-1': config('models: { "*": { targets: [{ upstream: primary }, { upstream: backup, tier: 2 }] } }\n'),
    'GG-2': config().replace('models.example.org', 'api.example.com'),
    'GG-3': config('timeouts: { idle: 30s }\n'),
    'GG-4': config('timeouts: { total: 60s, answer: 59s }\n'),
    'GG-5': config('timeouts: { connect: 5s }\n'),
    'GG-6': config('retries: { attempts: 1 }\n').replace(/ {2}backup.*\n/, ''),
    'GG-7': config('retries: { attempts: 4 }\n'),
    'GG-8': config()
      .replace(/ {2}backup.*\n/, '')
      .replace('primary: { ', 'primary: { health: off, '),
    'GG-9': config('limits: { body: 10mb }\n'),
    'GG-10': config('keys:\n  team: { key: "${TEAM_KEY}" }\nlisten: 192.0.2.7:5020\n'),
    'GG-11': config().replace('https://api.example.com/v1', 'https://api.openai.com/v1/beta'),
    'GG-12': config('drain: 10s\n'),
  },
};

const context = { streaming: null, nginxVersion: null, open: () => Promise.resolve({ sources: [], unopened: [] }) };

test('every rule of these systems has a near miss', () => {
  const systems = ['kubernetes', 'envoy', 'node', 'good-gateway'];
  const wanted = allRules.filter(({ system }) => systems.includes(system)).map(({ id }) => id);
  assert.deepEqual(
    Object.values(nearMisses)
      .flatMap((each) => Object.keys(each))
      .toSorted(),
    wanted.toSorted(),
  );
});

for (const [file, cases] of Object.entries(nearMisses))
  for (const [id, text] of Object.entries(cases))
    test(`${id} is not found in its near miss`, async () => {
      const { findings, problems } = await checkSources([{ file, text }], context);
      assert.deepEqual(problems, []);
      // The one it is near to, which its page has, is another text than this.
      assert.notEqual(allRules.find((rule) => rule.id === id)?.after, text);
      assert.ok(!findings.some(({ rule }) => rule === id), JSON.stringify(findings.map(({ message }) => message)));
    });
