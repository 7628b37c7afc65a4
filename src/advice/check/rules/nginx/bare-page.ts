/** NGX-ERR-1: callers meet a bare page. */
import { inForce } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const fix = 'error_page 502 503 504 /gateway-error.json;';

export const barePage: NginxRule = {
  ...ofNginx,
  id: 'NGX-ERR-1',
  severity: 'advice',
  title: 'callers meet a bare 502 page',
  when: 'A way of model calls has no `error_page` for 502 or 504.',
  failure:
    'When nobody behind nginx answers, programs get HTML instead of JSON, and people a page that explains nothing.',
  before: example({}),
  after: example({ route: fix }),
  source: manual('core', 'error_page'),
  *find({ routes }) {
    for (const route of routes) {
      const pages = inForce(route.whole, route.pass.parent, 'error_page');
      if (route.streams === null || pages.some(({ words }) => words.some(({ text }) => /^50[24]$/.test(text))))
        continue;
      yield {
        place: route.pass.place,
        message: `a 502 or 504 on the way ${route.path} is nginx's bare page`,
        fix: `${fix} # a file that says what failed and whose turn it is`,
      };
    }
  },
};
