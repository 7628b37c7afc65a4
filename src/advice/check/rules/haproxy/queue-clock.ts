/** HAP-TMO-4: who waits in line is turned away by a clock that was meant for something else. */
import { after, lineOf } from '../../haproxy/config.ts';
import { example, type HaproxyRule, isBare, manual, ofHaproxy } from './about.ts';

const servers = 'server one 10.0.0.1:8000 check maxconn 8\nserver two 10.0.0.2:8000 check maxconn 8';

export const queueClock: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-TMO-4',
  severity: 'warning',
  title: 'calls in line are turned away by the clock of connecting',
  when: 'Servers of an HTTP backend have `maxconn`, so calls wait in line, and `timeout queue` is not set: `timeout connect` takes its place.',
  failure: 'After a second or two in line a call is a 503 (sQ), though a place would have come free soon.',
  before: example({ servers }),
  after: example({ back: 'timeout queue 30s', servers }),
  source: manual('timeout queue'),
  *find({ ways }) {
    for (const way of ways) {
      const { back, servers: all } = way;
      const bounded = all.find((server) => (after(server, 'maxconn') ?? '0') !== '0');
      if (isBare(way) || bounded === undefined || lineOf(back, 'timeout queue') !== null) continue;
      yield {
        place: bounded.place,
        message: `calls to ${back.name} wait in line only as long as timeout connect says`,
        fix: 'timeout queue 30s',
      };
    }
  },
};
