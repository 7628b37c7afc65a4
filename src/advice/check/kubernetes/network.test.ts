import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../check.ts';
import { textOf } from '../report/text.ts';
import { manifests } from '../rules/kubernetes/about.ts';

const policy = (spec: string): string => `---\nkind: NetworkPolicy\nmetadata: { name: p }\nspec: ${spec}\n`;
const pods = 'podSelector: { matchLabels: { app: api } }';
const names = '{ ports: [{ protocol: UDP, port: 53 }] }';
const provider = '{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ port: 443 }] }';

const cases: readonly (readonly [says: string, specs: readonly string[], finds: readonly string[]])[] = [
  ['the way out to the world needs names', [`{ ${pods}, egress: [${provider}] }`], ['K8S-NP-1', 'K8S-NP-2']],
  [
    'policies add up',
    [`{ ${pods}, egress: [${provider}] }`, `{ ${pods}, policyTypes: [Egress], egress: [${names}] }`],
    ['K8S-NP-2'],
  ],
  [
    'DNS in the own namespace is none',
    [
      `{ ${pods}, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ port: 53 }] }] }`,
    ],
    ['K8S-NP-1'],
  ],
  [
    'a range of ports has 53 in it',
    [`{ ${pods}, policyTypes: [Egress], egress: [{ ports: [{ port: 1, endPort: 1024 }] }] }`],
    [],
  ],
  [
    'an address needs no name',
    [`{ ${pods}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.7/32 } }] }] }`],
    [],
  ],
  ['all pods of a namespace are meant by no labels', ['{ podSelector: {} }'], ['K8S-NP-2']],
  [
    'another port than the container’s helps nobody',
    [`{ ${pods}, ingress: [{ ports: [{ port: 9090 }] }] }`],
    ['K8S-NP-2'],
  ],
  ['the port of the container is enough', [`{ ${pods}, ingress: [{ ports: [{ port: 8080 }] }] }`], []],
  ['pods of others are none of ours', ['{ podSelector: { matchLabels: { app: other } } }'], []],
  ['expressions are not judged', ['{ podSelector: { matchExpressions: [{ key: app, operator: Exists }] } }'], []],
];

const open = () => Promise.resolve({ sources: [], unopened: [] });

for (const [says, specs, finds] of cases)
  test(`network policies: ${says}`, async () => {
    const source = { file: 'k8s.yaml', text: manifests() + specs.map(policy).join('') };
    const report = await checkSources([source], { streaming: null, nginxVersion: null, open });
    const found = report.findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('K8S-NP'));
    assert.deepEqual(found.toSorted(), finds, textOf(report));
  });
