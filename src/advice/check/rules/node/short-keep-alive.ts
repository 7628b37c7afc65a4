/** NODE-1: connections are closed before the proxy in front would stop using them. */
import { timeText } from '../../duration.ts';
import { clockOf } from '../../node/file.ts';
import { withClock } from '../../node/mended.ts';
import { manual, type NodeRule, server } from './about.ts';

/** nginx's upstream keepalive_timeout and the idle timeout of AWS load balancers. */
const usedByProxiesMs = 60_000;
const longer = '65_000';

export const shortKeepAlive: NodeRule = {
  id: 'NODE-1',
  severity: 'error',
  system: 'node',
  title: 'idle connections are closed before the proxy in front is done with them',
  when: '`keepAliveTimeout`, set or by default, is 60 s or less, and it is not known how long the hop in front uses idle connections (with its file before this one, the order of the two is checked instead: XSYS-1).',
  failure:
    'A request goes out on a connection that the server is just closing: a 502 now and then, most of all when there is little traffic.',
  before: server(''),
  after: server(`server.keepAliveTimeout = ${longer};`),
  source: `${manual}, server.keepAliveTimeout: 5 s; fastify sets 72 s. nginx, keepalive_timeout of an upstream: 60 s. AWS load balancers, idle timeout: 60 s`,
  versions: 'all',
  assumesNeighbour: true,
  *find({ servers }) {
    for (const one of servers) {
      const keeps = clockOf(one, 'keepAliveTimeout');
      if (keeps === null || keeps.value > usedByProxiesMs) continue;
      const written = one.clocks.keepAliveTimeout;
      yield {
        place: keeps.place,
        message: `idle connections are closed after ${timeText(keeps.value)}${keeps.isDefault ? ` (the default of ${one.framework})` : ''}; proxies use them for up to 60 s`,
        fix: withClock(one, 'keepAliveTimeout', longer),
        ...(written === undefined ? {} : { edit: { place: written.value, text: longer } }),
      };
    }
  },
};
