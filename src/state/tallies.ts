/** Counts what becomes of calls, by upstream, model and caller, in short slices of time. Bounded, whatever callers ask for. */
import type { CauseCode } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import type { AttemptRecord, CallEnded } from '../domain/event.ts';
import type { Cell, Counts, Slice } from '../policy/incident/tally.ts';
import { addTo, longSlices, nothing, sliceMs } from '../policy/incident/tally.ts';
import { noSignOfLife } from '../policy/root-cause/own-network.ts';

const keepShort = 60;
const keepLong = 72;
const mostCells = 300;
const mostCodes = 20;
/** Stands for all that have no cell of their own. */
const others = '(others)';
/** Calls that were refused before any upstream was asked. */
const nobody = '(none)';

type Counted = { -readonly [Name in keyof Slice]: Slice[Name] };
type Counting = { -readonly [Name in keyof Counts]: Counts[Name] };
/** What one call brings, by the upstreams that it met. */
type Met = Map<string, Counting>;

const bump = (met: Met, upstream: string): Counting => {
  const known = met.get(upstream);
  if (known !== undefined) return known;
  const fresh = { ...nothing };
  met.set(upstream, fresh);
  return fresh;
};

class Room implements Cell {
  readonly upstream: string;
  readonly model: string;
  readonly caller: string;
  readonly zone: string | null;
  readonly history: { short: Counted[]; long: Counted[] } = { short: [], long: [] };
  readonly codes = new Map<number, Map<CauseCode, number>>();

  constructor(name: { upstream: string; model: string; caller: string }, zone: string | null) {
    this.upstream = name.upstream;
    this.model = name.model;
    this.caller = name.caller;
    this.zone = zone;
  }

  add(slice: number, counts: Counts): void {
    for (const slices of [
      this.#at('short', slice, keepShort),
      this.#at('long', Math.floor(slice / longSlices), keepLong),
    ]) {
      addTo(slices, counts);
    }
  }

  /** A clock that went back counts on in the newest slice. */
  #at(which: 'short' | 'long', slice: number, keep: number): Counted {
    const slices = this.history[which];
    const last = slices.at(-1);
    if (last !== undefined && last.slice >= slice) return last;
    const fresh = { slice, ...nothing };
    slices.push(fresh);
    if (slices.length > keep) slices.shift();
    return fresh;
  }

  /** Forgets what is too old, and what a clock that was set back left in the future; true once nothing is left. */
  age(slice: number): boolean {
    const { short, long } = this.history;
    while ((short.at(-1)?.slice ?? 0) > slice + 1) short.pop();
    while ((long.at(-1)?.slice ?? 0) > Math.floor((slice + 1) / longSlices)) long.pop();
    while (short[0] !== undefined && short[0].slice <= slice - keepShort) short.shift();
    for (const known of this.codes.keys())
      if (known <= slice - keepShort || known > slice + 1) this.codes.delete(known);
    while (long[0] !== undefined && long[0].slice <= Math.floor(slice / longSlices) - keepLong) long.shift();
    return long.length === 0;
  }
}

/** Not the caller's own fault or impatience. */
export const isTrouble = (code: CauseCode): boolean => {
  const { family, who } = traits[code];
  return family !== 'client' && who !== 'caller';
};

/** Nobody was asked, because all who could answer were closed by plan. */
const isByPlan = ({ cause, attempts }: CallEnded): boolean => cause?.code === 'maintenance' && attempts.length === 0;

export class Tallies {
  readonly #rooms = new Map<string, Room>();
  readonly #zoneOf: (upstream: string) => string | null;

  constructor(zoneOf: (upstream: string) => string | null) {
    this.#zoneOf = zoneOf;
  }

