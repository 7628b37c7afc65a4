/** HAP-TMO-1: a wait without a clock. */
import { lineOf, type Section } from '../../haproxy/config.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

const fixes = { connect: 'timeout connect 2s', client: 'timeout client 10m', server: 'timeout server 10m' } as const;
type Clock = keyof typeof fixes;
const clocksOf = {
  frontend: ['client'],
  backend: ['connect', 'server'],
  listen: ['connect', 'client', 'server'],
} as const;

const missing = (section: Section): readonly Clock[] =>
  section.kind === 'frontend' || section.kind === 'backend' || section.kind === 'listen'
    ? clocksOf[section.kind].filter((clock) => lineOf(section, `timeout ${clock}`) === null)
    : [];

export const missingClock: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-TMO-1',
  severity: 'error',
  title: 'a wait has no clock',
  when: 'A proxy lacks one of `timeout connect`, `timeout client` and `timeout server` that it needs.',
  failure:
    'A server or a caller that is gone is waited for without an end: calls hang, and connections pile up until nobody gets one.',
  before: example({ defaults: 'mode http\ntimeout connect 2s\ntimeout client 10m' }),
  after: example({}),
  source: manual('timeout connect', 'timeout client', 'timeout server'),
  *find({ proxies }) {
    for (const section of proxies) {
      const clocks = missing(section);
      if (clocks.length === 0) continue;
      yield {
        place: section.place,
        message: `${section.kind} ${section.name} has no ${clocks.map((clock) => `timeout ${clock}`).join(' and no ')}`,
        fix: clocks.map((clock) => fixes[clock]).join('\n'),
      };
    }
  },
};
