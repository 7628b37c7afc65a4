/** ENV-TMO-1: an answer is cut while it is written. */
import { timeText } from '../../duration.ts';
import { wholeOf } from '../../envoy/clocks.ts';
import { mending } from '../../mending.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

/** A long answer of a slow model. */
const leastMs = 600_000;

export const wholeAnswer: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-TMO-1',
  severity: 'error',
  title: 'an answer is cut while it is still being written',
  when: 'The `timeout` of a route of streams (15 s by default) is not 0 and below 10 min.',
  failure:
    'It counts until the end of the answer: every longer one is a 504, or breaks in the middle, at exactly that second.',
  before: bootstrap([/ {28}timeout: 0s\n/, '']),
  after: bootstrap(),
  source: manual('How do I configure timeouts: the route timeout is 15 s and not compatible with streaming'),
  *find({ routes }) {
    for (const route of routes) {
      const whole = route.streams === null ? null : wholeOf(route);
      if (whole === null || whole.value >= leastMs) continue;
      yield {
        place: whole.place,
        message: `an answer may take ${timeText(whole.value)} as a whole${whole.isDefault ? ' by default' : ''} (${route.streams})`,
        fix: 'timeout: 0s',
        ...mending(whole.place, 'timeout: 0s'),
      };
    }
  },
};
