/** GG-12: a restart breaks answers. */
import { timeText } from '../../duration.ts';
import { mending } from '../../mending.ts';
import { config, manual, type OwnRule } from './about.ts';

const leastMs = 10_000;

export const shortDrain: OwnRule = {
  id: 'GG-12',
  severity: 'warning',
  system: 'good-gateway',
  title: 'a restart breaks the answers that are under way',
  when: '`drain` is below 10 s.',
  failure: 'Each restart ends most open streams with an error event: an answer of a chat takes 10 s and more.',
  before: config('drain: 2s\n'),
  after: config('drain: 25s\n'),
  source: `${manual}: 25 s by default, since Kubernetes waits for 30 s`,
  versions: 'all',
  *find({ settings, placeOf }) {
    if (settings.drainMs >= leastMs) return;
    const message = `answers have ${timeText(settings.drainMs)} to end when the gateway is stopped`;
    yield { place: placeOf('drain'), message, fix: 'drain: 25s', ...mending(placeOf('drain'), 'drain: 25s') };
  },
};
