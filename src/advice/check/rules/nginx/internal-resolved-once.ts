/** NGX-DNS-4: a name of the own network is resolved when nginx starts, and never again. */
import type { Upstream } from '../../nginx/config.ts';
import { reachedBy } from '../../nginx/reached.ts';
import { example, located, manual, type NginxRule, ofNginx } from './about.ts';

const fix = 'resolver 127.0.0.11 valid=10s;\nset $model_host app:8000;\nproxy_pass http://$model_host;';

/** A group of servers keeps its balancing and its backups. */
const fixIn = ({ name }: Upstream, address: string): string =>
  `resolver 127.0.0.11 valid=10s;\nupstream ${name} {\n    zone ${name} 64k;\n    server ${address} resolve; # nginx 1.27.3 and later\n}`;

export const internalResolvedOnce: NginxRule = {
  ...ofNginx,
  id: 'NGX-DNS-4',
  severity: 'advice',
  title: 'a name of the own network is resolved once',
  when: 'A route leads to a name such as a container has, neither behind a variable nor a `server … resolve`.',
  failure:
    'A container that is made anew has another address: calls are 502 until nginx is reloaded. A Service of Kubernetes keeps its own.',
  before: example({ pass: 'http://app:8000' }),
  after: located(fix),
  source: manual('proxy', 'proxy_pass'),
  *find({ routes }) {
    for (const route of routes)
      for (const { address, kind, place, isResolvedAgain } of reachedBy(route)) {
        if (kind !== 'internal' || isResolvedAgain) continue;
        yield {
          place,
          message: `${address} is resolved when nginx starts and never again`,
          fix: route.upstream === null ? fix.replace('app:8000', address) : fixIn(route.upstream, address),
        };
      }
  },
};
