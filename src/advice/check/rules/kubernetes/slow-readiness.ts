/** K8S-PRB-4: a dead pod goes on getting calls. */
import { allServing, called } from '../../kubernetes/cluster.ts';
import { timeText } from '../../duration.ts';
import { entryAt, numberAt, treeAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

const mostMs = 20_000;

export const slowReadiness: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-PRB-4',
  severity: 'advice',
  title: 'a dead pod goes on getting calls for long',
  when: '`periodSeconds` × `failureThreshold` of a readinessProbe (10 × 3 by default) is more than 20 s.',
  failure: 'A pod that hangs gets its share of the calls for that long, and each of them fails.',
  before: manifests([', periodSeconds: 5', '']),
  after: manifests(),
  source: manual('Probes: periodSeconds 10, failureThreshold 3 by default'),
  *find(cluster) {
    for (const { workload, container } of allServing(cluster)) {
      const probe = treeAt(container.tree, 'readinessProbe');
      if (probe === undefined) continue;
      const ms = (numberAt(probe, 'periodSeconds') ?? 10) * (numberAt(probe, 'failureThreshold') ?? 3) * 1_000;
      if (ms <= mostMs) continue;
      yield {
        place: entryAt(container.tree, 'readinessProbe')?.place ?? container.place,
        message: `${called(workload)}: a ${container.name} that does not answer gets calls for another ${timeText(ms)}`,
        fix: 'periodSeconds: 5',
      };
    }
  },
};
