/** K8S-TERM-2: killed while it still waits. */
import { mending } from '../../mending.ts';
import { called, inService } from '../../kubernetes/cluster.ts';
import { preStopMs } from '../../kubernetes/workload.ts';
import { timeText } from '../../duration.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

export const noGrace: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-TERM-2',
  severity: 'error',
  title: 'a pod is killed before it was asked to stop',
  when: '`terminationGracePeriodSeconds` (30 by default) is not more than the wait of the `preStop` hook.',
  failure: 'The time is over when SIGTERM comes: what is under way is cut off at every rollout.',
  before: manifests(['terminationGracePeriodSeconds: 180', 'terminationGracePeriodSeconds: 10']),
  after: manifests(),
  source: manual('Pod Lifecycle: the grace period begins before the hook runs'),
  *find(cluster) {
    for (const workload of inService(cluster)) {
      const waitMs = preStopMs(workload);
      if (waitMs === null || waitMs === 0 || workload.graceMs > waitMs) continue;
      yield {
        place: workload.gracePlace,
        message: `${called(workload)}: preStop waits ${timeText(waitMs)}, and after ${timeText(workload.graceMs)} the pod is killed`,
        fix: `terminationGracePeriodSeconds: ${waitMs / 1_000 + 60}`,
        ...mending(workload.gracePlace, `terminationGracePeriodSeconds: ${waitMs / 1_000 + 60}`),
      };
    }
  },
};
