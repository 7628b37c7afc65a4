/** NGX-UP-3: a dead server is never taken out. */
import { parameter } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const peers = (fails: number): string =>
  `server 10.0.0.1:8000 max_fails=${fails};\nserver 10.0.0.2:8000 max_fails=${fails};`;

export const noEjection: NginxRule = {
  ...ofNginx,
  id: 'NGX-UP-3',
  severity: 'warning',
  title: 'a dead server stays in the rotation',
  when: 'All servers of an upstream, two or more, have `max_fails=0`.',
  failure:
    'A dead server gets its share of calls for as long as it is dead: each waits for a connection, and many fail.',
  before: example({ upstream: peers(0) }),
  after: example({ upstream: peers(3) }),
  source: manual('upstream', 'max_fails'),
  *find({ upstreams }) {
    for (const { name, peers: all } of upstreams.values()) {
      const [first] = all;
      if (first === undefined || all.length < 2 || !all.every((peer) => parameter(peer, 'max_fails') === '0')) continue;
      yield {
        place: first.directive.place,
        message: `no server of upstream ${name} is ever taken out: all have max_fails=0`,
        fix: `server ${first.address} max_fails=3 fail_timeout=10s; # and so for the others`,
      };
    }
  },
};
