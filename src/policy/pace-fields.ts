/** Reads what providers say is left of their limits: OpenAI and its likes, Azure, Anthropic, and the IETF draft. */
import type { HeaderBag } from '../domain/ports.ts';
import type { Pace, Told } from './pace.ts';
import { gaugeOf } from './pace.ts';

const one = (headers: HeaderBag, name: string): string | null => {
  const value = headers[name];
  return value === undefined ? null : typeof value === 'string' ? value : (value[0] ?? null);
};

const numberOf = (text: string | null): number | null =>
  text !== null && /^\s*\d{1,15}(\.\d{1,6})?\s*$/.test(text) ? Number(text) : null;

/** Azure tells no reset: its windows are a minute and less, and what is gone comes back soon. */
const untoldResetMs = 10_000;

const durationForm =
  /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,9})?)ms)?$/;
const msPer = [86_400_000, 3_600_000, 60_000, 1_000, 1] as const;

/** Later than that in seconds, or in milliseconds, is a time of day and no duration. */
const epochSeconds = 1e9;
const epochMs = 1e12;

/** `1s`, `6m0s`, `120ms`; plain seconds; seconds or milliseconds since 1970; a date of RFC 3339. */
const resetIn = (text: string | null, now: number): number | null => {
  if (text === null || text === '') return null;
  const plain = numberOf(text);
  if (plain !== null) return plain >= epochMs ? plain - now : plain >= epochSeconds ? plain * 1000 - now : plain * 1000;
  const parts = durationForm.exec(text);
  if (parts !== null) return msPer.reduce((sum, ms, index) => sum + Number(parts[index + 1] ?? 0) * ms, 0);
  const date = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : date - now;
};

interface Texts {
  readonly limit: string | null;
  readonly left: string | null;
  readonly reset: string | null;
}

const toldBy = ({ limit, left, reset }: Texts, now: number): Told | null => {
  const has = numberOf(left);
  if (has === null) return null;
  return { limit: numberOf(limit), left: has, resetMs: resetIn(reset, now) ?? untoldResetMs };
};

const ofOpenai = (headers: HeaderBag, unit: 'requests' | 'tokens', now: number): Told | null =>
  toldBy(
    {
      limit: one(headers, `x-ratelimit-limit-${unit}`),
      left: one(headers, `x-ratelimit-remaining-${unit}`),
      reset: one(headers, `x-ratelimit-reset-${unit}`),
    },
    now,
  );

const ofAnthropic = (headers: HeaderBag, unit: 'requests' | 'tokens' | 'input-tokens', now: number): Told | null =>
  toldBy(
    {
      limit: one(headers, `anthropic-ratelimit-${unit}-limit`),
      left: one(headers, `anthropic-ratelimit-${unit}-remaining`),
      reset: one(headers, `anthropic-ratelimit-${unit}-reset`),
    },
    now,
  );

const itemsMost = 10;

/** `RateLimit: "name";r=50;t=30`, with its unit in `RateLimit-Policy`. `t` is all that is known: what comes then, comes at once. */
const ofDraft = (headers: HeaderBag, unit: 'requests' | 'tokens'): Told | null => {
  const policy = one(headers, 'ratelimit-policy') ?? '';
  const items = (one(headers, 'ratelimit') ?? '').split(',', itemsMost);
  const told = items.flatMap((item): Told[] => {
    const name = /^\s*"([^"\\]{1,64})"/.exec(item)?.[1];
    const left = /;\s*r=(\d{1,15})(?=\s*(?:;|$))/.exec(item)?.[1];
    const seconds = /;\s*t=(\d{1,9})(?=\s*(?:;|$))/.exec(item)?.[1];
    if (name === undefined || left === undefined || seconds === undefined) return [];
    const own = policy.split(',', itemsMost).find((each) => each.trimStart().startsWith(`"${name}"`)) ?? '';
    const isOfTokens = /token/i.test(name) || /;\s*qu="tokens"/.test(own);
    const isOther = /;\s*qu="(?!requests"|tokens")/.test(own);
    return isOther || isOfTokens !== (unit === 'tokens')
      ? []
      : [{ limit: null, left: Number(left), resetMs: Number(seconds) * 1000 }];
  });
  return told.toSorted((a, b) => a.left - b.left)[0] ?? null;
};

const tells = (headers: HeaderBag): boolean =>
  headers['x-ratelimit-remaining-requests'] !== undefined ||
  headers['x-ratelimit-remaining-tokens'] !== undefined ||
  headers['anthropic-ratelimit-requests-remaining'] !== undefined ||
  headers['anthropic-ratelimit-tokens-remaining'] !== undefined ||
  headers['anthropic-ratelimit-input-tokens-remaining'] !== undefined ||
  headers['ratelimit'] !== undefined;

/** What the head of an answer says; `null` when that is nothing, as with most. */
export const readPace = (headers: HeaderBag, now: number): Pace | null => {
  if (!tells(headers)) return null;
  const requests =
    ofOpenai(headers, 'requests', now) ?? ofAnthropic(headers, 'requests', now) ?? ofDraft(headers, 'requests');
  const tokens =
    ofOpenai(headers, 'tokens', now) ??
    ofAnthropic(headers, 'tokens', now) ??
    ofAnthropic(headers, 'input-tokens', now) ??
    ofDraft(headers, 'tokens');
  return {
    requests: requests === null ? null : gaugeOf(requests, now),
    tokens: tokens === null ? null : gaugeOf(tokens, now),
  };
};
