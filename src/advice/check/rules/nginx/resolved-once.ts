/** NGX-DNS-1: a public name is resolved when nginx starts, and never again. */
import { reachedBy } from '../../nginx/reached.ts';
import { example, located, manual, type NginxRule, ofNginx } from './about.ts';

const fix = 'resolver 127.0.0.53 valid=30s;\nset $model_host api.example.com;\nproxy_pass https://$model_host;';

export const resolvedOnce: NginxRule = {
  ...ofNginx,
  id: 'NGX-DNS-1',
  severity: 'error',
  title: 'a public name is resolved once and never again',
  when: 'A route leads to a public host name that is neither behind a variable nor a `server … resolve`.',
  failure:
    'Addresses of public services change: from then on every call is a 502 or goes to a stranger, until nginx is reloaded. Nor does nginx start while DNS fails.',
  before: example({ pass: 'https://api.example.com' }),
  after: located(fix),
  source: manual('proxy', 'proxy_pass'),
  *find({ routes }) {
    for (const route of routes)
      for (const { address, kind, place, isResolvedAgain } of reachedBy(route)) {
        if (kind !== 'public' || isResolvedAgain) continue;
        yield {
          place,
          message: `${address} is resolved when nginx starts and never again`,
          fix: fix.replace('api.example.com', address),
        };
      }
  },
};
