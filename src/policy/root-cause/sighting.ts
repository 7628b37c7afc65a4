/** What the memory of the last minutes holds, as the root cause reads it: calls, probes, markers, and where upstreams stand. */
import type { Cause } from '../../domain/cause.ts';
import type { AttemptRecord, CallEnded } from '../../domain/event.ts';
import type { Phases } from '../../domain/ports.ts';

/** What of an attempt matters here. */
export interface AttemptFacts extends Pick<
  AttemptRecord,
  'upstream' | 'model' | 'startedMs' | 'socket' | 'bytesReceived' | 'cause' | 'dropped'
> {
  readonly phases: Pick<Phases, 'firstByte' | 'firstToken' | 'end'>;
}

/** What of a call matters here; a call that is just failing has it too. `at` is when it was accepted. */
export interface CallFacts extends Pick<CallEnded, 'id' | 'at' | 'model' | 'caller' | 'outcome' | 'cause' | 'ms'> {
  readonly attempts: readonly AttemptFacts[];
}

export interface Sighting {
  readonly call: CallFacts;
  /** Family of the client program, see `programOf`. */
  readonly program: string | null;
  /** Keyed digest of the request; only calls with a failed attempt have one. */
  readonly prompt: string | null;
}

/** The last active probe of an upstream; `cause` is `null` for a good one. */
export interface Probe {
  readonly at: number;
  readonly cause: Cause | null;
}

/** Something that was done on purpose. `upstream: null` means all of them. */
export type Marker =
  | {
      readonly kind: 'maintenance';
      readonly from: number;
      readonly until: number;
      readonly upstream: string | null;
      readonly what: string;
    }
  | {
      /** `version`: an upstream's fingerprint changed by itself. */
      readonly kind: 'change' | 'version' | 'reload' | 'drain';
      readonly at: number;
      readonly upstream: string | null;
      readonly what: string;
      readonly by: string | null;
    };

/** Where an upstream stands; `null` where nothing is known that it could share with others. */
export interface Place {
  readonly zone: string | null;
  readonly provider: string | null;
}

export interface RecentPast {
  /** Oldest first. The call in question may be among them. */
  readonly sightings: readonly Sighting[];
  readonly probes: ReadonlyMap<string, Probe>;
  readonly markers: readonly Marker[];
  readonly places: ReadonlyMap<string, Place>;
}

export const noPast: RecentPast = { sightings: [], probes: new Map(), markers: [], places: new Map() };
