/** K8S-NP-1: a pod may call others, and may not ask for their addresses. */
import { called } from '../../kubernetes/cluster.ts';
import { admitsOthers, admitsPort, policiesOf, rulesOf } from '../../kubernetes/network.ts';
import { itemsAt, textAt, type Tree } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

const fix = `egress:
  - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }]
    ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]`;

const policy = (port: string): string => `${manifests()}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: api }
spec:
  podSelector: { matchLabels: { app: api } }
  policyTypes: [Egress]
  egress:
    - ports: [{ port: 443 }${port}]
`;

/** An address needs no look-up. */
const namesNobody = (rule: Tree): boolean => {
  const peers = itemsAt(rule, 'to');
  return peers.length > 0 && peers.every((peer) => /\/(?!0$)\d+$/.test(textAt(peer, 'ipBlock', 'cidr') ?? ''));
};

export const policyWithoutNames: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-NP-1',
  severity: 'error',
  title: 'a pod may call others, but not look up their names',
  when: 'The NetworkPolicies for a workload let it call others than fixed addresses, and none of them lets it reach port 53 outside of its own namespace.',
  failure:
    'Every look-up of a name times out: all calls to upstreams fail, with an error of DNS and not of the policy.',
  before: policy(''),
  after: policy(', { protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }'),
  source: manual(
    'Network Policies: with a policy for Egress only what it lists is let out; cluster DNS runs in kube-system',
  ),
  *find(cluster) {
    for (const workload of cluster.workloads) {
      const policies = policiesOf(cluster, workload, 'Egress') ?? [];
      const rules = policies.flatMap((one) => rulesOf(one, 'Egress'));
      const [first] = policies;
      const asks = rules.some((rule) => admitsPort(rule, { number: 53, name: 'dns' }) && admitsOthers(rule, 'Egress'));
      if (first === undefined || asks || rules.every(namesNobody)) continue;
      yield {
        place: first.place,
        message: `${called(workload)} may call out, but no policy lets it reach the DNS of the cluster (port 53 in kube-system)`,
        fix,
        related: [workload.place],
      };
    }
  },
};
