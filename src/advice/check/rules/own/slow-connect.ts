/** GG-5: a dead host is waited for. */
import { timeText } from '../../duration.ts';
import { clocksOf } from '../../own/clocks.ts';
import { mending } from '../../mending.ts';
import { config, manual, type OwnRule } from './about.ts';

/** Two lost SYNs, after 1 s and 3 s, and a round trip (RFC 6298). */
const enoughMs = 5_000;

export const slowConnect: OwnRule = {
  id: 'GG-5',
  severity: 'warning',
  system: 'good-gateway',
  title: 'failover waits for a dead host',
  when: 'A `connect` clock is above 5 s.',
  failure: 'While a host is down without a word, each call waits that long before another upstream is asked.',
  before: config('timeouts: { connect: 30s }\n'),
  after: config('timeouts: { connect: 2s }\n'),
  source: `${manual}: 2 s by default. RFC 6298: a lost SYN is sent again after 1 s, then 3 s`,
  versions: 'all',
  *find(own) {
    for (const { ms, path } of clocksOf(own, 'connect')) {
      if (ms <= enoughMs) continue;
      const message = `a host that does not answer is waited for ${timeText(ms)}`;
      yield {
        place: own.placeOf(...path),
        message,
        fix: 'timeouts: { connect: 2s }',
        ...mending(own.placeOf(...path), 'connect: 2s'),
      };
    }
  },
};
