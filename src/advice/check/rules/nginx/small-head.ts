/** NGX-BUF-2: answers with large heads are refused. */
import { sizeText } from '../../duration.ts';
import { valueFor } from '../../nginx/config.ts';
import { readSize } from '../../nginx/units.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

/** A content security policy and two signed tokens fill 4 KB; nginx's own default is a page: 4 or 8 KB. */
const smallest = 8 * 1024;
const fix = 'proxy_buffer_size 16k;\nproxy_buffers 8 16k;\nproxy_busy_buffers_size 32k;';

export const smallHead: NginxRule = {
  ...ofNginx,
  id: 'NGX-BUF-2',
  severity: 'warning',
  title: 'answers with large heads are refused',
  when: '`proxy_buffer_size` is set to less than 8 KB.',
  failure: 'An answer with long cookies, tokens or policies is a 502: "upstream sent too big header".',
  before: example({ route: 'proxy_buffer_size 4k;' }),
  after: example({ route: fix }),
  source: manual('proxy', 'proxy_buffer_size'),
  *find({ routes }) {
    for (const route of routes) {
      const size = valueFor(route, { name: 'proxy_buffer_size', byDefault: smallest, read: readSize });
      if (size === null || size.value >= smallest) continue;
      yield { place: size.place, message: `the head of an answer may have ${sizeText(size.value)} at most`, fix };
    }
  },
};
