/** NGX-KA-1: how long idle connections are used is left to a default that most model servers do not keep up with. */
import { keepsConnections } from '../../nginx/hops.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const peers = 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000;\nkeepalive 32;';
const use = 'proxy_http_version 1.1;\nproxy_set_header Connection "";';
const fix = 'keepalive_timeout 4s;';

export const keepAliveTime: NginxRule = {
  ...ofNginx,
  id: 'NGX-KA-1',
  severity: 'advice',
  title: 'idle connections are used for longer than most servers keep them',
  when: 'A pool of connections is used, and the upstream has no `keepalive_timeout`: it is 60 s.',
  failure:
    'A server that closes idle connections sooner does so just as a request comes in, now and then: 502 "upstream prematurely closed connection".',
  before: example({ upstream: peers, route: use }),
  after: example({ upstream: `${peers}\n${fix}`, route: use }),
  source: `${manual('upstream', 'keepalive_timeout')}; servers close after 5 s (Node, uvicorn) or 2 s (gunicorn) by default`,
  *find(config) {
    for (const route of config.routes) {
      const { upstream } = route;
      if (upstream === null || !keepsConnections(config, route)) continue;
      if (upstream.directive.inner?.some(({ name }) => name === 'keepalive_timeout') !== false) continue;
      yield {
        place: upstream.directive.place,
        message: `upstream ${upstream.name} uses idle connections for 60 s; Node and uvicorn close them after 5 s unless told otherwise`,
        fix: `${fix} # or let the servers keep them for 65 s and more`,
      };
    }
  },
};
