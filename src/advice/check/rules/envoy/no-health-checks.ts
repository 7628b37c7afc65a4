/** ENV-HC-1: callers find out that a host is down. */
import { treeAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

const fix =
  'health_checks: [{ timeout: 2s, interval: 5s, unhealthy_threshold: 3, healthy_threshold: 1, http_health_check: { path: /readyz } }]';

export const noHealthChecks: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-HC-1',
  severity: 'warning',
  title: 'callers find out that a host is down',
  when: 'A cluster with two endpoints or more has no `health_checks`.',
  failure: 'That a host is down is learned from calls that fail (UF, UH): 503 for each of them.',
  before: bootstrap([/ {6}health_checks.*\n/, '']),
  after: bootstrap(),
  source: manual('Health checking'),
  *find({ clusters }) {
    for (const { name, tree, place, endpoints } of clusters) {
      if (endpoints < 2 || treeAt(tree, 'health_checks') !== undefined) continue;
      yield { place, message: `nobody but callers looks after the ${endpoints} endpoints of ${name}`, fix };
    }
  },
};
