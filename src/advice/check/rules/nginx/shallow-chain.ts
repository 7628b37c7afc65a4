/** NGX-SSL-4: a certificate with an intermediate is refused. */
import { settingFor, switchFor, valueFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const on = 'proxy_ssl_verify on;\nproxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;';
const fix = 'proxy_ssl_verify_depth 3;';
const pass = 'https://api.example.com';
const readDepth = (text: string): number | null => (/^\d{1,3}$/.test(text) ? Number(text) : null);

export const shallowChain: NginxRule = {
  ...ofNginx,
  id: 'NGX-SSL-4',
  severity: 'warning',
  title: 'certificates with intermediates are refused',
  when: '`proxy_ssl_verify on` with a `proxy_ssl_verify_depth` of 1, which is the default.',
  failure:
    'Most public certificates have one or two intermediates: "certificate chain too long", and each call is a 502.',
  before: example({ pass, route: on }),
  after: example({ pass, route: `${on}\n${fix}` }),
  source: manual('proxy', 'proxy_ssl_verify_depth'),
  versions: 'since 1.7.0',
  *find({ routes }) {
    for (const route of routes) {
      const depth = valueFor(route, { name: 'proxy_ssl_verify_depth', byDefault: 1, read: readDepth });
      if (route.scheme !== 'https' || switchFor(route, 'proxy_ssl_verify', false)?.value !== true) continue;
      if (depth === null || depth.value > 1) continue;
      const place = depth.isDefault ? (settingFor(route, 'proxy_ssl_verify')?.place ?? depth.place) : depth.place;
      yield { place, message: `certificates of ${route.host} with more than one intermediate are refused`, fix };
    }
  },
};
