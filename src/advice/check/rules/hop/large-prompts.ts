/** A long prompt, or one with pictures, is refused: one rule for every system with a bound of the request. */
import { sizeText } from '../../duration.ts';
import { mending } from '../../mending.ts';
import type { Stand } from '../../hop.ts';
import type { Rule, RuleAbout } from '../../rule.ts';
import { promptBytes } from '../../streams.ts';

interface Own extends Pick<RuleAbout, 'id' | 'system' | 'before' | 'after'> {
  readonly fix: string;
}

export const largePromptsRule = ({ fix, ...own }: Own): Rule<Stand> => ({
  ...own,
  severity: 'warning',
  title: 'long prompts and pictures are refused',
  when: `A way of streams takes requests of less than ${sizeText(promptBytes)}.`,
  failure:
    'Prompts with pictures or long contexts are answered with 413, and a chat that grows fails at some point for good.',
  source: 'a picture of 5 MB, the most Anthropic takes, is 6.7 MB in base64; Anthropic takes requests up to 32 MB',
  versions: 'all',
  *find({ hop }) {
    const bound = hop.largestRequest;
    if (hop.streams === null || bound === null || bound.value >= promptBytes) return;
    const set = bound.isDefault ? `${bound.name} is not set, so it is` : `${bound.name} is`;
    yield {
      place: bound.place,
      message: `${set} ${sizeText(bound.value)}: too small for prompts with pictures (${hop.streams})`,
      fix,
      ...mending(bound.place, fix),
    };
  },
});
