/** When a kept answer may be given again: how old it is, what the caller asked for, and what failed instead. */
import type { CacheWish } from '../domain/call.ts';
import type { Cause, CauseCode } from '../domain/cause.ts';
import type { CacheRule } from '../domain/upstream.ts';

/** `fresh`: instead of asking an upstream. `stale`: only instead of a failure. `old`: not at all. */
export type Freshness = 'fresh' | 'stale' | 'old';

export const freshness = (ageMs: number, rule: CacheRule, wish: CacheWish): Freshness => {
  // A clock that was set back makes ages that mean nothing.
  if (ageMs < 0 || ageMs >= wish.maxAgeMs) return 'old';
  if (ageMs < rule.freshMs) return 'fresh';
  return ageMs < rule.freshMs + rule.staleMs ? 'stale' : 'old';
};

const anything: CacheWish = { maxAgeMs: Infinity, mayKeep: true };

/** The request's `Cache-Control` (RFC 9111, section 5.2.1). What it asks for holds for stale answers too. */
export const wishOf = (cacheControl: string | null): CacheWish => {
  if (cacheControl === null) return anything;
  const directives = cacheControl.toLowerCase().split(',');
  const has = (name: string): boolean => directives.some((directive) => directive.trim() === name);
  if (has('no-store')) return { maxAgeMs: 0, mayKeep: false };
  if (has('no-cache')) return { maxAgeMs: 0, mayKeep: true };
  const seconds = directives.flatMap((directive) => /^max-age="?(\d{1,10})"?$/.exec(directive.trim())?.[1] ?? []);
  return { maxAgeMs: Math.min(...seconds.map((text) => Number(text) * 1000), Infinity), mayKeep: true };
};

/** A request that is wrong stays wrong, whatever was answered to it before. */
export const mayStandIn = (cause: Cause): boolean => cause.family !== 'client';

/** Ends of a call that were its caller's own doing, not the upstream's: the same call of another is no wiser by them. */
const own: ReadonlySet<CauseCode> = new Set(['client_gone', 'cancelled', 'deadline_exceeded']);

export const isOfOneCaller = (cause: Cause): boolean => own.has(cause.code);
