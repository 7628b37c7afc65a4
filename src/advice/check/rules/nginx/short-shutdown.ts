/** NGX-REL-1: a reload cuts streams. */
import { timeText } from '../../duration.ts';
import { timeFor } from '../../nginx/config.ts';
import { generousMs } from '../../streams.ts';
import { example, type NginxRule, ofNginx } from './about.ts';

const file = (time: string): string => `worker_shutdown_timeout ${time};\nhttp {\n${example({})}}\n`;
/** Answers of some thousand words take minutes. */
const shortestMs = generousMs / 2;

export const shortShutdown: NginxRule = {
  ...ofNginx,
  id: 'NGX-REL-1',
  severity: 'warning',
  title: 'a reload cuts streams',
  when: '`worker_shutdown_timeout` is under 5 minutes, and there is a way of streams.',
  failure: 'Each reload of nginx, also one for a new certificate, breaks the answers that take longer than that.',
  before: file('30s'),
  after: file('15m'),
  source: 'nginx manual, core functionality: worker_shutdown_timeout',
  versions: 'since 1.11.11',
  *find({ routes }) {
    for (const route of routes) {
      const shutdown = timeFor(route, 'worker_shutdown_timeout', Infinity);
      if (route.streams === null || shutdown === null || shutdown.value >= shortestMs) continue;
      yield {
        place: shutdown.place,
        message: `a reload breaks answers that take longer than ${timeText(shutdown.value)}`,
        fix: 'worker_shutdown_timeout 15m;',
        edit: { place: shutdown.place, text: 'worker_shutdown_timeout 15m' },
      };
    }
  },
};
