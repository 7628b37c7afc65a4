/** NGX-NXT-1: a prompt is not sent to the next peer when the first one fails. */
import { firstWord, settingFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const fix = 'proxy_next_upstream error timeout non_idempotent http_502 http_503 http_504;';

export const noRepeat: NginxRule = {
  ...ofNginx,
  id: 'NGX-NXT-1',
  severity: 'warning',
  title: 'prompts are not sent to the next peer',
  when: 'A way of model calls (POST) has several peers and no `non_idempotent` in `proxy_next_upstream`.',
  failure:
    'Once a POST has been sent, nginx does not try another peer: one that dies or restarts means 502 although others are well.',
  before: example({}),
  after: example({ route: fix }),
  source: manual('proxy', 'proxy_next_upstream'),
  versions: 'since 1.9.13',
  *find({ routes }) {
    for (const route of routes) {
      if (route.streams === null || (route.upstream?.peers.length ?? 0) < 2) continue;
      const next = settingFor(route, 'proxy_next_upstream');
      if (firstWord(next) === 'off' || next?.words.some(({ text }) => text === 'non_idempotent') === true) continue;
      yield {
        place: next?.place ?? route.pass.place,
        message: `a POST to ${route.host} is not tried at another peer once it was sent (${route.streams})`,
        fix: `${fix} # only where a call may be made twice`,
      };
    }
  },
};
