/** Hop 12: the AI service behind it, as the gateway has measured it, else as its own status page tells. */
import type { About } from './about.ts';
import { providerJudgement } from './about.ts';
import type { Judgement } from './diagnosis.ts';
import { ill, seen, skipped, unknown, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

/** A status page’s own words: Statuspage’s `indicator`. */
export type Indicator = 'none' | 'minor' | 'major' | 'critical' | 'maintenance';

export interface ProviderFacts {
  /** `null`: what answers is none of ours, or did not tell. */
  readonly about: About | null;
  /** `null`: nobody was asked, or nobody answered. */
  readonly page: Indicator | null;
}

const troubleOn = (page: Exclude<Indicator, 'none'>): TroubleId => {
  if (page === 'maintenance') return 'provider_maintenance';
  return page === 'minor' ? 'provider_partly' : 'provider_down';
};

export const judgeProvider = ({ about, page }: ProviderFacts): Judgement => {
  if (about !== null)
    return about.upstreams.length === 0 ? unknown('The gateway names no AI service.') : providerJudgement(about);
  if (page === null) return skipped('Nobody could be asked about the AI service behind it.');
  const evidence = [seen('its status page says', page)];
  return page === 'none' ? well('Its status page tells of no trouble.', evidence) : ill([troubleOn(page)], evidence);
};
