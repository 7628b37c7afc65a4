/**
 * How many calls one upstream takes at once for one model, learned from its times to first token. The limit grows while it is used and
 * answers come as they used to; it shrinks when an upstream says that it is overloaded, or when first tokens take a third longer than they use to.
 * Long prompts are slow too: a shrink is a trial, and one that makes nothing faster is taken back.
 */

export interface Limit {
  /** Calls in flight at once, with fractions. */
  readonly limit: number;
  /** Nothing bad was seen so far: it grows fast. */
  readonly isUntried: boolean;
  /** Usual time to first token; `null` until a first window was seen. */
  readonly usualMs: number | null;
  readonly window: Window;
  /** Windows in a row that were too slow. */
  readonly slowWindows: number;
  readonly trial: Trial | null;
  /** No second cut before. */
  readonly cutAgainAt: number;
}

/** What was seen lately: enough of it becomes one opinion. */
interface Window {
  readonly startedAt: number;
  readonly samples: number;
  /** Sum of the logarithms: their mean shrugs at a few very long prompts. */
  readonly logs: number;
  /** Sum of their squares: how much they differ says how much their mean is worth. */
  readonly squares: number;
  readonly peakInFlight: number;
}

/** A shrink whose use is not proven yet. */
interface Trial {
  /** What the limit was, and how long first tokens took, when it began. */
  readonly limit: number;
  readonly slowMs: number;
  /** When fewer calls were in flight indeed; `null`: not yet. */
  readonly lowSince: number | null;
  /** Windows since then that were no better. */
  readonly misses: number;
  /** It ends without a verdict: a limit that nobody uses proves nothing. */
  readonly until: number;
}

export interface LimitSample {
  /** `null`: no content came. */
  readonly firstTokenMs: number | null;
  /** Calls in flight there, this one included. */
  readonly inFlight: number;
  /** The upstream said so itself. */
  readonly overloaded: boolean;
  readonly now: number;
}

/** High enough for a small team at start, low enough to notice a server with a handful of slots (Netflix Gradient2 begins so). */
const firstLimit = 20;
/** Envoy's adaptive concurrency goes no lower. */
const leastLimit = 3;
const mostLimit = 10_000;
/** First tokens may take so many times as long as usual (Envoy: 1.25): a server that batches loses a seventh of its rate at 1.5. */
const tolerance = 1.3;
/** What one opinion leaves at the least (Netflix, Envoy). */
const strongestCut = 0.5;
/** And at the most: first tokens in a line inside the upstream are then as they use to be, so a queue is never taken for usual. */
const weakestCut = 1 / tolerance;
/** What "overloaded" costs (Netflix AIMD), at most once in a window's time. */
const overloadCut = 0.9;
const windowMs = 1_000;
const leastSamples = 10;
const mostSamples = 100;
/** So many windows that are no better make a trial fail. */
const missesToFail = 3;
const trialMs = 600_000;
/** How fast the usual time follows: under light load it is the upstream's own, under heavy load perhaps our doing. */
const lightMemoryMs = 60_000;
const heavyMemoryMs = 600_000;
/** Under heavy load a window is believed to be usual up to so much above it. */
const ordinary = 1.25;

const freshWindow = (now: number): Window => ({ startedAt: now, samples: 0, logs: 0, squares: 0, peakInFlight: 0 });

export const freshLimit = (now: number): Limit => ({
  limit: firstLimit,
  isUntried: true,
  usualMs: null,
  window: freshWindow(now),
  slowWindows: 0,
  trial: null,
  cutAgainAt: now,
});

const bounded = (limit: number): number => Math.min(mostLimit, Math.max(leastLimit, limit));

const isUsed = (limit: number, inFlight: number): boolean => inFlight >= limit / 2;

export const learnLimit = (limit: Limit, sample: LimitSample): Limit => {
  const { firstTokenMs, inFlight, overloaded, now } = sample;
  if (overloaded) return now < limit.cutAgainAt ? limit : afterOverload(limit, inFlight, now);
  if (firstTokenMs === null) return limit;
  const { window } = limit;
  const log = Math.log(Math.max(1, firstTokenMs));
  const next = {
    startedAt: window.startedAt,
    samples: window.samples + 1,
    logs: window.logs + log,
    squares: window.squares + log * log,
    peakInFlight: Math.max(window.peakInFlight, inFlight),
  };
  const grown = { ...limit, window: next, limit: grownBy(limit, firstTokenMs, inFlight) };
  return isFull(limit, next, now) ? afterWindow(grown, now) : grown;
};

/** The first opinion is needed soon: until there is one the limit stands still. */
const isFull = (at: Limit, { samples, startedAt }: Window, now: number): boolean => {
  if (at.usualMs === null) return samples >= leastSamples;
  return samples >= Math.min(mostSamples, Math.max(leastSamples, at.limit / 2)) && now - startedAt >= windowMs;
};

