/** NGX-KA-4: connections are closed so often that the races at their ends add up. */
import { firstWord } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const peers = 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000;\nkeepalive 32;';
/** nginx's own default is 1000 since 1.19.10; it was 100 before. */
const fewest = 100;

export const keepAliveShort: NginxRule = {
  ...ofNginx,
  id: 'NGX-KA-4',
  severity: 'warning',
  title: 'connections to the upstream are closed after a few requests',
  when: `\`keepalive_requests\` of an upstream is under ${fewest}.`,
  failure:
    'Connections are opened and closed all the time: more handshakes, and more chances to meet a connection at its end.',
  before: example({ upstream: `${peers}\nkeepalive_requests 10;` }),
  after: example({ upstream: `${peers}\nkeepalive_requests 1000;` }),
  source: manual('upstream', 'keepalive_requests'),
  *find({ upstreams }) {
    for (const { name, directive } of upstreams.values()) {
      const found = directive.inner?.find((one) => one.name === 'keepalive_requests');
      const text = firstWord(found ?? null);
      if (found === undefined || !/^\d+$/.test(text) || Number(text) >= fewest) continue;
      yield {
        place: found.place,
        message: `upstream ${name} closes each connection after ${text} requests`,
        fix: 'keepalive_requests 1000;',
        edit: { place: found.place, text: 'keepalive_requests 1000' },
      };
    }
  },
};
