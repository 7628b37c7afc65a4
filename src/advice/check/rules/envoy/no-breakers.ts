/** ENV-CB-1: a thousand streams are a limit. */
import { treeAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

const fix =
  'circuit_breakers: { thresholds: [{ max_connections: 10000, max_pending_requests: 10000, max_requests: 10000 }] }';

export const noBreakers: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-CB-1',
  severity: 'advice',
  title: '1,024 calls at once, and no more',
  when: 'The cluster of a route of streams has no `circuit_breakers`.',
  failure:
    'Streams stay open for long: at 1,024 of them further calls are refused with 503 (UO), though the backends have room.',
  before: bootstrap([/ {6}circuit_breakers.*\n/, '']),
  after: bootstrap(),
  source: manual('Circuit breakers: 1024 connections, pending requests and requests by default'),
  *find({ routes, clusters }) {
    const streaming = new Set(routes.filter(({ streams }) => streams !== null).map(({ clusterName }) => clusterName));
    for (const { name, tree, place } of clusters) {
      if (!streaming.has(name) || treeAt(tree, 'circuit_breakers') !== undefined) continue;
      yield { place, message: `${name} takes 1,024 calls at once, by default`, fix };
    }
  },
};
