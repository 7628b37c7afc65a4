/** K8S-REP-2: all pods go before new ones are there. */
import { called, inService } from '../../kubernetes/cluster.ts';
import { entryAt, textAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

export const gapAtRollout: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-REP-2',
  severity: 'warning',
  title: 'a rollout takes all pods away first',
  when: 'The strategy is `Recreate`, or `maxUnavailable` is 100 %, or not below the number of replicas.',
  failure: 'From the first stop until the first new pod is ready every call fails with 503.',
  before: manifests(['maxUnavailable: 0', 'maxUnavailable: 100%']),
  after: manifests(),
  source: manual('Deployments, Strategy'),
  *find(cluster) {
    for (const workload of inService(cluster)) {
      const { tree, replicas } = workload;
      const isRecreated = textAt(tree, 'spec', 'strategy', 'type') === 'Recreate';
      const most = textAt(tree, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') ?? '';
      const takesAll = most === '100%' || (/^\d+$/.test(most) && Number(most) > 0 && Number(most) >= (replicas ?? 1));
      if (!isRecreated && !takesAll) continue;
      yield {
        place:
          (entryAt(tree, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') ?? entryAt(tree, 'spec', 'strategy'))
            ?.place ?? workload.place,
        message: `${called(workload)}: a rollout may stop all of its pods before a new one is ready`,
        fix: 'strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }',
      };
    }
  },
};
