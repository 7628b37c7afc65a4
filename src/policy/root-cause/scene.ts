/** The recent past laid out around one failing call: every try in one list, so that each rule is a filter over it. */
import type { Cause, CauseCode, Family } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { AttemptFacts, RecentPast, Sighting } from './sighting.ts';

/** One try at one upstream that came to a verdict. A call that was refused because an upstream rests is one too. */
export interface Try {
  readonly sighting: Sighting;
  readonly upstream: string;
  readonly model: string;
  readonly startedAt: number;
  /** Until its end; `null` where it was never sent, or that is not known. */
  readonly ms: number | null;
  /** Until the first content of a good answer. */
  readonly firstMs: number | null;
  readonly isReused: boolean;
  /** Whether nothing at all came back. */
  readonly isSilent: boolean;
  /** `null` for a good one. */
  readonly cause: Cause | null;
}

export interface Scene {
  readonly cause: Cause;
  /** The call in question. */
  readonly mine: Sighting;
  /** Calls of the window, the one in question last. */
  readonly sightings: readonly Sighting[];
  /** All their tries, oldest call first. */
  readonly tries: readonly Try[];
  readonly past: RecentPast;
  readonly now: number;
  readonly windowMs: number;
}

const longestWindowMs = 300_000;
/** More calls than these are not looked at: what an explanation may cost has a bound. */
const mostSightings = 500;
/** One more than that tells that there were more. */
export const sightingsLookedAt = mostSightings + 1;

const tryOf = (sighting: Sighting, attempt: AttemptFacts): Try => {
  const { phases } = attempt;
  return {
    sighting,
    upstream: attempt.upstream,
    model: attempt.model,
    startedAt: sighting.call.at + attempt.startedMs,
    ms: phases.end,
    firstMs: attempt.cause === null ? (phases.firstToken ?? phases.firstByte) : null,
    isReused: attempt.socket === 'reused',
    isSilent: phases.firstByte === null && attempt.bytesReceived === 0,
    cause: attempt.cause,
  };
};

/** A call that was turned away because an upstream rests was hit by what made it rest. */
const turnedAway = (sighting: Sighting): readonly Try[] => {
  const { cause, attempts, model, at } = sighting.call;
  const upstream = cause?.upstream ?? null;
  if (cause === null || upstream === null || attempts.some((attempt) => attempt.upstream === upstream)) return [];
  const none = { ms: null, firstMs: null, isReused: false, isSilent: true };
  return [{ sighting, upstream, model, startedAt: at, cause, ...none }];
};

const triesOf = (sighting: Sighting): readonly Try[] => [
  ...sighting.call.attempts.filter((attempt) => !attempt.dropped).map((attempt) => tryOf(sighting, attempt)),
  ...turnedAway(sighting),
];

export const sceneOf = (cause: Cause, mine: Sighting, around: { past: RecentPast; now: number }): Scene => {
  const { past, now } = around;
  const since = now - longestWindowMs;
  const others = past.sightings
    .slice(-mostSightings)
    .filter(({ call }) => call.id !== mine.call.id && call.at + call.ms >= since);
  const sightings = [...others, mine];
  const oldest = Math.min(...sightings.map(({ call }) => call.at));
  return {
    cause,
    mine,
    sightings,
    tries: sightings.flatMap(triesOf),
    past,
    now,
    windowMs: past.sightings.length > mostSightings ? Math.min(longestWindowMs, now - oldest) : longestWindowMs,
  };
};

/** Families in which an upstream does not serve, whatever it says on the way down: a dying host refuses, resets and hangs in turn. */
const notServing: ReadonlySet<Family> = new Set(['outage', 'backend', 'network', 'timeout', 'dns', 'tls', 'overload']);

/** Whether two failures are of one trouble. */
export const isSameTrouble = (code: CauseCode, other: CauseCode): boolean => {
  if (code === other) return true;
  const [one, two] = [traits[code], traits[other]];
  if (one.hurts === 'nothing' || two.hurts === 'nothing') return false;
  return one.family === two.family || (notServing.has(one.family) && notServing.has(two.family));
};

export const isHit = ({ cause }: Scene, one: Try): boolean =>
  one.cause !== null && isSameTrouble(cause.code, one.cause.code);

/** Tries at the upstream in question. */
export const there = (scene: Scene): readonly Try[] =>
  scene.tries.filter(({ upstream }) => upstream === scene.cause.upstream);
