/** HAP-REUSE-1: a prompt goes out on a connection that is about to be closed. */
import { timeText } from '../../duration.ts';
import { after, lineOf } from '../../haproxy/config.ts';
import { readTime } from '../../haproxy/units.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

/** Node and uvicorn close idle connections after 5 s, and so does the default of pool-purge-delay. */
const longestMs = 5_000;

export const eagerReuse: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-REUSE-1',
  severity: 'warning',
  title: 'first requests go out on old connections',
  when: '`http-reuse` is `always` or `aggressive`, and a `pool-purge-delay` is 5 s (the default) or more.',
  failure:
    'A POST on a connection that the server closes at that moment is a 502 now and then: HAProxy may not repeat it.',
  before: example({ back: 'http-reuse always' }),
  after: example({ back: 'http-reuse safe' }),
  source: `${manual('http-reuse', 'pool-purge-delay')}; servers close after 5 s (Node, uvicorn) or 2 s (gunicorn) by default`,
  *find({ ways }) {
    for (const { back, servers } of ways) {
      const reuse = lineOf(back, 'http-reuse');
      const slow = servers.find((server) => (readTime(after(server, 'pool-purge-delay') ?? '5s') ?? 0) >= longestMs);
      if (reuse === null || slow === undefined || !/^(?:always|aggressive)$/.test(reuse.words[1]?.text ?? '')) continue;
      yield {
        place: reuse.place,
        message: `${back.name} uses connections that were idle for ${timeText(readTime(after(slow, 'pool-purge-delay') ?? '5s') ?? 0)} and more for any request`,
        fix: 'http-reuse safe',
        related: [slow.place],
        edit: { place: reuse.place, text: 'http-reuse safe' },
      };
    }
  },
};
