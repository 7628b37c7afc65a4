/** NGX-BUF-5: a stream that is compressed is held back. */
import { settingFor, switchFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const on = 'gzip on;\ngzip_types text/event-stream application/json;';

export const compressedStream: NginxRule = {
  ...ofNginx,
  id: 'NGX-BUF-5',
  severity: 'warning',
  title: 'streams are compressed, which holds them back',
  when: '`gzip on` with `text/event-stream` or `*` among `gzip_types` on a way of streams.',
  failure: 'The compressor waits until it has enough: words arrive in lumps.',
  before: example({ http: on }),
  after: example({ http: on, route: 'gzip off;' }),
  source: manual('gzip', 'gzip_types'),
  *find({ routes }) {
    for (const route of routes) {
      const types = settingFor(route, 'gzip_types')?.words.find(({ text }) => /^(?:\*|text\/event-stream)$/.test(text));
      if (route.streams === null || types === undefined || switchFor(route, 'gzip', false)?.value !== true) continue;
      yield {
        place: types.place,
        message: `gzip takes streams as well (${types.text}) on the way ${route.path}`,
        fix: 'gzip off; # in the location of streams',
        related: [route.pass.place],
      };
    }
  },
};
