/** K8S-NP-2: the ingress controller is not let in. */
import { allServing, called, type Cluster, selects, type Serving } from '../../kubernetes/cluster.ts';
import { admitsOthers, admitsPort, policiesOf, rulesOf } from '../../kubernetes/network.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

const fix = `ingress:
  - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }]
    ports: [{ port: http }]`;

const policy = (from: string): string => `${manifests()}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: api }
spec:
  podSelector: { matchLabels: { app: api } }
  ingress:
    - from: [${from}]
`;

/** Whether a route of an Ingress leads to its pods. */
const isRouted = ({ ingresses, services }: Cluster, { workload }: Serving): boolean => {
  const leading = services.filter(
    (one) => one.namespace === workload.namespace && selects(one.selector, workload.labels),
  );
  const routes = ingresses.filter(({ namespace }) => namespace === workload.namespace).flatMap((one) => one.routes);
  return routes.some(({ service }) => leading.some(({ name }) => name === service));
};

export const policyWithoutIngress: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-NP-2',
  severity: 'error',
  title: 'the ingress controller is not let in',
  when: 'An Ingress leads to a workload, and its NetworkPolicies let nobody from another namespace or address reach the ports of its container.',
  failure:
    'The controller runs in a namespace of its own: its calls get no answer, and callers a 504 after the connect timeout.',
  before: policy('{ podSelector: { matchLabels: { app: web } } }'),
  after: policy('{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }'),
  source: manual('Network Policies: a podSelector alone means pods of the policy’s own namespace'),
  *find(cluster) {
    for (const serving of allServing(cluster)) {
      const { workload, container } = serving;
      const policies = policiesOf(cluster, workload, 'Ingress') ?? [];
      const rules = policies.flatMap((one) => rulesOf(one, 'Ingress')).filter((rule) => admitsOthers(rule, 'Ingress'));
      const ports = container.ports.flatMap(({ name, number }) => (number === null ? [] : [{ name, number }]));
      const isOpen = rules.some((rule) => ports.length === 0 || ports.some((port) => admitsPort(rule, port)));
      const [first] = policies;
      if (first === undefined || isOpen || !isRouted(cluster, serving)) continue;
      yield {
        place: first.place,
        message: `${called(workload)} is behind an Ingress, but no policy lets anybody from outside of its namespace reach ${container.name}`,
        fix,
        related: [workload.place],
      };
    }
  },
};
