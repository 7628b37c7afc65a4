/** Hop 12: the AI service behind it, as the gateway has measured it, else as its own status page tells. */
import type { Family } from '../../domain/cause.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import type { UpstreamSaid } from './gateway-facts.ts';
import { ill, seen, skipped, unknown, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

/** A status page’s own words: Statuspage’s `indicator`. */
export type Indicator = 'none' | 'minor' | 'major' | 'critical' | 'maintenance';

export interface ProviderFacts {
  /** As the gateway says; `null`: there is none of ours. */
  readonly upstreams: readonly UpstreamSaid[] | null;
  /** `null`: nobody was asked, or nobody answered. */
  readonly page: Indicator | null;
}

const byFamily = {
  overload: 'provider_overloaded',
  throttling: 'provider_throttled',
  maintenance: 'provider_maintenance',
  outage: 'provider_down',
  backend: 'provider_failing',
  timeout: 'provider_late',
  network: 'provider_out_of_reach',
  dns: 'provider_out_of_reach',
  tls: 'provider_out_of_reach',
  misconfiguration: 'provider_set_wrongly',
  gateway: 'provider_failing',
  client: 'provider_failing',
} as const satisfies Record<Family, TroubleId>;

const pages = {
  minor: 'provider_partly',
  major: 'provider_down',
  critical: 'provider_down',
  maintenance: 'provider_maintenance',
} as const satisfies Record<Exclude<Indicator, 'none'>, TroubleId>;

const upstreamEvidence = ({ name, isUp, code }: UpstreamSaid): Observation =>
  seen(`service ${name}`, isUp ? 'takes calls' : `takes none${code === null ? '' : `: ${code}`}`);

const judgeUpstreams = (upstreams: readonly UpstreamSaid[]): Judgement => {
  const evidence = upstreams.map(upstreamEvidence);
  const down = upstreams.filter(({ isUp }) => !isUp);
  if (upstreams.length === 0) return unknown('The gateway names no AI service.', evidence);
  if (down.length === 0) return well('The AI service takes calls.', evidence);
  if (down.length < upstreams.length) return ill(['provider_partly'], evidence);
  const troubles = down.map(({ family }) => (family === null ? 'provider_down' : byFamily[family]));
  return ill([troubles[0] ?? 'provider_down'], evidence);
};

export const judgeProvider = ({ upstreams, page }: ProviderFacts): Judgement => {
  if (upstreams !== null) return judgeUpstreams(upstreams);
  if (page === null) return skipped('Nobody could be asked about the AI service behind it.');
  const evidence = [seen('its status page says', page)];
  return page === 'none' ? well('Its status page tells of no trouble.', evidence) : ill([pages[page]], evidence);
};
