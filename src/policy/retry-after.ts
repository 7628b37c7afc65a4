/** Reads how long an upstream asks us to wait, in every form seen in the field. */
import type { HeaderBag } from '../domain/ports.ts';

/** Longest wait we believe; beyond it the number is taken for a mistake and cut. */
const ceilingMs = 24 * 3600 * 1000;

const first = (value: string | readonly string[] | undefined): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : (value[0] ?? null);

const clamp = (ms: number): number => Math.min(Math.max(0, Math.round(ms)), ceilingMs);

const numberOf = (text: string | null): number | null => {
  if (text === null || !/^\s*-?\d+(\.\d+)?\s*$/.test(text)) return null;
  return Number(text);
};

/**
 * Milliseconds to wait, or `null` when nothing usable was said. `retry-after-ms` (OpenAI, Azure) is the most exact;
 * `Retry-After` is seconds or an HTTP-date (RFC 9110 section 10.2.3). A time in the past is 0.
 */
export const retryAfterMs = (headers: HeaderBag, now: number): number | null => {
  const exact = numberOf(first(headers['retry-after-ms'])) ?? numberOf(first(headers['x-ms-retry-after-ms']));
  if (exact !== null) return clamp(exact);
  const text = first(headers['retry-after']);
  const seconds = numberOf(text);
  if (seconds !== null) return clamp(seconds * 1000);
  if (text === null || !/^[A-Za-z]{3,9},? /.test(text)) return null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : clamp(date - now);
};
