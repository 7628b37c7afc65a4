/** HAP-CHK-3: a check that most applications do not understand. */
import { lineOf } from '../../haproxy/config.ts';
import { example, type HaproxyRule, isBare, manual, ofHaproxy, shared } from './about.ts';

export const oldCheck: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-CHK-3',
  severity: 'advice',
  title: 'the check asks OPTIONS / in HTTP/1.0',
  when: '`option httpchk` of an HTTP backend has no path, and there is no `http-check send`.',
  failure:
    'Many applications answer it with 404 or 405, or want a Host: all servers are down, and every call is a 503.',
  before: example({ back: 'option httpchk' }),
  after: example({ back: 'option httpchk\nhttp-check send meth GET uri /health ver HTTP/1.1 hdr Host llm.internal' }),
  source: manual('option httpchk', 'http-check send'),
  versions: '2.2 and later',
  *find(config) {
    for (const way of shared(config)) {
      const { back } = way;
      const check = lineOf(back, 'option httpchk');
      if (isBare(way) || check === null || check.words.length > 2 || lineOf(back, 'http-check send') !== null) continue;
      yield {
        place: check.place,
        message: `${back.name} is checked by "OPTIONS / HTTP/1.0"`,
        fix: 'option httpchk\nhttp-check send meth GET uri /health ver HTTP/1.1 hdr Host llm.internal',
      };
    }
  },
};
