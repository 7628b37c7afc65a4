/** K8S-DNS-1: each name is asked for five times. */
import { called } from '../../kubernetes/cluster.ts';
import { itemsAt, textAt, treeAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

/** A host outside of the cluster in a URL, without the dot at its end. */
const outside = /https?:\/\/(?![^/:]*\.(?:svc|local|internal)\b)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?![.\w-])/i;
const env = (more: string): string =>
  manifests(
    [
      '          lifecycle:',
      '          env: [{ name: BASE_URL, value: "https://api.example.com/v1" }]\n          lifecycle:',
    ],
    ['      containers:', `${more}      containers:`],
  );

export const manyDots: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-DNS-1',
  severity: 'advice',
  title: 'names outside of the cluster are asked for several times over',
  when: 'A container has the URL of an outside host in its environment, and the pod does not set `ndots`.',
  failure:
    'With `ndots: 5` each look-up asks for the name with every search domain first: five times the load, and five chances of a timeout.',
  before: env(''),
  after: env('      dnsConfig: { options: [{ name: ndots, value: "1" }] }\n'),
  source: manual('DNS for Services and Pods: ndots is 5'),
  *find(cluster) {
    for (const workload of cluster.workloads) {
      const policy = textAt(workload.pod, 'dnsPolicy') ?? 'ClusterFirst';
      const options = itemsAt(workload.pod, 'dnsConfig', 'options').map((option) => textAt(option, 'name'));
      if (policy !== 'ClusterFirst' || options.includes('ndots')) continue;
      for (const { tree } of workload.containers) {
        const found = itemsAt(tree, 'env').find((one) => outside.test(textAt(one, 'value') ?? ''));
        if (found === undefined) continue;
        yield {
          place: treeAt(found, 'value')?.place ?? found.place,
          message: `${called(workload)}: this name is looked up with every search domain of the cluster first`,
          fix: 'dnsConfig: { options: [{ name: ndots, value: "1" }] }',
        };
      }
    }
  },
};
