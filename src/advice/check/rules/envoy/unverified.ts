/** ENV-TLS-2: anybody may answer. */
import { entryAt, textAt, treeAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

const kinds = ['validation_context', 'validation_context_sds_secret_config', 'combined_validation_context'];

export const unverified: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-TLS-2',
  severity: 'warning',
  title: 'the certificate of the server is not looked at',
  when: 'The `UpstreamTlsContext` of a cluster has no validation context.',
  failure:
    'Whoever answers at the address gets the prompts and the keys; that it is the wrong one shows as strange answers only.',
  before: bootstrap([/ {10}common_tls_context.*\n/, '']),
  after: bootstrap(),
  source: manual('Securing Envoy: validation is off without validation_context'),
  *find({ clusters }) {
    for (const { name, tree, tls, place } of clusters) {
      if (!/UpstreamTlsContext/.test(textAt(tls, '@type') ?? '')) continue;
      if (kinds.some((kind) => treeAt(tls, 'common_tls_context', kind) !== undefined)) continue;
      yield {
        place: entryAt(tree, 'transport_socket')?.place ?? place,
        message: `whoever answers for ${name} is believed`,
        fix: 'common_tls_context: { validation_context: { trusted_ca: { filename: /etc/ssl/certs/ca-certificates.crt } } }',
      };
    }
  },
};
