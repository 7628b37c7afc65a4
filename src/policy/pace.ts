/**
 * Pacing by what a provider says is left of its limit: the nearer the wall, the smaller the share; at the wall a short rest, instead of a
 * call that would be refused. What is left is told with every answer, and reckoned with in between.
 */

/** One limit as it was told last. */
export interface Gauge {
  /** `null`: not told. */
  readonly limit: number | null;
  /** What was left at `at`. */
  readonly left: number;
  readonly at: number;
  /** The whole limit is there again. */
  readonly resetAt: number;
  /** So much comes back each millisecond; 0 where all of it comes back at once. */
  readonly perMs: number;
}

export interface Pace {
  readonly requests: Gauge | null;
  readonly tokens: Gauge | null;
}

/** What a provider said of one limit. */
export interface Told {
  readonly limit: number | null;
  readonly left: number;
  readonly resetMs: number;
}

/** Sums of fractions: what is short by this is there. */
const tolerance = 1e-6;
const longestResetMs = 24 * 3_600_000;
const mostUnits = 1e12;
/** Nobody rests longer on the word of a header: shorter than a call waits for a place (30 s), so that it alone refuses nobody. */
const longestRestMs = 20_000;
/** Below this part of a limit calls go elsewhere first. */
const lowShare = 0.1;
/** Where the limit is not told. */
const lowUnits = 3;
const leastFactor = 0.05;
/** A call takes some tokens; how many is not known before it. */
const tokensShare = 0.01;

/** Header values are anybody's: only sane ones make a gauge, and none lasts longer than a day. */
export const gaugeOf = ({ limit, left, resetMs }: Told, now: number): Gauge | null => {
  if (!(left >= 0) || !(resetMs > 0) || left > mostUnits || !Number.isFinite(resetMs)) return null;
  const most = limit !== null && limit >= 1 && limit <= mostUnits ? limit : null;
  const inMs = Math.min(resetMs, longestResetMs);
  const has = most === null ? left : Math.min(left, most);
  // OpenAI's and Anthropic's limits fill evenly: the reset is when the last unit is back, the next one comes much sooner.
  return { limit: most, left: has, at: now, resetAt: now + inMs, perMs: most === null ? 0 : (most - has) / inMs };
};

/** What is left now; `Infinity` once the limit has come back and nobody said how much that is. */
const leftAt = ({ limit, left, at, resetAt, perMs }: Gauge, now: number): number =>
  now >= resetAt ? (limit ?? Infinity) : left + Math.max(0, now - at) * perMs;

const afterCall = (gauge: Gauge | null, now: number): Gauge | null =>
  gauge === null || now >= gauge.resetAt ? null : { ...gauge, left: Math.max(0, leftAt(gauge, now) - 1), at: now };

/** One more request is on its way there; of its tokens only its answer tells. */
export const afterRequest = (pace: Pace, now: number): Pace => ({
  requests: afterCall(pace.requests, now),
  tokens: pace.tokens !== null && now >= pace.tokens.resetAt ? null : pace.tokens,
});

const restOf = (gauge: Gauge | null, needed: number, now: number): number | null => {
  if (gauge === null || leftAt(gauge, now) >= needed - tolerance) return null;
  const { left, at, resetAt, perMs } = gauge;
  const filledAt = perMs > 0 ? at + Math.ceil((needed - left) / perMs) : resetAt;
  const until = Math.min(filledAt, resetAt, at + longestRestMs);
  return until > now ? until : null;
};

const tokensNeeded = (gauge: Gauge | null): number => Math.max(1, (gauge?.limit ?? 0) * tokensShare);

/** Until when nothing should go there; `null`: something may. */
export const restUntil = ({ requests, tokens }: Pace, now: number): number | null => {
  const forRequest = restOf(requests, 1, now);
  const forTokens = restOf(tokens, tokensNeeded(tokens), now);
  return forRequest === null ? forTokens : Math.max(forRequest, forTokens ?? forRequest);
};

const factorOf = (gauge: Gauge | null, now: number): number => {
  if (gauge === null) return 1;
  const low = gauge.limit === null ? lowUnits : gauge.limit * lowShare;
  return Math.min(1, Math.max(leastFactor, leftAt(gauge, now) / low));
};

/** What its weight is multiplied by: 1 while there is plenty. */
export const paceFactor = ({ requests, tokens }: Pace, now: number): number =>
  Math.min(factorOf(requests, now), factorOf(tokens, now));
