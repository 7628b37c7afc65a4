/** GG-4: one attempt may take the whole of a call's time. */
import { timeText } from '../../duration.ts';
import { type OwnClock, clocksOf, topClock } from '../../own/clocks.ts';
import { config, manual, type OwnRule } from './about.ts';

const inner: readonly OwnClock[] = ['connect', 'firstToken', 'answer'];

export const clockAboveTotal: OwnRule = {
  id: 'GG-4',
  severity: 'warning',
  system: 'good-gateway',
  title: 'an attempt may use up the whole call',
  when: '`connect`, `firstToken` or `answer` is written, and not below `total`.',
  failure:
    'When one upstream hangs, the call’s time is over before another one is asked: the caller waits for all of it and gets a 504.',
  before: config('timeouts: { total: 60s, answer: 2m }\n'),
  after: config('timeouts: { total: 5m, answer: 2m }\n'),
  source: manual,
  versions: 'all',
  *find(own) {
    const total = topClock(own, 'total') ?? Infinity;
    for (const clock of inner)
      for (const { ms, path } of clocksOf(own, clock)) {
        const [, name] = path[0] === 'models' ? path : [];
        const limit = own.settings.routes.get(String(name))?.totalMs ?? total;
        if (ms < limit) continue;
        yield {
          place: own.placeOf(...path),
          message: `${clock} of ${timeText(ms)} is not below the total of ${timeText(limit)}`,
          fix: `timeouts: { ${clock}: … }   # below ${timeText(limit)}, or a longer total`,
          related: [own.placeOf('timeouts', 'total')],
        };
      }
  },
};
