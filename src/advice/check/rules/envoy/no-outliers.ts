/** ENV-OD-1: a bad host keeps its share of the calls. */
import { treeAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

const fix = 'outlier_detection: { consecutive_5xx: 5, base_ejection_time: 10s, max_ejection_percent: 50 }';

export const noOutliers: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-OD-1',
  severity: 'warning',
  title: 'a bad host keeps its share of the calls',
  when: 'A cluster with two endpoints or more has no `outlier_detection`.',
  failure: 'A host that answers errors goes on getting calls, and each of them fails.',
  before: bootstrap([/ {6}outlier_detection.*\n/, '']),
  after: bootstrap(),
  source: manual('Outlier detection: off by default'),
  *find({ clusters }) {
    for (const { name, tree, place, endpoints } of clusters) {
      if (endpoints < 2 || treeAt(tree, 'outlier_detection') !== undefined) continue;
      yield { place, message: `none of the ${endpoints} endpoints of ${name} is left out when it fails`, fix };
    }
  },
};
