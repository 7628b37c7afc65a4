/** NGX-SSL-2: anybody in between can read the prompts. */
import { switchFor } from '../../nginx/config.ts';
import { reachedBy } from '../../nginx/reached.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const fix =
  'proxy_ssl_verify on;\nproxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;\nproxy_ssl_verify_depth 3;';
const pass = 'https://api.example.com';

export const unverified: NginxRule = {
  ...ofNginx,
  id: 'NGX-SSL-2',
  severity: 'warning',
  title: 'the certificate of a public host is not checked',
  when: 'A route leads by https to a public host name, and `proxy_ssl_verify` is not on.',
  failure:
    'Who sits in between, or whoever owns the address after a change of DNS, gets prompts and keys, and nobody notices.',
  before: example({ pass }),
  after: example({ pass, route: fix }),
  source: manual('proxy', 'proxy_ssl_verify'),
  versions: 'since 1.7.0',
  *find({ routes }) {
    for (const route of routes) {
      const verifies = switchFor(route, 'proxy_ssl_verify', false);
      const isPublic = reachedBy(route).some(({ kind }) => kind === 'public');
      if (route.scheme !== 'https' || !isPublic || verifies?.value !== false) continue;
      yield { place: verifies.place, message: `the certificate of ${route.host} is not checked`, fix };
    }
  },
};
