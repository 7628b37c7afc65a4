/** How long troubles last before we have measured any ourselves: published figures with their source, and start values that say so. */
import type { Cause, CauseCode, Family } from '../../domain/cause.ts';
import type { Quantile, Survival } from './survival.ts';
import { mixture, tableSurvival } from './survival.ts';

const second = 1_000;
const minute = 60 * second;

const minutes = (rows: readonly (readonly [number, number])[]): readonly Quantile[] =>
  rows.map(([share, count]) => [share, count * minute]);

/** From the announcement to the fix in place; 230 incidents of OpenAI, Anthropic and Character.AI, 2021 to 2024. */
export const announced: readonly Quantile[] = minutes([
  [0.1, 7],
  [0.25, 17],
  [0.5, 41],
  [0.75, 74],
  [0.9, 181],
  [0.95, 241],
]);

const published = '230 announced incidents of AI providers, 2021 to 2024 (arXiv 2501.12469)';

const estimate = (rows: readonly Quantile[]): Survival => tableSurvival(rows);

/** A crash, a restart, a lost packet: retried in a second, over within a minute. Nobody announces these, so nobody counted them. */
const blip = estimate([
  [0.5, 2 * second],
  [0.9, 30 * second],
  [0.99, 60 * second],
]);

/** Draining and restarting one instance after the other. */
const rollout = estimate([
  [0.1, 10 * second],
  [0.9, 60 * second],
]);

const crowd = estimate([
  [0.1, 15 * second],
  [0.5, 2 * minute],
  [0.9, 5 * minute],
]);

export interface Prior {
  readonly survival: Survival;
  /** Where the figures come from. */
  readonly from: string;
}

/** At first most interruptions are blips; one that outlives them is of the kind that gets announced. */
const interruption: Prior = {
  survival: mixture([
    [0.9, blip],
    [0.1, tableSurvival(announced)],
  ]),
  from: `start values for short ones, and ${published} for those that outlast a minute`,
};

const overload: Prior = {
  survival: mixture([
    [0.9, crowd],
    [0.1, tableSurvival(announced)],
  ]),
  from: `start values for short ones, and ${published} for those that outlast several minutes`,
};

const started = 'start values, not yet measured here';

const byCode: Readonly<Partial<Record<CauseCode, Prior | null>>> = {
  draining: { survival: rollout, from: started },
  loading: {
    survival: estimate([
      [0.1, 10 * second],
      [0.9, 3 * minute],
    ]),
    from: started,
  },
  too_busy: { survival: crowd, from: started },
  retry_budget_exhausted: { survival: crowd, from: started },
  rate_limited: {
    survival: estimate([
      [0.5, 20 * second],
      [0.9, 60 * second],
    ]),
    from: `${started}: most limits are per minute`,
  },
  quota_exhausted: null,
  throttled: null,
  destination_not_found: null,
  proxy_internal_error: null,
  deadline_exceeded: null,
  stream_too_long: null,
};

/** `null`: it lasts until somebody acts, and no table knows when that is. */
const byFamily = {
  overload,
  throttling: null,
  maintenance: null,
  outage: interruption,
  backend: interruption,
  timeout: overload,
  network: interruption,
  // Between the shortest and the longest time that a wrong answer is commonly kept.
  dns: {
    survival: estimate(
      minutes([
        [0.1, 1],
        [0.9, 60],
      ]),
    ),
    from: `${started}: names are commonly kept for 1 to 60 minutes`,
  },
  tls: null,
  misconfiguration: null,
  gateway: null,
  client: null,
} as const satisfies Record<Family, Prior | null>;

export const priorOf = ({ code, family }: Pick<Cause, 'code' | 'family'>): Prior | null => {
  const own = byCode[code];
  return own === undefined ? byFamily[family] : own;
};
