/** HAP-DRN-1: a reload cuts streams. */
import { timeText } from '../../duration.ts';
import { lineOf } from '../../haproxy/config.ts';
import { readTime } from '../../haproxy/units.ts';
import { generousMs } from '../../streams.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

/** Answers of some thousand words take minutes. */
const shortestMs = generousMs / 2;

export const shortStop: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-DRN-1',
  severity: 'warning',
  title: 'a reload cuts streams',
  when: '`hard-stop-after` is under 5 minutes, and there is a way of streams.',
  failure: 'Each reload breaks the answers that take longer than that.',
  before: example({ global: 'hard-stop-after 30s' }),
  after: example({ global: 'hard-stop-after 15m' }),
  source: manual('hard-stop-after'),
  *find({ global, ways }) {
    const stop = lineOf(global, 'hard-stop-after');
    const afterMs = readTime(stop?.words[1]?.text ?? '');
    if (stop === null || afterMs === null || afterMs >= shortestMs || ways.every(({ streams }) => streams === null))
      return;
    yield {
      place: stop.place,
      message: `a reload breaks answers that take longer than ${timeText(afterMs)}`,
      fix: 'hard-stop-after 15m',
      edit: { place: stop.place, text: 'hard-stop-after 15m' },
    };
  },
};
