/** NGX-CLI-1: models work for callers that are gone. */
import { switchFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

export const abortIgnored: NginxRule = {
  ...ofNginx,
  id: 'NGX-CLI-1',
  severity: 'warning',
  title: 'models work for callers that are gone',
  when: '`proxy_ignore_client_abort` is on for a way of streams.',
  failure:
    'Who closes the page leaves an answer that runs to its end: it takes a place of the model server and costs its tokens, and under load others wait for it.',
  before: example({ route: 'proxy_ignore_client_abort on;' }),
  after: example({ route: 'proxy_ignore_client_abort off;' }),
  source: manual('proxy', 'proxy_ignore_client_abort off'),
  *find({ routes }) {
    for (const route of routes) {
      const ignores = switchFor(route, 'proxy_ignore_client_abort', false);
      if (route.streams === null || ignores?.value !== true) continue;
      yield {
        place: ignores.place,
        message: `the next hop does not learn that a caller is gone (${route.streams})`,
        fix: 'proxy_ignore_client_abort off;',
        edit: { place: ignores.place, text: 'proxy_ignore_client_abort off' },
      };
    }
  },
};
