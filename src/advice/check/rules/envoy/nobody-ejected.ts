/** ENV-OD-2: outlier detection that may leave nobody out. */
import { entryAt, numberAt, textAt, treeAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

/** Envoy's own. */
const defaultPercent = 10;
const hosts = 'max_ejection_percent: 50';

export const nobodyEjected: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-OD-2',
  severity: 'warning',
  title: 'outlier detection that may leave nobody out',
  when: '`max_ejection_percent` (10 by default) of the endpoints of a cluster is less than one of them, and `always_eject_one_host` is not set.',
  failure: 'A host that answers errors is found and counted, and goes on getting calls all the same.',
  before: bootstrap([`, ${hosts}`, '']),
  after: bootstrap(),
  source: manual('outlier_detection: max_ejection_percent is 10 by default; always_eject_one_host is off'),
  versions: '1.31 and later; before it one host was always left out',
  *find({ clusters }) {
    for (const { name, tree, endpoints } of clusters) {
      const detection = treeAt(tree, 'outlier_detection');
      const percent =
        numberAt(detection, 'max_ejection_percent') ?? numberAt(detection, 'max_ejection_percent', 'value');
      const most = percent ?? defaultPercent;
      if (detection === undefined || endpoints < 2 || endpoints * most >= 100) continue;
      if (textAt(detection, 'always_eject_one_host') === 'true') continue;
      yield {
        place:
          (entryAt(detection, 'max_ejection_percent') ?? entryAt(tree, 'outlier_detection'))?.place ?? detection.place,
        message: `${name} has ${endpoints} endpoints, and ${most} % of them is less than one: none is ever left out`,
        fix: hosts,
      };
    }
  },
};
