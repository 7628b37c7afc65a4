/** NGX-ERR-2: nothing is written down when calls fail. */
import { firstWord, inForce } from '../../nginx/config.ts';
import { example, type NginxRule, ofNginx } from './about.ts';

export const noEvidence: NginxRule = {
  ...ofNginx,
  id: 'NGX-ERR-2',
  severity: 'advice',
  title: 'nothing is written down when calls fail',
  when: '`error_log` goes to /dev/null or keeps only `crit` and worse.',
  failure: 'Why an upstream failed stands in lines of level error: without them nobody can tell what a 502 was.',
  before: example({ route: 'error_log /dev/null crit;' }),
  after: example({ route: 'error_log /var/log/nginx/error.log warn;' }),
  source: 'nginx manual, core functionality: error_log',
  *find({ routes }) {
    for (const route of routes) {
      const log = inForce(route.whole, route.pass.parent, 'error_log').at(-1);
      const isSilent = log?.words.some(({ text }) => /^(?:crit|alert|emerg)$/.test(text)) === true;
      if (log === undefined || (!isSilent && !/^(?:\/dev\/null|off)$/.test(firstWord(log)))) continue;
      yield {
        place: log.place,
        message: 'why an upstream failed is not written down here',
        fix: 'error_log /var/log/nginx/error.log warn;',
      };
    }
  },
};
