/** NODE-2: the clock for a request's head ends before the one for idle connections. */
import { timeText } from '../../duration.ts';
import { clockOf } from '../../node/file.ts';
import { withClock } from '../../node/mended.ts';
import { manual, type NodeRule, server } from './about.ts';

export const headersBelowKeepAlive: NodeRule = {
  id: 'NODE-2',
  severity: 'warning',
  system: 'node',
  title: 'headersTimeout ends before keepAliveTimeout',
  when: '`headersTimeout` is set, and not above `keepAliveTimeout`.',
  failure:
    'Older versions count headersTimeout from the last answer on the connection: a request that comes later than that is reset, and the proxy answers 502.',
  before: server('server.keepAliveTimeout = 65_000;\nserver.headersTimeout = 60_000;'),
  after: server('server.keepAliveTimeout = 65_000;\nserver.headersTimeout = 66_000;'),
  source: `${manual}, server.headersTimeout; nodejs/node issue 27363`,
  versions: 'Node before 18; later ones count from the first byte of a request',
  *find({ servers }) {
    for (const one of servers) {
      const keeps = clockOf(one, 'keepAliveTimeout');
      const head = clockOf(one, 'headersTimeout');
      const written = one.clocks.headersTimeout;
      if (keeps === null || head === null || written === undefined || head.value > keeps.value) continue;
      if (keeps.value === Infinity) continue;
      yield {
        place: head.place,
        message: `headersTimeout of ${timeText(head.value)} is not above keepAliveTimeout of ${timeText(keeps.value)}`,
        fix: withClock(one, 'headersTimeout', String(keeps.value + 1_000)),
        related: [keeps.place],
        edit: { place: written.value, text: String(keeps.value + 1_000) },
      };
    }
  },
};
