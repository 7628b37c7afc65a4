/** ENV-MAP-1: its failures do not say what they are. */
import { treeAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

export const noProxyStatus: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-MAP-1',
  severity: 'advice',
  title: 'failures do not say what they are',
  when: 'A connection manager has no `proxy_status_config`.',
  failure: 'A 503 of Envoy looks like any other: who meets it cannot tell a refused connection from an overload.',
  before: bootstrap([/ {16}proxy_status_config.*\n/, '']),
  after: bootstrap(),
  source: manual('HttpConnectionManager, proxy_status_config: Proxy-Status of RFC 9209'),
  *find({ managers }) {
    for (const { tree, place } of managers) {
      if (treeAt(tree, 'proxy_status_config') !== undefined) continue;
      yield { place, message: 'answers that Envoy makes carry no Proxy-Status', fix: 'proxy_status_config: {}' };
    }
  },
};
