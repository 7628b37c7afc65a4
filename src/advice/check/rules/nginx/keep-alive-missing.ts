/** NGX-KA-3: a connection for each request. */
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const peers = 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000;';
const fix = 'keepalive 32;';

export const keepAliveMissing: NginxRule = {
  ...ofNginx,
  id: 'NGX-KA-3',
  severity: 'advice',
  title: 'each request opens a connection of its own',
  when: 'An upstream that a route leads to over TCP has no `keepalive`, in a version that does not keep connections by default.',
  failure:
    'Each request pays for a handshake, and under load the ports run out: 502 "Cannot assign requested address".',
  before: example({}),
  after: example({ upstream: `${peers}\n${fix}` }),
  source: manual('upstream', 'keepalive'),
  versions: 'before 1.29.7; from then on connections are kept by default',
  *find({ routes, keepsByDefault }) {
    if (keepsByDefault) return;
    for (const { upstream } of routes) {
      // A socket of this machine costs no handshake and no port.
      if (upstream?.peers.every(({ address }) => address.startsWith('unix:')) !== false) continue;
      if (upstream.directive.inner?.some(({ name }) => name === 'keepalive') !== false) continue;
      yield {
        place: upstream.directive.place,
        message: `upstream ${upstream.name} keeps no connections open`,
        fix: `${fix}\n# and in the location:\nproxy_http_version 1.1;\nproxy_set_header Connection "";`,
      };
    }
  },
};
