/** A stream is cut while the model thinks: one rule for every system that has a clock of silence. */
import { timeText } from '../../duration.ts';
import { mending } from '../../mending.ts';
import type { Stand } from '../../hop.ts';
import type { Rule, RuleAbout } from '../../rule.ts';
import { silenceMs } from '../../streams.ts';

interface Own extends Pick<RuleAbout, 'id' | 'system' | 'before' | 'after'> {
  /** The lines that mend it. */
  readonly fix: string;
}

export const silenceRule = ({ fix, ...own }: Own): Rule<Stand> => ({
  ...own,
  severity: 'error',
  title: 'a stream is cut while the model thinks',
  when: `The clock of silence of a way of streams is under ${timeText(silenceMs)}, and the next hop, where it is known, does not write more often.`,
  failure:
    'A model that thinks for longer than that is cut off: callers get 504 before the first word, or an answer that breaks in the middle.',
  source: 'the SDKs of OpenAI and Anthropic wait 10 minutes; models that reason are silent for a minute and more',
  versions: 'all',
  *find({ hop, next }) {
    const read = hop.clocks.read;
    if (hop.streams === null || read === undefined || read.value >= silenceMs) return;
    const beats = next.map(({ clocks }) => clocks.beat?.value ?? Infinity);
    if (beats.length > 0 && beats.every((beat) => beat * 2 <= read.value)) return;
    const set = read.isDefault
      ? `${read.name} is not set, so it is ${timeText(read.value)}`
      : `${read.name} is ${timeText(read.value)}`;
    yield {
      place: read.place,
      message: `${set}: too short for streamed answers (${hop.streams})`,
      fix,
      ...mending(read.place, fix),
      ...(read.isDefault ? {} : { related: [hop.place] }),
    };
  },
});
