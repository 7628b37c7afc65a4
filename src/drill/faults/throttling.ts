/** Faults of limits: status 429 in every form a client has to understand. */
import type { Trouble } from '../speak/answer.ts';
import { reply, type Step } from '../upstream/step.ts';
import { injected, onRequest, type Fault, type Meeting } from './fault.ts';

const rateLimit: Trouble = {
  status: 429,
  message: `Rate limit reached for this model (${injected}).`,
  type: 'rate_limit_error',
  code: 'rate_limit_exceeded',
  param: null,
};

const quota: Trouble = {
  status: 429,
  message: `You exceeded your current quota; check your plan and billing details (${injected}).`,
  type: 'insufficient_quota',
  code: 'insufficient_quota',
  param: null,
};

const limited = ({ speech }: Meeting, trouble: Trouble, headers: Readonly<Record<string, string>>): readonly Step[] =>
  reply(429, JSON.stringify(speech.trouble(trouble)), headers);

const withRetryAfter = (form: string, value: () => string): Fault =>
  onRequest({ group: 'app', says: `429 with Retry-After: ${form}`, params: {} }, (meeting) =>
    limited(meeting, rateLimit, { 'retry-after': value() }),
  );

const dateIn = (ms: number): string => new Date(Date.now() + ms).toUTCString();

export const throttlingFaults = {
  'rate-limit': onRequest({ group: 'app', says: '429 without Retry-After', params: {} }, (meeting) =>
    limited(meeting, rateLimit, {}),
  ),
  'rate-limit-seconds': onRequest(
    { group: 'app', says: '429 with Retry-After in seconds', params: { seconds: 2 } },
    (meeting, { seconds }) => limited(meeting, rateLimit, { 'retry-after': String(seconds) }),
  ),
  'rate-limit-ms': onRequest(
    { group: 'app', says: '429 with retry-after-ms', params: { ms: 1500 } },
    (meeting, { ms }) => limited(meeting, rateLimit, { 'retry-after-ms': String(ms) }),
  ),
  // HTTP dates have whole seconds: three of them leave at least two.
  'rate-limit-date': withRetryAfter('a date three seconds ahead', () => dateIn(3000)),
  'rate-limit-past': withRetryAfter('a date that is over', () => dateIn(-60_000)),
  'rate-limit-negative': withRetryAfter('a negative number', () => '-5'),
  'rate-limit-huge': withRetryAfter('thirty years', () => '1000000000'),
  'rate-limit-garbage': withRetryAfter('words', () => 'soon, perhaps'),
  quota: onRequest(
    { group: 'app', says: '429 because the quota that was paid for is used up', params: {} },
    (meeting) => limited(meeting, quota, {}),
  ),
} as const satisfies Record<string, Fault>;
