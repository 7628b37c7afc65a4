/** Made-up positions for the tables of the policies. */
import type { CauseCode } from '../../src/domain/cause.ts';
import { causeOf } from '../../src/domain/cause.ts';
import type { Target, Upstream } from '../../src/domain/upstream.ts';
import { anUpstream } from '../fakes/an-upstream.ts';
import type { Availability, Candidate, Position, Tried } from '../../src/policy/next-move.ts';

const timeouts = {
  connectMs: 2_000,
  firstTokenMs: 'auto',
  idleMs: 60_000,
  answerMs: 600_000,
  totalMs: 900_000,
} as const;

const upstream = (name: string, more: Partial<Upstream> = {}): Upstream =>
  anUpstream(name, `http://${name}.test/v1`, more);

export const target = (name: string, more: Partial<Target> = {}): Target => ({
  upstream: upstream(name),
  model: null,
  tier: 1,
  weight: 1,
  contextWindow: null,
  timeouts,
  ...more,
});

export const candidate = (
  of: Target,
  availability: Availability = { kind: 'ready' },
  more: Partial<Candidate> = {},
): Candidate => ({
  target: of,
  weight: of.weight,
  model: of.model ?? 'm',
  availability,
  mayRetry: true,
  latencyMs: null,
  penaltyMs: 0,
  pending: 0,
  isLocal: true,
  isPressed: false,
  goodAt: null,
  doubt: 'none',
  ...more,
});

export const now = 1_000_000;

export const tried = (
  of: Target,
  code: CauseCode,
  more: Partial<Tried> & { readonly retryAfterMs?: number } = {},
): Tried => ({
  target: of,
  cause: causeOf(code, { upstream: of.upstream.name, retryAfterMs: more.retryAfterMs ?? null }),
  sent: true,
  endedAt: now,
  draw: 0.5,
  ...more,
});

export const position = (more: Partial<Position> = {}): Position => ({
  replay: 'safe',
  candidates: [],
  flight: [],
  tried: [],
  affinity: null,
  rescue: 'same',
  cut: null,
  attemptsMax: 3,
  isRepeat: false,
  holdUntil: null,
  deadlineAt: now + 900_000,
  impatient: false,
  now,
  draw: 0,
  ...more,
});
