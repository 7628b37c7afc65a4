/** K8S-PDB-2: no node can ever be drained. */
import { called, selects } from '../../kubernetes/cluster.ts';
import { textsAt } from '../../kubernetes/objects.ts';
import { entryAt, textAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

export const stuckBudget: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-PDB-2',
  severity: 'warning',
  title: 'a budget that lets no pod go',
  when: '`maxUnavailable` is 0, or `minAvailable` is 100 % or not below the replicas of what it selects.',
  failure: 'Nodes cannot be drained; in the end somebody forces it, and all pods there go at once.',
  before: manifests(['spec: { maxUnavailable: 1,', 'spec: { minAvailable: 3,']),
  after: manifests(),
  source: manual('Specifying a Disruption Budget'),
  *find(cluster) {
    for (const budget of cluster.others) {
      if (budget.kind !== 'PodDisruptionBudget') continue;
      const selector = textsAt(budget.tree, 'spec', 'selector', 'matchLabels');
      const held = cluster.workloads.filter(
        (one) => one.namespace === budget.namespace && selects(selector, one.labels),
      );
      const replicas = Math.max(0, ...held.map((one) => one.replicas ?? 1));
      const [least, most] = [
        textAt(budget.tree, 'spec', 'minAvailable'),
        textAt(budget.tree, 'spec', 'maxUnavailable'),
      ];
      const isStuck =
        /^0%?$/.test(most ?? '') || least === '100%' || (least !== null && replicas > 0 && Number(least) >= replicas);
      if (!isStuck) continue;
      const key = least === null ? 'maxUnavailable' : 'minAvailable';
      yield {
        place: entryAt(budget.tree, 'spec', key)?.place ?? budget.place,
        message: `${called(budget)}: with this ${key} no pod may ever be evicted`,
        fix: 'maxUnavailable: 1',
      };
    }
  },
};
