/** HAP-TMO-3: the caller’s clock is shorter than the server’s. */
import { timeText } from '../../duration.ts';
import { isTcp, lineOf, timeoutOf } from '../../haproxy/config.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

const clocks = (client: string): string => `mode tcp\ntimeout connect 2s\ntimeout client ${client}\ntimeout server 10m`;

export const callerFirst: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-TMO-3',
  severity: 'warning',
  title: 'the clock of the caller ends first',
  when: 'In `mode tcp` without `timeout tunnel`, `timeout client` of a frontend is shorter than `timeout server` of a backend it leads to.',
  failure:
    'While a model thinks nothing comes from the caller either: its clock runs out first, the stream is cut, and the log blames the caller (cD).',
  before: example({ defaults: clocks('1m') }),
  after: example({ defaults: clocks('10m') }),
  source: manual('timeout client'),
  *find({ ways }) {
    for (const { front, back } of ways) {
      if (front === null || !isTcp(front) || lineOf(back, 'timeout tunnel') !== null) continue;
      const client = timeoutOf(front, 'client', Infinity);
      const server = timeoutOf(back, 'server', Infinity);
      if (client === null || server === null || client.value >= server.value || server.isDefault) continue;
      yield {
        place: client.place,
        message: `timeout client is ${timeText(client.value)}, and timeout server is ${timeText(server.value)}`,
        fix: `timeout client ${Math.ceil(server.value / 1000)}s`,
        related: [server.place],
        edit: { place: client.place, text: `timeout client ${Math.ceil(server.value / 1000)}s` },
      };
    }
  },
};
