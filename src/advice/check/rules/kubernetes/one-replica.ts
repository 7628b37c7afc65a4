/** K8S-REP-1: nobody answers while a pod is replaced. */
import { mending } from '../../mending.ts';
import { called, inService } from '../../kubernetes/cluster.ts';
import { entryAt, textAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

export const oneReplica: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-REP-1',
  severity: 'warning',
  title: 'one pod, and no other',
  when: 'A workload behind a Service has one replica (1, or none written), and no autoscaler names it.',
  failure:
    'When its node is drained, or the pod crashes, nobody answers until another one is ready: 503 for seconds or minutes.',
  before: manifests(['replicas: 3', 'replicas: 1']),
  after: manifests(),
  source: manual('Deployments, replicas: 1 by default'),
  *find(cluster) {
    const scaled = new Set(
      cluster.others
        .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
        .map(({ tree }) => textAt(tree, 'spec', 'scaleTargetRef', 'name')),
    );
    for (const workload of inService(cluster)) {
      if ((workload.replicas ?? 1) !== 1 || scaled.has(workload.name)) continue;
      const place = entryAt(workload.tree, 'spec', 'replicas')?.place ?? workload.place;
      yield {
        place,
        message: `${called(workload)}: one pod takes all calls`,
        fix: 'replicas: 3',
        ...mending(place, 'replicas: 3'),
      };
    }
  },
};