/** One "overloaded" takes a tenth of what was in use, a hundred of them at once no more. */
const afterOverload = (limit: Limit, inFlight: number, now: number): Limit => ({
  ...limit,
  limit: bounded(Math.max(limit.limit / 2, Math.min(limit.limit, inFlight)) * overloadCut),
  isUntried: false,
  cutAgainAt: now + windowMs,
});

/** Two per good first token until anything bad was seen; later its root per as many calls as it allows (Envoy, Gradient). */
const grownBy = (at: Limit, firstTokenMs: number, inFlight: number): number => {
  if (at.usualMs === null || at.trial !== null || !isUsed(at.limit, inFlight)) return at.limit;
  if (at.isUntried) return firstTokenMs <= ordinary * at.usualMs ? bounded(at.limit + 2) : at.limit;
  return at.slowWindows === 0 ? bounded(at.limit + 0.5 / Math.sqrt(at.limit)) : at.limit;
};

interface Mean {
  readonly ms: number;
  /** Standard error of its logarithm. */
  readonly error: number;
}

const meanOf = ({ logs, squares, samples }: Window): Mean => {
  const mean = logs / samples;
  return { ms: Math.exp(mean), error: Math.sqrt(Math.max(0, squares / samples - mean * mean) / samples) };
};

/** A window is full: an opinion about it, and a new window. */
const afterWindow = (at: Limit, now: number): Limit => {
  const { window } = at;
  const { ms, error } = meanOf(window);
  const next = { ...at, window: freshWindow(now), usualMs: usual(at, { ms, error }, now) };
  const usualMs = at.usualMs ?? ms;
  const isSlow = ms > usualMs * Math.max(tolerance, Math.exp(2 * error));
  if (at.trial !== null) return judged(next, { trial: at.trial, window, ms, isSlow, now });
  if (!isSlow || !isUsed(at.limit, window.peakInFlight) || window.peakInFlight <= leastLimit)
    return { ...next, slowWindows: 0 };
  if (at.slowWindows === 0) return { ...next, slowWindows: 1 };
  const cut = Math.min(weakestCut, Math.max(strongestCut, (tolerance * usualMs) / ms));
  return {
    ...next,
    limit: bounded(Math.min(at.limit, window.peakInFlight) * cut),
    isUntried: false,
    slowWindows: 0,
    trial: { limit: at.limit, slowMs: ms, lowSince: null, misses: 0, until: now + trialMs },
  };
};

/** The usual time falls and rises with what is seen; under heavy load, slowly, and a queue is not taken for usual. */
const usual = (at: Limit, { ms, error }: Mean, now: number): number => {
  if (at.usualMs === null) return ms;
  const { window, limit } = at;
  const isHeavy = isUsed(limit, window.peakInFlight) && window.peakInFlight > leastLimit;
  const bound = Math.max(ordinary, Math.exp(1.5 * error));
  if (isHeavy && ms > bound * at.usualMs) return at.usualMs;
  const seenMs = isHeavy ? Math.max(ms, at.usualMs / bound) : ms;
  const weight = Math.min(0.5, (now - window.startedAt) / (isHeavy ? heavyMemoryMs : lightMemoryMs));
  return at.usualMs * (seenMs / at.usualMs) ** weight;
};

interface Look {
  readonly trial: Trial;
  readonly window: Window;
  readonly ms: number;
  readonly isSlow: boolean;
  readonly now: number;
}

/** Once fewer calls are in flight, and those that waited before are through: did it help? */
const judged = (at: Limit, { trial, window, ms, isSlow, now }: Look): Limit => {
  if (now >= trial.until) return { ...at, trial: null };
  const isLow = window.peakInFlight <= Math.ceil(at.limit);
  if (!isSlow) {
    // What is seen with fewer calls in flight is the usual; the limit that is right lies in between.
    const usualMs = isLow && at.usualMs !== null && ms < at.usualMs ? Math.sqrt(ms * at.usualMs) : at.usualMs;
    return { ...at, trial: null, limit: bounded((2 * at.limit + trial.limit) / 3), usualMs };
  }
  if (!isLow || trial.lowSince === null) return { ...at, trial: { ...trial, lowSince: isLow ? now : null, misses: 0 } };
  if (window.startedAt < trial.lowSince + trial.slowMs) return at;
  // A line inside the upstream shrinks at least as much as the limit did; half of that has to be seen.
  const isBetter = ms <= (trial.slowMs * (1 + at.limit / trial.limit)) / 2;
  if (isBetter) return { ...at, trial: null, slowWindows: 1 };
  const misses = trial.misses + 1;
  if (misses < missesToFail) return { ...at, trial: { ...trial, misses } };
  return { ...at, trial: null, limit: trial.limit, usualMs: ms };
};
