/** NGX-TMO-3: a caller on a slow line is cut off. */
import { timeText } from '../../duration.ts';
import { timeFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

/** A phone that changes from Wi-Fi to the mobile network takes nothing for some 10 to 20 seconds. */
const shortestMs = 30_000;

export const slowCallers: NginxRule = {
  ...ofNginx,
  id: 'NGX-TMO-3',
  severity: 'warning',
  title: 'callers on slow lines are cut off',
  when: '`send_timeout` or `proxy_send_timeout` of a way of streams is under 30 s.',
  failure: 'A caller or upstream that takes nothing for that long is cut off: the answer breaks in the middle.',
  before: example({ route: 'send_timeout 10s;' }),
  after: example({ route: 'send_timeout 60s;' }),
  source: manual('core', 'send_timeout'),
  *find({ routes }) {
    for (const route of routes) {
      if (route.streams === null) continue;
      for (const name of ['send_timeout', 'proxy_send_timeout']) {
        const found = timeFor(route, name, 60_000);
        if (found === null || found.value >= shortestMs) continue;
        yield {
          place: found.place,
          message: `${name} is ${timeText(found.value)}: who takes nothing for that long is cut off`,
          fix: `${name} 60s;`,
          edit: { place: found.place, text: `${name} 60s` },
        };
      }
    }
  },
};
