/** Tells a caller how the limits of their key stand, before they run into them. */
import type { HeaderList } from '../domain/ports.ts';
import { windowMs } from '../policy/rate.ts';
import type { Standing } from '../state/allowance.ts';

const windowSeconds = windowMs / 1000;

/** `tokens` is not in the draft's list of units yet; left out, the number would mean requests. */
const units = { requests: '', tokens: ';qu="tokens"', concurrency: ';qu="concurrent-requests"' } as const;

const policyItem = ({ limit, quota, nextMs }: Standing): string =>
  `"${limit}";q=${quota}${units[limit]}${nextMs === null ? '' : `;w=${windowSeconds}`}`;

const limitItem = ({ limit, left, nextMs }: Standing): string =>
  `"${limit}";r=${left}${nextMs === null ? '' : `;t=${Math.ceil(nextMs / 1000)}`}`;

/** `120ms`, `1.5s`, `6m0s`: as OpenAI writes durations. */
const shortDuration = (ms: number): string => {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes > 0 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`;
};

/** As OpenAI's users read them, one set for each limit that counts by the minute. */
const openaiFields = ({ limit, quota, left, fullMs }: Standing): HeaderList =>
  fullMs === null
    ? none
    : [
        `x-ratelimit-limit-${limit}`,
        String(quota),
        `x-ratelimit-remaining-${limit}`,
        String(left),
        `x-ratelimit-reset-${limit}`,
        shortDuration(fullMs),
      ];

const none: HeaderList = [];

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11), and the fields SDK users know. `t` is how long no more
 * than `r` can be used, OpenAI's reset is the time until the whole quota is back. Empty without limits.
 */
export const limitFields = (standings: readonly Standing[]): HeaderList =>
  standings.length === 0
    ? []
    : [
        'ratelimit-policy',
        standings.map(policyItem).join(', '),
        'ratelimit',
        standings.map(limitItem).join(', '),
        ...standings.flatMap(openaiFields),
      ];