  get cells(): readonly Cell[] {
    return [...this.#rooms.values()];
  }

  learn(event: CallEnded): void {
    if (event.operation === 'pass') return;
    const { cause, attempts, outcome } = event;
    const slice = Math.floor((event.at + event.ms) / sliceMs);
    const isLost = (outcome === 'failed' || outcome === 'incomplete') && cause !== null && isTrouble(cause.code);
    const isFailed = isLost && !isByPlan(event);
    const last = event.upstream ?? cause?.upstream ?? attempts.at(-1)?.upstream ?? nobody;
    const isOurs = outcome === 'ok' || isFailed;

    const waitedMs = attempts.reduce((ms, { phases }) => ms + (phases.queue ?? 0), 0);
    const met: Met = new Map([[last, { ...nothing, arrived: 1, waitedMs }]]);
    const seen = attempts.flatMap((attempt) => this.#attempted(met, attempt, outcome === 'ok') ?? []);
    if (isFailed && seen.length === 0) bump(met, last).unasked = 1;
    if (isOurs) this.#fared(met, last, isFailed);
    for (const [upstream, counts] of met) this.#roomOf(event, upstream).add(slice, counts);
    const codes = isFailed && seen.length === 0 ? [{ upstream: last, code: cause.code }] : seen;
    for (const { upstream, code } of codes) note(this.#roomOf(event, upstream), slice, code);
  }

  /** What it failed of, if that is news of the upstream. */
  #attempted(met: Met, attempt: AttemptRecord, isAnswered: boolean): { upstream: string; code: CauseCode } | null {
    const { upstream, cause, dropped, phases } = attempt;
    if (dropped) return null;
    const counts = bump(met, upstream);
    counts.attempts++;
    if (cause !== null && noSignOfLife.has(cause.code)) counts.silent++;
    if (cause === null || !isTrouble(cause.code)) return null;
    counts.bad++;
    if (phases.firstToken !== null) {
      counts.cut++;
      if (isAnswered) counts.resumed++;
    }
    return { upstream, code: cause.code };
  }

  /** The call counts once in all, once at each upstream that it met, and once in each of their zones. */
  #fared(met: Met, last: string, isFailed: boolean): void {
    const zones = new Map<string, Counting>();
    let isStruck = false;
    for (const [upstream, counts] of met) {
      const isBad = counts.bad > 0;
      isStruck ||= isBad;
      if (upstream !== last && !isBad) continue;
      counts.hereCalls = 1;
      counts.hereFailed = isFailed ? 1 : 0;
      counts.hereRescued = isBad && !isFailed ? 1 : 0;
      const zone = this.#zoneOf(upstream);
      if (zone === null) continue;
      const first = zones.get(zone) ?? counts;
      zones.set(zone, first);
      first.zoneCalls = 1;
      first.zoneFailed = counts.hereFailed;
      first.zoneRescued ||= counts.hereRescued;
    }
    const counts = bump(met, last);
    counts.calls = 1;
    counts.failed = isFailed ? 1 : 0;
    counts.rescued = isStruck && !isFailed ? 1 : 0;
  }

  /** Lets go of what is too old. */
  age(now: number): void {
    const slice = Math.floor(now / sliceMs);
    for (const [key, room] of this.#rooms) if (room.age(slice)) this.#rooms.delete(key);
  }

  #roomOf({ model, caller }: CallEnded, upstream: string): Room {
    const known = this.#rooms.get(`${upstream}\n${model}\n${caller}`);
    if (known !== undefined) return known;
    const name =
      this.#rooms.size < mostCells ? { upstream, model, caller } : { upstream, model: others, caller: others };
    const key = `${name.upstream}\n${name.model}\n${name.caller}`;
    const room = this.#rooms.get(key) ?? new Room(name, this.#zoneOf(upstream));
    this.#rooms.set(key, room);
    return room;
  }
}

const note = ({ codes }: Room, slice: number, code: CauseCode): void => {
  const seen = codes.get(slice) ?? new Map<CauseCode, number>();
  codes.set(slice, seen);
  if (seen.has(code) || seen.size < mostCodes) seen.set(code, (seen.get(code) ?? 0) + 1);
};
