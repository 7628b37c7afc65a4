/** K8S-ANTI-1: one node may have all pods. */
import { called, inService } from '../../kubernetes/cluster.ts';
import { treeAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

const fix = `topologySpreadConstraints:\n  - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: … }`;

export const noSpread: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-ANTI-1',
  severity: 'advice',
  title: 'all pods may stand on one node',
  when: 'A workload behind a Service with two replicas or more has neither `topologySpreadConstraints` nor `affinity`.',
  failure: 'When that node fails, all pods are gone at once.',
  before: manifests([/ {6}topologySpread.*\n.*\n/, '']),
  after: manifests(),
  source: manual('Pod Topology Spread Constraints'),
  *find(cluster) {
    for (const workload of inService(cluster)) {
      const isSpread = ['topologySpreadConstraints', 'affinity'].some((key) => treeAt(workload.pod, key) !== undefined);
      if (isSpread || (workload.replicas ?? 1) < 2) continue;
      yield {
        place: workload.place,
        message: `${called(workload)}: its ${workload.replicas} pods may share one node`,
        fix,
      };
    }
  },
};
