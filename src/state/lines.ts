/** The lines in front of the targets: one for each route and model that calls wait for. Places that free call exactly those who may go. */
import type { Cause } from '../domain/cause.ts';
import type { Alarm, Clock, Random } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import { noPlace } from '../policy/line/promise.ts';
import type { Fleet } from './fleet.ts';
import type { Wish } from './line.ts';
import { Line } from './line.ts';
import { Ticket } from './ticket.ts';

export type Entry =
  | { readonly kind: 'waiting'; readonly ticket: Ticket }
  | { readonly kind: 'refused'; readonly cause: Cause };

/** When somebody's rest is over. */
interface Ringing {
  readonly at: number;
  readonly alarm: Alarm;
}

/**
 * `queued` for a place, or held until somebody is back. `tried`: it has been asked already, in vain; such calls stand apart, until
 * somebody has shown to be back.
 */
export type How = 'queued' | 'held' | 'tried';

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly fleet: Pick<Fleet, 'onChange' | 'view' | 'room'>;
  readonly settings: () => Settings;
}

/** How fast a line moved is remembered for so many of them. */
const linesMax = 500;

/** A rest that is over and still goes on is not asked after without end. */
const leastPauseMs = 10;

const keyOf = ({ call, route }: Wish): string => `${call.operation}|${route.model}|${call.model}`;

export class Lines {
  readonly #parts: Parts;
  readonly #all = new Map<string, Line>();
  /** Those that somebody waits in, the one whose turn it is first. */
  readonly #busy = new Map<Line, Ringing | null>();

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.fleet.onChange(() => this.#callUp());
  }

  /** Calls that wait in all lines. */
  get waiting(): number {
    let sum = 0;
    for (const line of this.#busy.keys()) sum += line.size;
    return sum;
  }

  /** Calls that wait for an upstream: those of a line count in equal parts for its targets of the first tier. */
  waitingFor(upstream: string): number {
    let sum = 0;
    for (const line of this.#busy.keys()) {
      const { targets } = line.wish.route;
      const tier = Math.min(...targets.map((target) => target.tier));
      const first = targets.filter((target) => target.tier === tier);
      const own = first.filter((target) => target.upstream.name === upstream).length;
      if (own > 0) sum += (line.size * own) / first.length;
    }
    return sum;
  }

  /** Whether others wait for what this call wants. */
  isBusy(wish: Wish): boolean {
    return this.#busy.size > 0 && this.#all.get(keyOf(wish))?.isBusy === true;
  }

  /**
   * Takes a place at the end; refused when the line is full, or would be too slow.
   * Who holds for recovery is never refused: they asked to wait, and `limits.calls` bounds them.
   */
  enter(wish: Wish, how: How = 'queued'): Entry {
    const { clock, random, settings } = this.#parts;
    const now = clock.now();
    const line = this.#lineFor(wish, now, how === 'tried');
    const ticket = new Ticket({ clock, line, changed: this.#changed }, wish);
    const isHeld = how !== 'queued';
    const isTooMany = !isHeld && this.waiting >= settings().limits.queue;
    line.add(ticket, now, 'last');
    const shed = isTooMany ? line.shedFor(ticket) : null;
    if ((isTooMany && shed === null) || !(isHeld || line.isInTime(ticket, now))) {
      const cause = noPlace(ticket.prospect, random.draw());
      line.remove(ticket);
      return { kind: 'refused', cause };
    }
    if (shed !== null) {
      const cause = noPlace(shed.prospect, random.draw());
      line.remove(shed);
      shed.refuse(cause);
    }
    this.#changed(line);
    return { kind: 'waiting', ticket };
  }

  /** Its deadline came before its turn. */
  tooSlow(ticket: Ticket): Cause {
    return noPlace(ticket.prospect, this.#parts.random.draw());
  }

  #lineFor(wish: Wish, now: number, wasTried: boolean): Line {
    const key = wasTried ? `${keyOf(wish)}|tried` : keyOf(wish);
    const known = this.#all.get(key);
    if (known !== undefined) {
      known.wish = wish;
      return known;
    }
    if (this.#all.size >= linesMax) {
      for (const [old, line] of this.#all) {
        if (line.isBusy) continue;
        this.#all.delete(old);
        break;
      }
    }
    const line = new Line(wish, { now, needsProof: wasTried });
    this.#all.set(key, line);
    return line;
  }

  readonly #changed = (line: Line): void => {
    if (line.isBusy && !this.#busy.has(line)) this.#busy.set(line, null);
    this.#callUp();
  };

  #callUp(): void {
    if (this.#busy.size === 0) return;
    const { clock } = this.#parts;
    const busy = [...this.#busy.keys()];
    for (const line of busy) {
      const count = this.#callUpIn(line, clock.now());
      const ringing = this.#busy.get(line) ?? null;
      if (count > 0 || !line.isBusy) this.#busy.delete(line);
      if (!line.isBusy) ringing?.alarm.cancel();
      // Lines take turns at what they share.
      else if (count > 0) this.#busy.set(line, ringing);
    }
  }

  #callUpIn(line: Line, now: number): number {
    const { fleet } = this.#parts;
    const { route, call } = line.wish;
    let room = 0;
    let canServe = false;
    let restEndsAt = Infinity;
    for (const { target, model, availability, goodAt } of fleet.view(route, call)) {
      if (availability.kind === 'ready' && line.trusts(goodAt)) room += fleet.room(target, model);
      if (availability.kind === 'resting') restEndsAt = Math.min(restEndsAt, availability.until);
      canServe ||= availability.kind === 'ready' || availability.kind === 'full';
    }
    if (!canServe) line.rampUp();
    const count = line.callUp(room, now);
    if (restEndsAt < Infinity && line.isBusy) this.#ringAt(line, restEndsAt);
    return count;
  }

  /** Nobody tells when a rest is over: a clock does. */
  #ringAt(line: Line, time: number): void {
    const { clock } = this.#parts;
    const ringing = this.#busy.get(line) ?? null;
    if (ringing?.at === time) return;
    ringing?.alarm.cancel();
    const alarm = clock.after(Math.max(leastPauseMs, time - clock.now()), () => {
      // An alarm may ring a moment too early: what is waited for is then set anew.
      if (this.#busy.has(line)) this.#busy.set(line, null);
      this.#callUp();
    });
    this.#busy.set(line, { at: time, alarm });
  }
}
