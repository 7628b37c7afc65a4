/** NGX-KA-5: the pool is set before the way of balancing. */
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const methods = new Set(['least_conn', 'ip_hash', 'hash', 'random', 'least_time']);
const peers = 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000;';

export const keepAliveOrder: NginxRule = {
  ...ofNginx,
  id: 'NGX-KA-5',
  severity: 'warning',
  title: 'keepalive stands before the balancing method',
  when: '`keepalive` comes before `least_conn`, `hash`, `ip_hash`, `random` or `least_time` in an upstream.',
  failure:
    'The balancing method takes the place of the pool: each request opens a connection of its own, and under load ports run out.',
  before: example({ upstream: `${peers}\nkeepalive 32;\nleast_conn;` }),
  after: example({ upstream: `${peers}\nleast_conn;\nkeepalive 32;` }),
  source: manual('upstream', 'keepalive'),
  *find({ upstreams }) {
    for (const { name, directive } of upstreams.values()) {
      const inner = directive.inner ?? [];
      const at = inner.findIndex((one) => one.name === 'keepalive');
      const method = inner.slice(at + 1).find((one) => methods.has(one.name));
      const keepalive = inner[at];
      if (keepalive === undefined || method === undefined) continue;
      yield {
        place: keepalive.place,
        message: `keepalive of upstream ${name} stands before ${method.name}, which undoes it`,
        fix: `${method.name};\n${keepalive.name} ${keepalive.words.map(({ text }) => text).join(' ')};`,
        related: [method.place],
      };
    }
  },
};
