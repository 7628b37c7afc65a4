/** K8S-SVC-2: a Service leads to a port that nobody opens. */
import { called, workloadsOf } from '../../kubernetes/cluster.ts';
import { entryAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

export const targetPort: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-SVC-2',
  severity: 'error',
  title: 'a Service leads to a port that no container has',
  when: '`targetPort` (or `port`, where it is not written) is none of the ports of the pods that are selected; a number counts only where they list ports.',
  failure: 'Connections are refused, or there are no endpoints: 502 or 503 for every call.',
  before: manifests(['targetPort: http', 'targetPort: 8000']),
  after: manifests(),
  source: manual('Service, targetPort'),
  *find(cluster) {
    for (const service of cluster.services)
      for (const { target, tree } of service.ports) {
        const ports = workloadsOf(cluster, service).flatMap(({ containers }) => containers.flatMap((one) => one.ports));
        if (
          target === null ||
          (ports.length === 0 && /^\d+$/.test(target)) ||
          workloadsOf(cluster, service).length === 0
        )
          continue;
        if (ports.some(({ name, number }) => name === target || String(number) === target)) continue;
        yield {
          place: (entryAt(tree, 'targetPort') ?? entryAt(tree, 'port'))?.place ?? service.place,
          message: `${called(service)}: port ${target} is none of those its pods have`,
          fix: `targetPort: ${ports.map(({ name, number }) => name ?? number).join(' or ') || '…'}`,
        };
      }
  },
};
