/** NGX-UP-2: one failure takes a model server out. */
import { parameter } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const mended = 'server 10.0.0.1:8000 max_fails=3 fail_timeout=10s;\nserver 10.0.0.2:8000 max_fails=3 fail_timeout=10s;';

export const quickEjection: NginxRule = {
  ...ofNginx,
  id: 'NGX-UP-2',
  severity: 'warning',
  title: 'one failure takes a server out for everybody',
  when: 'A way of model calls leads to several servers with `max_fails` of 1, which is the default.',
  failure:
    'One prompt that takes too long takes a well server out for 10 s, its load goes to the others, and when all are out: 502 "no live upstreams".',
  before: example({}),
  after: example({ upstream: mended }),
  source: manual('upstream', 'max_fails', 'fail_timeout'),
  *find({ routes }) {
    for (const { upstream, streams } of routes) {
      if (streams === null || upstream === null || upstream.peers.length < 2) continue;
      const quick = upstream.peers.find((peer) => (parameter(peer, 'max_fails') ?? '1') === '1');
      if (quick === undefined) continue;
      yield {
        place: quick.directive.place,
        message: `one failure takes ${quick.address} out of upstream ${upstream.name}`,
        fix: `server ${quick.address} max_fails=3 fail_timeout=10s; # and so for the others`,
      };
    }
  },
};
