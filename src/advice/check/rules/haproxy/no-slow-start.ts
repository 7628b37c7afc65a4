/** HAP-SLOW-1: a cold server is swamped. */
import { has } from '../../haproxy/config.ts';
import { example, type HaproxyRule, manual, ofHaproxy, shared } from './about.ts';

const servers = 'default-server check slowstart 30s\nserver one 10.0.0.1:8000\nserver two 10.0.0.2:8000';

export const noSlowStart: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-SLOW-1',
  severity: 'advice',
  title: 'a server that comes back gets its full share at once',
  when: 'A server of a backend of models with several servers has `check` and no `slowstart`.',
  failure:
    'A model server with cold caches is slow at first: its full share makes it fall behind, and perhaps out again.',
  before: example({}),
  after: example({ servers }),
  source: manual('slowstart'),
  *find(config) {
    for (const { back, streams, servers: all } of shared(config)) {
      const cold = all.find((server) => has(server, 'check') && !has(server, 'slowstart'));
      if (streams === null || cold === undefined) continue;
      yield {
        place: cold.place,
        message: `server ${cold.name} of ${back.name} gets its full share as soon as it is up (${streams})`,
        fix: 'default-server slowstart 30s',
      };
    }
  },
};
