/** ENV-TLS-1: the name that the server needs is not sent. */
import { entryAt, textAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

export const noSni: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-TLS-1',
  severity: 'error',
  title: 'TLS without the name of the server',
  when: 'The `UpstreamTlsContext` of a cluster has no `sni`, and no `auto_sni` is set.',
  failure: 'Servers that have several certificates end the handshake: 503 (UF, TLS error) for every call.',
  before: bootstrap([/ {10}sni.*\n/, '']),
  after: bootstrap(),
  source: manual('UpstreamTlsContext, sni'),
  *find({ clusters }) {
    for (const { name, tree, tls, http, place } of clusters) {
      if (!/UpstreamTlsContext/.test(textAt(tls, '@type') ?? '') || textAt(tls, 'sni') !== null) continue;
      if (textAt(http, 'upstream_http_protocol_options', 'auto_sni') === 'true') continue;
      yield {
        place: entryAt(tree, 'transport_socket')?.place ?? place,
        message: `${name} is not told which of its names is meant`,
        fix: 'sni: name.of.the.server',
      };
    }
  },
};
