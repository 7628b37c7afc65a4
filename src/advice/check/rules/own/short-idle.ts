/** GG-3: a thinking model is taken for a stream that broke. */
import { timeText } from '../../duration.ts';
import { clocksOf } from '../../own/clocks.ts';
import { mending } from '../../mending.ts';
import { config, manual, type OwnRule } from './about.ts';

/** Reasoning models pause for tens of seconds between events; 60 s is the default. */
const leastMs = 30_000;

export const shortIdle: OwnRule = {
  id: 'GG-3',
  severity: 'warning',
  system: 'good-gateway',
  title: 'streams are cut while a model thinks',
  when: 'An `idle` clock is below 30 s.',
  failure:
    'A model that pauses for longer counts as broken: its answer is begun again elsewhere, or ends with an error event.',
  before: config('timeouts: { idle: 10s }\n'),
  after: config('timeouts: { idle: 60s }\n'),
  source: `${manual}: 60 s by default`,
  versions: 'all',
  *find(own) {
    for (const { ms, path } of clocksOf(own, 'idle')) {
      if (ms >= leastMs) continue;
      yield {
        place: own.placeOf(...path),
        message: `a stream that says nothing for ${timeText(ms)} is given up`,
        fix: 'timeouts: { idle: 60s }',
        ...mending(own.placeOf(...path), 'idle: 60s'),
      };
    }
  },
};
