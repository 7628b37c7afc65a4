/** NGX-NXT-3: one call goes round all peers, for as long as that takes. */
import { firstWord, settingFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const peers = 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000;\nserver 10.0.0.3:8000;';
const fix = 'proxy_next_upstream_tries 2;\nproxy_next_upstream_timeout 30s;';

export const unboundedRepeat: NginxRule = {
  ...ofNginx,
  id: 'NGX-NXT-3',
  severity: 'warning',
  title: 'a call may be tried at every peer without an end',
  when: 'An upstream has three peers or more, and neither `proxy_next_upstream_tries` nor `proxy_next_upstream_timeout` is set.',
  failure:
    'In an outage each call is tried at every peer in turn: load is multiplied just when there is too much, and callers wait for the sum.',
  before: example({ upstream: peers }),
  after: example({ upstream: peers, route: fix }),
  source: manual('proxy', 'proxy_next_upstream_tries', 'proxy_next_upstream_timeout'),
  versions: 'since 1.7.5',
  *find({ routes }) {
    for (const route of routes) {
      const tried = route.upstream?.peers.filter(({ parameters }) => !parameters.has('down')).length ?? 0;
      const bounds = ['proxy_next_upstream_tries', 'proxy_next_upstream_timeout'].map((name) =>
        settingFor(route, name),
      );
      if (tried < 3 || firstWord(settingFor(route, 'proxy_next_upstream')) === 'off') continue;
      if (bounds.some((bound) => !/^0?s?$/.test(firstWord(bound)))) continue;
      yield {
        place: bounds.find((bound) => bound !== null)?.place ?? route.pass.place,
        message: `a call to ${route.host} may be tried at all ${tried} peers, however long that takes`,
        fix,
      };
    }
  },
};
