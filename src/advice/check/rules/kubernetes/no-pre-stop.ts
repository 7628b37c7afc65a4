/** K8S-TERM-1: calls still come while a pod is shut down. */
import { allServing, called } from '../../kubernetes/cluster.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

const hook = 'lifecycle: { preStop: { sleep: { seconds: 10 } } }';

export const noPreStop: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-TERM-1',
  severity: 'error',
  title: 'a pod is stopped while calls still come to it',
  when: 'A container that a Service leads to has no `preStop` hook.',
  failure:
    'Endpoints and ingress controllers hear of it seconds after the pod was told to stop: calls go to a closed port, 502 at every rollout.',
  before: manifests([`          ${hook}\n`, '']),
  after: manifests(),
  source: manual('Pod Lifecycle, Termination of Pods'),
  versions: 'all; `sleep` from 1.30 on, before it `exec: { command: ["sleep", "10"] }`',
  *find(cluster) {
    for (const { workload, container } of allServing(cluster)) {
      if (container.preStopMs !== 0) continue;
      yield {
        place: container.place,
        message: `${called(workload)}: ${container.name} is told to stop at the same moment as the others are told not to call it`,
        fix: hook,
      };
    }
  },
};
