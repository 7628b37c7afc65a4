/** One hop of a call's way, the same for every system: its clocks and bounds, each with the place where it was set. */
import type { Place } from './place.ts';

export interface Setting<Value> {
  readonly value: Value;
  /** As the system calls it. */
  readonly name: string;
  /** Where it was set; for a default, what it applies to. */
  readonly place: Place;
  readonly isDefault: boolean;
  /** No config sets it. */
  readonly isFixed?: true;
}

/**
 * All in milliseconds, `Infinity` for none. `connect`: to open a connection to the next hop. `read`: silence of the next hop.
 * `send`: the next hop takes nothing. `toCaller`: the caller takes nothing. `whole`: from the request to the answer's last byte.
 * `keepToCaller`: an idle connection of the hop before stays open. `keepToNext`: an idle connection to the next hop is used again.
 * `beat`: it writes to the caller of a stream at least this often. `quiet`: it may say nothing for so long where nothing is
 * streamed. `drain`: what answers may still take at a stop or a reload. `kill`: what the platform gives the next hop from SIGTERM to SIGKILL.
 */
export const clockNames = [
  'connect',
  'read',
  'send',
  'toCaller',
  'whole',
  'keepToCaller',
  'keepToNext',
  'beat',
  'quiet',
  'drain',
  'kill',
] as const;
export type ClockName = (typeof clockNames)[number];

/** What is not there is not known, or the system has no such clock. */
export type Clocks = Readonly<Partial<Record<ClockName, Setting<number>>>>;

/** The clocks that are known. */
export const knownClocks = (clocks: Readonly<Partial<Record<ClockName, Setting<number> | null>>>): Clocks =>
  Object.fromEntries(Object.entries(clocks).filter(([, clock]) => clock !== null));

export interface Hop {
  readonly system: string;
  /** The file of the command line it belongs to: the chain is in the order of these. */
  readonly root: string;
  /** Its file is a whole configuration: one of the same system before it is another hop, not a part of it. */
  readonly isWhole?: true;
  /** The port it takes calls at, where only one file can tell which hop comes before which. */
  readonly port?: number;
  /** Addresses of the next hop, as they are written. */
  readonly leadsTo?: readonly string[];
  /** For a person: what it is and where it leads, such as `location /v1/ → llm`. */
  readonly name: string;
  readonly place: Place;
  /** Why it is taken for a way of streamed answers; `null`: it is not. */
  readonly streams: string | null;
  readonly clocks: Clocks;
  /** Bytes of the largest request it takes; `Infinity` for no bound. */
  readonly largestRequest: Setting<number> | null;
  /** Whether it holds an answer back to pass it on in larger pieces. */
  readonly buffers: Setting<boolean> | null;
  /** Whether it asks the hops in front of it, by X-Accel-Buffering, not to hold its streams back. */
  readonly asksNotToBuffer: boolean;
  /** Most attempts it makes for a POST that was sent already: those that could not be sent cost nobody anything. */
  readonly attempts: Setting<number> | null;
  /** The path by which it asks the next hop whether it is well. */
  readonly asks?: Setting<string>;
  /** Whether it sends a POST again that may have been worked on. */
  readonly repeatsPosts: Setting<boolean> | null;
}

/** A hop with those that come right after it, as far as they are among the files; what those do can heal what it lacks. */
export interface Stand {
  readonly hop: Hop;
  readonly next: readonly Hop[];
}
