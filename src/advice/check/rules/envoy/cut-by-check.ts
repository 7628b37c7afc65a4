/** ENV-DRN-1: a failed health check cuts answers that are under way. */
import { entryAt, textAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

const closing = [
  '      health_checks',
  '      close_connections_on_host_health_failure: true\n      health_checks',
] as const;

export const cutByCheck: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-DRN-1',
  severity: 'warning',
  title: 'a failed health check cuts the streams of a host',
  when: '`close_connections_on_host_health_failure` is set for the cluster of a route of streams.',
  failure:
    'A server that is busy, or drains, and misses its checks loses every answer under way, though it would have ended them.',
  before: bootstrap(closing),
  after: bootstrap(),
  source: manual('Cluster: close_connections_on_host_health_failure is off by default'),
  *find({ routes, clusters }) {
    const streaming = new Set(routes.filter(({ streams }) => streams !== null).map(({ clusterName }) => clusterName));
    for (const { name, tree, place } of clusters) {
      const key = 'close_connections_on_host_health_failure';
      if (!streaming.has(name) || textAt(tree, key) !== 'true') continue;
      yield {
        place: entryAt(tree, key)?.place ?? place,
        message: `all streams of ${name} to a host are cut when its checks fail`,
        fix: `${key}: false`,
      };
    }
  },
};
