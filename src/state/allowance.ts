/** What one caller's key may do and has done: calls at once, requests and tokens a minute. */
import type { CallerKey } from '../domain/settings.ts';
import { leftOf, taken, waitMs, windowMs } from '../policy/rate.ts';

export type LimitName = 'requests' | 'tokens' | 'concurrency';

/** How one limit stands. */
export interface Standing {
  readonly limit: LimitName;
  readonly quota: number;
  readonly left: number;
  /** Until more than that is left, in ms; `null` where that depends on when a running call ends. */
  readonly nextMs: number | null;
  /** Until the whole quota is there, in ms. */
  readonly fullMs: number | null;
}

/** What a call asks for. `requests` is 0 for what does not count as one. */
export interface Asked {
  readonly requests: 0 | 1;
  /** As estimated. */
  readonly tokens: number;
}

export interface Short {
  readonly limit: LimitName;
  readonly quota: number;
  /** `null`: when a running call ends. */
  readonly waitMs: number | null;
}

export type Quotas = Pick<CallerKey, 'requestsPerMinute' | 'tokensPerMinute' | 'concurrency'>;

export const noQuotas: Quotas = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null };

export class Allowance {
  /** A new quota keeps the share that was spent of the old one. */
  quotas: Quotas;
  inFlight = 0;
  #requestsFullAt = -Infinity;
  #tokensFullAt = -Infinity;

  constructor(quotas: Quotas) {
    this.quotas = quotas;
  }

  get isLimited(): boolean {
    const { requestsPerMinute, tokensPerMinute, concurrency } = this.quotas;
    return requestsPerMinute !== null || tokensPerMinute !== null || concurrency !== null;
  }

  /** The limit that stands in the way for the longest; `null`: none does. */
  shortOf({ requests, tokens }: Asked, now: number): Short | null {
    const { requestsPerMinute, tokensPerMinute, concurrency } = this.quotas;
    if (concurrency !== null && this.inFlight >= concurrency)
      return { limit: 'concurrency', quota: concurrency, waitMs: null };
    const forRequest =
      requestsPerMinute === null || requests === 0
        ? 0
        : waitMs(this.#requestsFullAt, { perMinute: requestsPerMinute, amount: requests }, now);
    const forTokens =
      tokensPerMinute === null || tokens === 0
        ? 0
        : waitMs(this.#tokensFullAt, { perMinute: tokensPerMinute, amount: tokens }, now);
    if (tokensPerMinute !== null && forTokens > forRequest)
      return { limit: 'tokens', quota: tokensPerMinute, waitMs: forTokens };
    return requestsPerMinute !== null && forRequest > 0
      ? { limit: 'requests', quota: requestsPerMinute, waitMs: forRequest }
      : null;
  }

  take({ requests, tokens }: Asked, now: number): void {
    const { requestsPerMinute } = this.quotas;
    this.inFlight++;
    if (requestsPerMinute !== null)
      this.#requestsFullAt = taken(this.#requestsFullAt, { perMinute: requestsPerMinute, amount: requests }, now);
    this.spend(tokens, now);
  }

  /** Tokens that a call took; fewer than none when it took less than was estimated. */
  spend(tokens: number, now: number): void {
    const { tokensPerMinute } = this.quotas;
    if (tokensPerMinute !== null)
      this.#tokensFullAt = taken(this.#tokensFullAt, { perMinute: tokensPerMinute, amount: tokens }, now);
  }

  /** Every limit the key has, as it stands; empty without limits. */
  standings(now: number): readonly Standing[] {
    const { requestsPerMinute, tokensPerMinute, concurrency } = this.quotas;
    const found: Standing[] = [];
    if (requestsPerMinute !== null) found.push(standingOf('requests', requestsPerMinute, this.#requestsFullAt - now));
    if (tokensPerMinute !== null) found.push(standingOf('tokens', tokensPerMinute, this.#tokensFullAt - now));
    if (concurrency !== null) {
      const left = Math.max(0, concurrency - this.inFlight);
      found.push({ limit: 'concurrency', quota: concurrency, left, nextMs: null, fullMs: null });
    }
    return found;
  }
}

const standingOf = (limit: LimitName, quota: number, fullInMs: number): Standing => {
  const left = leftOf(fullInMs, quota, 0);
  const nextMs = left >= quota ? windowMs : waitMs(fullInMs, { perMinute: quota, amount: left + 1 }, 0);
  return { limit, quota, left, nextMs, fullMs: Math.max(0, Math.ceil(fullInMs)) };
};
