/** NGX-BUF-1: words of a stream are held back until a buffer is full. */
import { mending } from '../../mending.ts';
import type { Stand } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { example, manual, ofNginx } from './about.ts';

const fix = 'proxy_buffering off;';

export const buffering: Rule<Stand> = {
  ...ofNginx,
  id: 'NGX-BUF-1',
  severity: 'error',
  title: 'streamed words are held back',
  when: 'A way of streams has `proxy_buffering on` (the default), and the next hop is not known to send `X-Accel-Buffering: no`.',
  failure:
    'Words arrive in lumps, or all at the end; meanwhile hops and callers in front see silence and cut the stream by their own clocks.',
  before: example({}),
  after: example({ route: fix }),
  source: manual('proxy', 'proxy_buffering'),
  *find({ hop, next }) {
    const { buffers, streams } = hop;
    if (streams === null || buffers?.value !== true) return;
    if (next.length > 0 && next.every(({ asksNotToBuffer }) => asksNotToBuffer)) return;
    yield {
      place: buffers.place,
      message: `${buffers.isDefault ? 'proxy_buffering is not set, so it is on' : 'proxy_buffering is on'} for a way of streams (${streams})`,
      fix,
      ...mending(buffers.place, fix),
    };
  },
};
