/** K8S-PDB-1: maintenance of nodes may take all pods at once. */
import { called, inService, selects } from '../../kubernetes/cluster.ts';
import { textsAt } from '../../kubernetes/objects.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

const fix = `kind: PodDisruptionBudget\nspec: { maxUnavailable: 1, selector: { matchLabels: … } }`;

export const noBudget: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-PDB-1',
  severity: 'advice',
  title: 'drained nodes may take all pods at once',
  when: 'A workload behind a Service with two replicas or more is selected by no PodDisruptionBudget among the files.',
  failure: 'While nodes are upgraded all pods may be evicted together: 503 until others have started.',
  before: manifests([
    'kind: PodDisruptionBudget\nmetadata: { name: api }',
    'kind: PodDisruptionBudget\nmetadata: { name: api, namespace: other }',
  ]),
  after: manifests(),
  source: manual('Specifying a Disruption Budget'),
  *find(cluster) {
    const budgets = cluster.others.filter(({ kind }) => kind === 'PodDisruptionBudget');
    for (const workload of inService(cluster)) {
      const isHeld = budgets.some(
        ({ tree, namespace }) =>
          namespace === workload.namespace &&
          selects(textsAt(tree, 'spec', 'selector', 'matchLabels'), workload.labels),
      );
      if (isHeld || (workload.replicas ?? 1) < 2) continue;
      yield {
        place: workload.place,
        message: `${called(workload)}: no PodDisruptionBudget holds some of its pods`,
        fix,
      };
    }
  },
};
