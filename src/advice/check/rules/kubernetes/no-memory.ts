/** K8S-RES-1: the first to be killed when a node is full. */
import { allServing, called } from '../../kubernetes/cluster.ts';
import { entryAt, textAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

export const noMemory: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-RES-1',
  severity: 'warning',
  title: 'memory is not asked for',
  when: 'A container that a Service leads to has neither `requests.memory` nor `limits.memory`.',
  failure: 'When the node runs short, its pod is the first to be killed, in the middle of answers.',
  before: manifests(['requests: { memory: 512Mi }, limits: { memory: 1Gi }', 'requests: { cpu: 500m }']),
  after: manifests(),
  source: manual('Pod Quality of Service Classes; Node-pressure Eviction'),
  *find(cluster) {
    for (const { workload, container } of allServing(cluster)) {
      if (['requests', 'limits'].some((key) => textAt(container.tree, 'resources', key, 'memory') !== null)) continue;
      yield {
        place: entryAt(container.tree, 'resources')?.place ?? container.place,
        message: `${called(workload)}: ${container.name} asks for no memory`,
        fix: 'resources: { requests: { memory: … }, limits: { memory: … } }   # what it takes at its busiest, and a little more',
      };
    }
  },
};
