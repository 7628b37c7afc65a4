/** NGX-UP-1: an upstream of one server. */

import { kindOf } from '../../host.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

export const onePeer: NginxRule = {
  ...ofNginx,
  id: 'NGX-UP-1',
  severity: 'advice',
  title: 'nobody else is there when the one server fails',
  when: 'An upstream that a way of model calls leads to has one server.',
  failure: 'Each restart or failure of that server is a 502 for everybody.',
  before: example({ upstream: 'server 10.0.0.1:8000;' }),
  after: example({ upstream: 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000 backup;' }),
  source: manual('upstream', 'server'),
  *find({ routes }) {
    for (const { upstream, streams } of routes) {
      const [peer, other] = upstream?.peers ?? [];
      if (streams === null || peer === undefined || other !== undefined) continue;
      // A name may stand for several.
      if (!['address', 'local'].includes(kindOf(peer.address))) continue;
      yield {
        place: peer.directive.place,
        message: `${peer.address} is the only server of upstream ${upstream?.name ?? ''}`,
        fix: 'server 10.0.0.2:8000 backup; # another one, or Good Gateway in between',
      };
    }
  },
};
