/** K8S-SVC-1: a Service that leads nowhere. */
import { called, workloadsOf } from '../../kubernetes/cluster.ts';
import { entryAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

export const danglingService: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-SVC-1',
  severity: 'error',
  title: 'a Service that leads nowhere',
  when: 'The selector of a Service fits none of the workloads of its namespace among the files, and there are some.',
  failure: 'It has no endpoints: every call is answered 503.',
  before: manifests(['selector: { app: api }', 'selector: { app: apis }']),
  after: manifests(),
  source: manual('Service, selectors'),
  *find(cluster) {
    for (const service of cluster.services) {
      const near = cluster.workloads.filter(({ namespace }) => namespace === service.namespace);
      if (service.selector.size === 0 || near.length === 0 || workloadsOf(cluster, service).length > 0) continue;
      const [first] = near;
      yield {
        place: entryAt(service.tree, 'spec', 'selector')?.place ?? service.place,
        message: `${called(service)}: its selector fits no pod of the ${near.length} workloads here`,
        fix: `selector: { ${[...(first?.labels ?? [])].map(([name, value]) => `${name}: ${value}`).join(', ')} }`,
      };
    }
  },
};
