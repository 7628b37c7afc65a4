/** NGX-SSL-1: the handshake does not say for whom it is. */
import { switchFor } from '../../nginx/config.ts';
import { hostName } from '../../host.ts';
import { reachedBy } from '../../nginx/reached.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const fix = 'proxy_ssl_server_name on;';
const pass = 'https://api.example.com';

export const noServerName: NginxRule = {
  ...ofNginx,
  id: 'NGX-SSL-1',
  severity: 'error',
  title: 'the TLS handshake does not name the host',
  when: 'A route leads by https to a public host name, and `proxy_ssl_server_name` is not on.',
  failure: 'Hosts behind a CDN do not know whose certificate to show: the handshake fails, and every call is a 502.',
  before: example({ pass }),
  after: example({ pass, route: fix }),
  source: manual('proxy', 'proxy_ssl_server_name'),
  versions: 'since 1.7.0',
  *find({ routes }) {
    for (const route of routes) {
      const isNamed = reachedBy(route).some(({ kind }) => kind === 'public' || kind === 'variable');
      const names = switchFor(route, 'proxy_ssl_server_name', false);
      if (route.scheme !== 'https' || !isNamed || names?.value !== false) continue;
      yield {
        place: names.place,
        message: `the TLS handshake with ${route.host} does not say for which host it is`,
        fix:
          route.upstream === null ? fix : `${fix}\nproxy_ssl_name ${hostName(route.upstream.peers[0]?.address ?? '')};`,
      };
    }
  },
};
