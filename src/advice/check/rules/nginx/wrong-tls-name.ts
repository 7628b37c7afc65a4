/** NGX-SSL-5: the certificate is compared with the name of the upstream block. */
import { firstWord, settingFor, switchFor } from '../../nginx/config.ts';
import { hostName, kindOf } from '../../host.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const upstream = 'server api.example.com:443;';
const on = 'proxy_ssl_server_name on;\nproxy_set_header Host api.example.com;';
const pass = 'https://llm';

export const wrongTlsName: NginxRule = {
  ...ofNginx,
  id: 'NGX-SSL-5',
  severity: 'error',
  title: 'the TLS handshake names the upstream block instead of the host',
  when: 'A route leads by https to an upstream of public names with `proxy_ssl_server_name on`, and `proxy_ssl_name` is not set.',
  failure: 'The host is asked for a certificate of a name such as "llm", which it does not have: 502 at the handshake.',
  before: example({ upstream, pass, route: on }),
  after: example({ upstream, pass, route: `${on}\nproxy_ssl_name api.example.com;` }),
  source: manual('proxy', 'proxy_ssl_name'),
  versions: 'since 1.7.0',
  *find({ routes }) {
    for (const route of routes) {
      const peer = route.upstream?.peers.find(({ address }) => kindOf(address) === 'public');
      if (route.scheme !== 'https' || peer === undefined || firstWord(settingFor(route, 'proxy_ssl_name')) !== '')
        continue;
      if (switchFor(route, 'proxy_ssl_server_name', false)?.value !== true) continue;
      yield {
        place: route.pass.place,
        message: `the TLS handshake with ${peer.address} asks for the name "${route.host}"`,
        fix: `proxy_ssl_name ${hostName(peer.address)};`,
        related: [peer.directive.place],
      };
    }
  },
};
