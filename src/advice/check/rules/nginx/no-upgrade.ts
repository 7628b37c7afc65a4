/** NGX-WS-1: a WebSocket that cannot be opened. */
import { firstWord, inForce, settingFor } from '../../nginx/config.ts';
import { example, type NginxRule, ofNginx } from './about.ts';

const upgrade = 'proxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection "upgrade";';
const fix = 'proxy_http_version 1.1;';

export const noUpgrade: NginxRule = {
  ...ofNginx,
  id: 'NGX-WS-1',
  severity: 'warning',
  title: 'WebSockets cannot be opened',
  when: '`Upgrade` is passed on, and `proxy_http_version 1.1` is not set.',
  failure: 'HTTP/1.0 has no upgrade: the WebSocket is answered with 400, 426 or 502.',
  before: example({ route: upgrade }),
  after: example({ route: `${fix}\n${upgrade}` }),
  source: 'nginx documentation, WebSocket proxying',
  versions: 'before 1.29.7; from then on 1.1 is the default',
  *find({ routes, keepsByDefault }) {
    for (const route of routes) {
      const headers = inForce(route.whole, route.pass.parent, 'proxy_set_header');
      const upgrades = headers.find(({ words }) => words[0]?.text.toLowerCase() === 'upgrade');
      const version = firstWord(settingFor(route, 'proxy_http_version'));
      if (upgrades === undefined || version === '1.1' || (version === '' && keepsByDefault)) continue;
      yield { place: upgrades.place, message: `this route passes Upgrade on over HTTP/1.0 (${route.path})`, fix };
    }
  },
};
