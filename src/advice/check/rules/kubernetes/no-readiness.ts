/** K8S-PRB-1: calls come before the container can answer. */
import { allServing, called } from '../../kubernetes/cluster.ts';
import { askingFor } from '../../kubernetes/workload.ts';
import { treeAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

const probe = 'readinessProbe: { httpGet: { path: /readyz, port: http }, periodSeconds: 5 }';

export const noReadiness: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-PRB-1',
  severity: 'error',
  title: 'a container takes calls before it is ready',
  when: 'A container that a Service leads to has no `readinessProbe`.',
  failure:
    'While it starts, and while it hangs, calls are sent to it all the same: 502 and 503 at every rollout and every restart.',
  before: manifests([`          ${probe}\n`, '']),
  after: manifests(),
  source: manual('Configure Liveness, Readiness and Startup Probes'),
  *find(cluster) {
    for (const { workload, container } of allServing(cluster)) {
      if (treeAt(container.tree, 'readinessProbe') !== undefined) continue;
      yield {
        place: container.place,
        message: `${called(workload)}: container ${container.name} takes calls and has no readinessProbe`,
        fix: `readinessProbe: { ${askingFor(container, '/readyz')}, periodSeconds: 5 }`,
      };
    }
  },
};
