/** What one call needs around it: the live rooms and the world, handed in once. */
import type { Answers } from '../domain/answer.ts';
import type { AttemptRecord } from '../domain/event.ts';
import type { Failure } from '../domain/evidence.ts';
import type { Clock, HeaderList, Log, Random, Wire } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Cache } from '../state/cache.ts';
import type { Calls, Tell } from '../state/calls.ts';
import type { Checks } from '../state/checks.ts';
import type { Durations } from '../state/durations.ts';
import type { Door } from '../state/door.ts';
import type { Fleet } from '../state/fleet.ts';
import type { Lines } from '../state/lines.ts';
import type { Scale } from '../state/scale.ts';
import type { Recent } from '../state/recent.ts';
import type { Joins } from '../state/joins.ts';
import type { Repeats } from '../state/repeats.ts';

export interface Gateway {
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly wire: Wire;
  readonly answers: Answers;
  readonly fleet: Fleet;
  readonly checks: Checks;
  /** Where calls wait for a place at an upstream. */
  readonly lines: Lines;
  /** How many replicas of upstreams are wanted. */
  readonly scale: Scale;
  readonly door: Door;
  readonly calls: Calls;
  /** What happened around a failure, and how long such troubles lasted. */
  readonly recent: Recent;
  readonly durations: Durations;
  readonly joins: Joins;
  /** Failed calls that come again. */
  readonly repeats: Repeats;
  readonly cache: Cache;
  readonly log: Log;
  /** Tells every reader of what happens: journal, metrics, log. `text`: the event as JSON. */
  readonly tell: Tell;
}

/** A failure as it goes out to this caller: in their dialect, or as a page. */
export interface Refusal {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
}

/** How this caller wants failures worded. `attempts` are those made so far. */
export interface Voice {
  readonly refusal: (failure: Failure, attempts: readonly AttemptRecord[]) => Refusal;
  /** The same as the last event of a stream whose head is out. */
  readonly lastEvent: (failure: Failure, attempts: readonly AttemptRecord[]) => string;
}
