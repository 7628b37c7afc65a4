/** NGX-TMO-2: minutes until the next peer is tried. */
import { timeText } from '../../duration.ts';
import { mending } from '../../mending.ts';
import { timeFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

/** A handshake within a data centre takes milliseconds, one around the world a third of a second. */
const longestMs = 5_000;
const fix = 'proxy_connect_timeout 2s;';

export const connectTime: NginxRule = {
  ...ofNginx,
  id: 'NGX-TMO-2',
  severity: 'warning',
  title: 'a dead peer holds calls up before the next one is tried',
  when: '`proxy_connect_timeout` is over 5 s (the default is 60 s) for an upstream of several peers.',
  failure:
    'When a host vanishes, each call that meets it waits for that long before another peer is tried; callers give up first.',
  before: example({}),
  after: example({ route: fix }),
  source: manual('proxy', 'proxy_connect_timeout'),
  *find({ routes }) {
    for (const route of routes) {
      const connect = timeFor(route, 'proxy_connect_timeout', 60_000);
      if ((route.upstream?.peers.length ?? 0) < 2 || connect === null || connect.value <= longestMs) continue;
      yield {
        place: connect.place,
        message: `proxy_connect_timeout is ${timeText(connect.value)}${connect.isDefault ? ' by default' : ''}: so long a call waits for a dead peer of ${route.host}`,
        fix,
        ...mending(connect.place, fix),
      };
    }
  },
};
