/** NGX-UP-4: each worker finds out by itself. */

import { example, manual, type NginxRule, ofNginx } from './about.ts';

const peers = 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000;';

export const noZone: NginxRule = {
  ...ofNginx,
  id: 'NGX-UP-4',
  severity: 'advice',
  title: 'each worker finds out by itself that a server is down',
  when: 'An upstream of several servers has no `zone`.',
  failure:
    'Failures are counted in each worker process alone: with 8 workers, 8 times as many calls meet a dead server before it is out.',
  before: example({}),
  after: example({ upstream: `zone llm 64k;\n${peers}` }),
  source: manual('upstream', 'zone'),
  versions: 'since 1.9.0',
  *find({ upstreams }) {
    for (const { name, directive, peers: all } of upstreams.values()) {
      if (all.length < 2 || directive.inner?.some((one) => one.name === 'zone') === true) continue;
      yield {
        place: directive.place,
        message: `upstream ${name} has no zone: its workers do not share what they learn`,
        fix: `zone ${name} 64k;`,
      };
    }
  },
};
