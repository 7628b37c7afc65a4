/** HAP-SSL-1: the handshake does not say for whom it is. */
import { has } from '../../haproxy/config.ts';
import { hostName, kindOf } from '../../host.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

const server = 'server one api.example.com:443 resolvers dns ssl verify required ca-file @system-ca';

export const noServerName: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-SSL-1',
  severity: 'error',
  title: 'the TLS handshake does not name the host',
  when: 'A server with `ssl` and a public host name has no `sni`.',
  failure: 'Hosts behind a CDN do not know whose certificate to show: the handshake fails, and every call is a 503.',
  before: example({ servers: server }),
  after: example({ servers: `${server} sni str(api.example.com) verifyhost api.example.com` }),
  source: manual('sni', 'verifyhost'),
  versions: '2.0 to 3.1; later ones send the name by themselves',
  *find({ ways }) {
    for (const { servers } of ways)
      for (const one of servers) {
        if (!has(one, 'ssl') || kindOf(one.address) !== 'public' || has(one, 'sni')) continue;
        yield {
          place: one.place,
          message: `the TLS handshake with ${one.address} does not say for which host it is`,
          fix: `sni str(${hostName(one.address)}) verifyhost ${hostName(one.address)} # at the end of this line`,
        };
      }
  },
};
