/** NGX-NXT-2: what may have been done is done again. */
import { settingFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const next = 'proxy_next_upstream error timeout non_idempotent;';

export const unsafeRepeat: NginxRule = {
  ...ofNginx,
  id: 'NGX-NXT-2',
  severity: 'warning',
  title: 'requests that change things may be made twice',
  when: '`proxy_next_upstream` has `non_idempotent` on a route that is not one of model calls.',
  failure: 'A POST whose answer was lost is sent again to another peer: orders, payments or messages are made twice.',
  before: example({
    path: '/orders/',
    pass: 'http://shop',
    http: 'upstream shop {\n    server 10.0.0.1;\n    server 10.0.0.2;\n}',
    route: next,
  }),
  after: example({ route: next }),
  source: `${manual('proxy', 'proxy_next_upstream')}; RFC 9110, 9.2.2`,
  versions: 'since 1.9.13',
  *find({ routes }) {
    for (const route of routes) {
      if (route.streams !== null) continue;
      const found = settingFor(route, 'proxy_next_upstream')?.words.find(({ text }) => text === 'non_idempotent');
      if (found === undefined) continue;
      yield {
        place: found.place,
        message: `non_idempotent sends a POST to ${route.path} again although it may have been done`,
        fix: 'proxy_next_upstream error timeout; # and non_idempotent only in locations of model calls',
      };
    }
  },
};
