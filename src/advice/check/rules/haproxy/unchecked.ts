/** HAP-CHK-1: a dead server stays in the rotation. */
import { has } from '../../haproxy/config.ts';
import { example, type HaproxyRule, isActive, manual, ofHaproxy, shared } from './about.ts';

export const unchecked: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-CHK-1',
  severity: 'error',
  title: 'a dead server stays in the rotation',
  when: 'A server of a backend with several has no `check`, nor has `default-server`.',
  failure:
    'A server that is dead gets its share of calls for as long as it is dead: each is a 503 or waits for the clock of connecting.',
  before: example({ servers: 'server one 10.0.0.1:8000\nserver two 10.0.0.2:8000' }),
  after: example({
    servers: 'default-server check inter 2s fall 3 rise 2\nserver one 10.0.0.1:8000\nserver two 10.0.0.2:8000',
  }),
  source: manual('check'),
  *find(config) {
    for (const { back, servers } of shared(config))
      for (const server of servers.filter(isActive)) {
        if (has(server, 'check') || has(server, 'track')) continue;
        yield {
          place: server.place,
          message: `server ${server.name} of ${back.name} is never checked`,
          fix: 'check inter 2s fall 3 rise 2 # at the end of this line, or in default-server',
        };
      }
  },
};
