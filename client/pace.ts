/** How long to wait before asking again. Pure: clock and chance come in. */

/** Exponential with full jitter: many clients of one gateway must not come back in step. */
const baseMs = 500;
const ceilingMs = 15_000;

/** `tries`: how often it has failed before, from 0. `draw`: at least 0, below 1. */
export const backoffMs = (tries: number, draw: number): number =>
  Math.round(draw * Math.min(ceilingMs, baseMs * 2 ** Math.min(tries, 10)));

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3); `null` when there is none or it cannot be read. */
export const retryAfterMs = (headers: Headers, now: number): number | null => {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = text === '' ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};
