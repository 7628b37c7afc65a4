/** HAP-CAP-1: overload reaches the model server instead of a line. */
import { has } from '../../haproxy/config.ts';
import { example, type HaproxyRule, isActive, manual, ofHaproxy, shared } from './about.ts';

export const noPlaces: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-CAP-1',
  severity: 'warning',
  title: 'nothing keeps overload from a model server',
  when: 'A server of a backend of models has no `maxconn`, nor has `default-server`.',
  failure:
    'At a peak all calls are given to the servers at once: each gets slower until all run into their clocks, instead of some waiting in line.',
  before: example({}),
  after: example({
    back: 'timeout queue 60s',
    servers: 'default-server check maxconn 32\nserver one 10.0.0.1:8000\nserver two 10.0.0.2:8000',
  }),
  source: manual('maxconn (server)', 'timeout queue'),
  *find(config) {
    for (const { back, streams, servers } of shared(config)) {
      const open = servers.find((server) => !has(server, 'maxconn') && isActive(server));
      if (streams === null || open === undefined) continue;
      yield {
        place: open.place,
        message: `server ${open.name} of ${back.name} is given any number of calls at once (${streams})`,
        fix: 'default-server maxconn 32 # as many as a server works on at once\ntimeout queue 60s',
      };
    }
  },
};
