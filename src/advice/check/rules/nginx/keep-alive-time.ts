/** NGX-KA-1: how long idle connections are used is left to a default that most model servers do not keep up with. */
import type { Stand } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { example, manual, ofNginx } from './about.ts';

const peers = 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000;\nkeepalive 32;';
const use = 'proxy_http_version 1.1;\nproxy_set_header Connection "";';
const fix = 'keepalive_timeout 4s;';

export const keepAliveTime: Rule<Stand> = {
  ...ofNginx,
  id: 'NGX-KA-1',
  severity: 'advice',
  title: 'idle connections are used for longer than most servers keep them',
  when: 'A pool of connections is used, its upstream has no `keepalive_timeout` (it is 60 s), and the next hop is not among the files.',
  failure:
    'A server that closes idle connections sooner does so just as a request comes in, now and then: 502 "upstream prematurely closed connection".',
  before: example({ upstream: peers, route: use }),
  after: example({ upstream: `${peers}\n${fix}`, route: use }),
  source: `${manual('upstream', 'keepalive_timeout')}; servers close after 5 s (Node, uvicorn) or 2 s (gunicorn) by default`,
  *find({ hop, next }) {
    const uses = hop.clocks.keepToNext;
    if (uses?.isDefault !== true || next.some(({ clocks }) => clocks.keepToCaller !== undefined)) return;
    yield {
      place: uses.place,
      message:
        'this upstream uses idle connections for 60 s; Node and uvicorn close them after 5 s unless told otherwise',
      fix: `${fix} # or let the servers keep them for 65 s and more`,
    };
  },
};
