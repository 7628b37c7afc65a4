/**
 * Time to first token as a balancer should see it (Finagle's peak EWMA): a worse sample counts at once and in full, better ones win
 * slowly, and what is long ago fades.
 */

export interface Latency {
  readonly ms: number;
  readonly at: number;
}

const tauMs = 10_000;
/** Behind so long a silence nothing is known any more. */
const forgottenMs = 3 * tauMs;

export const learnLatency = (latency: Latency | null, ms: number, now: number): Latency => {
  if (latency === null || ms >= latency.ms) return { ms, at: now };
  const keeps = Math.exp(-Math.max(0, now - latency.at) / tauMs);
  return { ms: latency.ms * keeps + ms * (1 - keeps), at: now };
};

/** `null`: not known. */
export const latencyNow = (latency: Latency | null, now: number): number | null => {
  if (latency === null) return null;
  const passedMs = Math.max(0, now - latency.at);
  return passedMs > forgottenMs ? null : latency.ms * Math.exp(-passedMs / tauMs);
};

/** What a call would have taken that was called off after so long, since another one was faster: longer; how much longer is a guess. */
export const guessMs = (afterMs: number): number => 2 * afterMs;

const leastFailureMs = 5_000;
const mostFailureMs = 60_000;

/** A failure counts like an answer nobody would wait for, a second one twice: failing fast must not look like being fast. */
export const failureMs = (penalty: Latency | null, now: number): number =>
  Math.min(mostFailureMs, Math.max(leastFailureMs, 2 * (latencyNow(penalty, now) ?? 0)));

/** Half of it is forgiven for an answer that came whole; `null` once nothing is left that matters. */
export const relieved = (penalty: Latency, now: number): Latency | null => {
  const left = (latencyNow(penalty, now) ?? 0) / 2;
  return left < 50 ? null : { ms: left, at: now };
};
