/** Made-up recent pasts for the root cause: calls written as short specs, the last of which is the one in question. */
import type { CauseCode } from '../../src/domain/cause.ts';
import { causeOf } from '../../src/domain/cause.ts';
import type { AttemptRecord } from '../../src/domain/event.ts';
import type { Place, RecentPast, Sighting } from '../../src/policy/root-cause/sighting.ts';
import { noPast } from '../../src/policy/root-cause/sighting.ts';
import type { RootCause } from '../../src/policy/root-cause.ts';
import { rootCause } from '../../src/policy/root-cause.ts';

export const now = 1_800_000_000_000;

export interface TrySpec {
  readonly upstream?: string;
  readonly code?: CauseCode | null;
  /** How long it took. */
  readonly ms?: number;
  readonly firstMs?: number;
  readonly socket?: 'new' | 'reused';
  readonly model?: string;
  /** Whether some of an answer came before it failed. */
  readonly begun?: boolean;
}

export interface CallSpec extends TrySpec {
  /** Seconds before `now` when it was accepted. */
  readonly ago: number;
  readonly caller?: string;
  readonly program?: string;
  readonly prompt?: string;
  /** Where it is more than one. */
  readonly tries?: readonly TrySpec[];
  /** The caller left; `ms` says after how long. */
  readonly left?: boolean;
}

/** First guesses as `classify` makes them. */
const guess = (code: CauseCode, upstream: string | null): ReturnType<typeof causeOf> =>
  causeOf(code, { upstream, confidence: 0.9 });

const attemptOf = (spec: TrySpec, startedMs: number, model: string): AttemptRecord => {
  const { upstream = 'a', code = null, ms = 200, firstMs = Math.min(ms, 120), socket = 'new', begun = false } = spec;
  const hasBegun = code === null || begun;
  return {
    upstream,
    model: spec.model ?? model,
    startedMs,
    phases: {
      queue: null,
      dns: null,
      connect: socket === 'new' ? 1 : null,
      tls: null,
      write: 2,
      firstByte: hasBegun ? firstMs : null,
      firstToken: hasBegun ? firstMs : null,
      end: ms,
    },
    socket,
    remoteAddress: null,
    addresses: [],
    bytesSent: 500,
    bytesReceived: hasBegun ? 1000 : 0,
    status: hasBegun ? 200 : null,
    cause: code === null ? null : guess(code, upstream),
    how: 'fresh',
    dropped: false,
    tokens: null,
  };
};

const attemptsOf = (spec: CallSpec): readonly AttemptRecord[] => {
  let startedMs = 0;
  return (spec.tries ?? [spec]).map((one) => {
    const attempt = attemptOf(one, startedMs, spec.model ?? 'm');
    startedMs += attempt.phases.end ?? 0;
    return attempt;
  });
};

export const sightingOf = (spec: CallSpec, id: string): Sighting => {
  const made = attemptsOf(spec);
  const attempts = spec.left === true ? made.map((one) => ({ ...one, dropped: true })) : made;
  const last = attempts.at(-1);
  const cause = spec.left === true ? causeOf('client_gone') : (last?.cause ?? null);
  return {
    call: {
      id,
      at: now - spec.ago * 1000,
      model: spec.model ?? 'm',
      caller: spec.caller ?? 'local',
      outcome: cause === null ? 'ok' : spec.left === true ? 'cancelled' : 'failed',
      cause,
      ms: spec.ms ?? attempts.reduce((sum, one) => sum + (one.phases.end ?? 0), 0),
      attempts,
    },
    program: spec.program ?? null,
    prompt: spec.prompt ?? null,
  };
};

/** Upstreams `a` and `b` of different providers, `c` of the same provider as `a`; `a` and `d` share a zone. */
const places: ReadonlyMap<string, Place> = new Map([
  ['a', { zone: 'z1', provider: 'one.example' }],
  ['b', { zone: 'z2', provider: 'two.example' }],
  ['c', { zone: 'z3', provider: 'one.example' }],
  ['d', { zone: 'z1', provider: 'four.example' }],
]);

export const pastOf = (calls: readonly CallSpec[], more: Partial<RecentPast> = {}): RecentPast => {
  const byTime = calls.toSorted((one, two) => two.ago - one.ago);
  return { ...noPast, places, sightings: byTime.map((spec, index) => sightingOf(spec, `req_${index}`)), ...more };
};

/** What is said of the last call; the others are the past around it. */
export const ask = (calls: readonly CallSpec[], more: Partial<RecentPast> = {}): RootCause => {
  const last = calls.at(-1);
  if (last === undefined) throw new Error('a story needs a call');
  const sighting = sightingOf(last, 'req_mine');
  const { cause } = sighting.call;
  if (cause === null) throw new Error('the last call of a story has to fail');
  return rootCause({ cause, sighting, recent: pastOf(calls.slice(0, -1), more), now });
};

export const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
