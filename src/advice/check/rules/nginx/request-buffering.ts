/** NGX-NXT-4: what was not kept cannot be sent again. */
import { switchFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const fix = 'proxy_request_buffering on;';

export const requestBuffering: NginxRule = {
  ...ofNginx,
  id: 'NGX-NXT-4',
  severity: 'warning',
  title: 'a request that is passed on as it comes cannot be tried again',
  when: '`proxy_request_buffering off` on a way of model calls with several peers.',
  failure: 'As soon as the first byte of a prompt was sent, no other peer can be tried: a peer that dies means 502.',
  before: example({ route: 'proxy_request_buffering off;' }),
  after: example({ route: fix }),
  source: manual('proxy', 'proxy_request_buffering'),
  versions: 'since 1.7.11',
  *find({ routes }) {
    for (const route of routes) {
      const buffers = switchFor(route, 'proxy_request_buffering', true);
      if (route.streams === null || (route.upstream?.peers.length ?? 0) < 2 || buffers?.value !== false) continue;
      yield {
        place: buffers.place,
        message: `prompts to ${route.host} are not kept, so they cannot be sent to another peer`,
        fix,
        edit: { place: buffers.place, text: fix.slice(0, -1) },
      };
    }
  },
};
