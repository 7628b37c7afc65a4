/** ENV-OD-3: calls go to hosts that are known to be down. */
import { treeAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

const fix = 'common_lb_config: { healthy_panic_threshold: { value: 10 } }';
const third = [
  /( {14})- endpoint.*b\.internal.*\n/,
  '$&              - endpoint: { address: { socket_address: { address: c.internal, port_value: 5020 } } }\n',
] as const;

export const panic: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-OD-3',
  severity: 'advice',
  title: 'with half of the hosts down, calls go to those as well',
  when: 'A cluster with three endpoints or more and health checks or outlier detection does not set `healthy_panic_threshold`.',
  failure:
    'When fewer than half of the hosts are well, Envoy calls all of them again, the dead ones too: an outage of two thirds becomes one that every caller sees.',
  before: bootstrap(third),
  after: bootstrap(third, ['      outlier_detection', `      ${fix}\n      outlier_detection`]),
  source: manual('Panic threshold: 50 % by default'),
  *find({ clusters }) {
    for (const { name, tree, place, endpoints } of clusters) {
      const isWatched = treeAt(tree, 'health_checks') !== undefined || treeAt(tree, 'outlier_detection') !== undefined;
      if (endpoints < 3 || !isWatched || treeAt(tree, 'common_lb_config', 'healthy_panic_threshold') !== undefined)
        continue;
      yield {
        place,
        message: `${name} calls its dead hosts too once fewer than half of the ${endpoints} are well`,
        fix,
      };
    }
  },
};
