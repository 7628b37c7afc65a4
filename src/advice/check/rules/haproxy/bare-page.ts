/** HAP-ERR-1: callers meet a bare page. */
import { lineOf } from '../../haproxy/config.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

const fix = 'errorfile 503 /etc/haproxy/errors/503.http';

export const barePage: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-ERR-1',
  severity: 'advice',
  title: 'callers meet a bare 503 page',
  when: 'A way of model calls has no `errorfile`, `errorfiles`, `errorloc` or `http-error` of its own.',
  failure: 'When no server answers, programs get HTML instead of JSON, and people a page that explains nothing.',
  before: example({}),
  after: example({ back: fix }),
  source: manual('errorfile', 'errorfiles', 'http-error'),
  *find({ ways }) {
    const own = ['errorfile', 'errorfiles', 'errorloc', 'errorloc302', 'errorloc303', 'http-error'];
    for (const { front, back, streams } of ways) {
      if (streams === null || own.some((name) => (lineOf(front, name) ?? lineOf(back, name)) !== null)) continue;
      yield {
        place: back.place,
        message: `a 503 of ${back.name} is HAProxy's bare page`,
        fix: `${fix} # a file that says what failed and whose turn it is`,
      };
    }
  },
};
