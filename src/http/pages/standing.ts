/** What an upstream has shown of itself lately, in a line: what it answered, how soon, and how near it came to its limit. */
import { shareText, shortText } from '../../domain/words/figures.ts';
import type { Standing } from '../../policy/record.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

export interface HomeStanding extends Pick<Standing, 'days' | 'asked' | 'answered' | 'cut' | 'firstTokenMs'> {
  /** How much of its limit was in use at the most in the last day; `null` while no limit is known. */
  readonly peak: number | null;
}

/** Fewer attempts say nothing of it. */
const leastAsked = 20;

const answeredText = ({ days, asked, answered, cut }: HomeStanding): readonly string[] => {
  if (answered === null || asked < leastAsked) return [];
  const broke = cut === null || cut === 0 ? '' : `, ${shareText(cut)} broke in the middle`;
  return [`Last ${days} days: ${shareText(answered)} of ${asked} attempts answered well${broke}.`];
};

const soonText = ({ firstTokenMs }: HomeStanding): readonly string[] =>
  firstTokenMs === null
    ? []
    : [
        `First words within ${shortText(firstTokenMs.half)} for half of them, ${shortText(firstTokenMs.most)} for 19 in 20.`,
      ];

const peakText = ({ peak }: HomeStanding): readonly string[] =>
  peak === null ? [] : [`At the busiest of the last day ${Math.round(peak * 100)} % of its limit was in use.`];

/** Nothing where nothing is known. */
export const standingLine = (standing: HomeStanding): Html | null => {
  const texts = [...answeredText(standing), ...soonText(standing), ...peakText(standing)];
  return texts.length === 0 ? null : html`<br />${texts.join(' ')}`;
};
