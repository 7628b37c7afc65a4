/** A fleet of one upstream with so many places, the lines in front of it, and a clock that is moved by hand. */
import assert from 'node:assert/strict';
import type { Clock } from '../../src/domain/ports.ts';
import type { Settings } from '../../src/domain/settings.ts';
import type { Availability } from '../../src/policy/next-move.ts';
import type { Entry } from '../../src/state/lines.ts';
import { Lines } from '../../src/state/lines.ts';
import type { Ticket } from '../../src/state/ticket.ts';
import { candidate, target } from '../policy/positions.ts';

interface Ringing {
  at: number;
  readonly act: () => void;
}

interface PassingClock extends Clock {
  /** So much too early its alarms ring, as a real one's do now and then. */
  earlyMs: number;
  pass(ms: number): void;
}

const unused = (): never => {
  throw new Error('this clock has alarms only');
};

const passingClock = (startAt = 1_000_000): PassingClock => {
  let now = startAt;
  const entries = new Set<Ringing>();
  const clock: PassingClock = {
    earlyMs: 0,
    now: () => now,
    monotonic: () => now,
    sleep: unused,
    every: unused,
    patience: unused,
    after: (ms, act) => {
      const entry = { at: now + Math.max(0, ms - clock.earlyMs), act };
      entries.add(entry);
      return {
        refresh: () => void entries.add(Object.assign(entry, { at: now + ms })),
        cancel: () => void entries.delete(entry),
      };
    },
    pass: (ms) => {
      const end = now + ms;
      for (;;) {
        const [first] = [...entries].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (first === undefined) break;
        entries.delete(first);
        now = Math.max(now, first.at);
        first.act();
      }
      now = end;
    },
  };
  return clock;
};

const one = target('one');

export class Stage {
  readonly clock = passingClock();
  places: number;
  taken = 0;
  availability: Availability | null = null;
  readonly lines: Lines;
  readonly #listeners: (() => void)[] = [];

  constructor(places: number, queue = 1_000) {
    this.places = places;
    const fleet = {
      onChange: (listener: () => void): (() => void) => {
        this.#listeners.push(listener);
        return () => {};
      },
      view: () => [candidate(one, this.#rest ?? { kind: this.free > 0 ? 'ready' : 'full' })],
      room: () => this.free,
    };
    // Of the settings nothing else is read.
    const settings = { limits: { queue } } as Settings;
    this.lines = new Lines({
      clock: this.clock,
      random: { draw: () => 0.5, hex: () => '' },
      fleet,
      settings: () => settings,
    });
  }

  /** A rest ends by itself. */
  get #rest(): Availability | null {
    const { availability } = this;
    return availability?.kind === 'resting' && availability.until <= this.clock.now() ? null : availability;
  }

  get free(): number {
    return this.places - this.taken;
  }

  enter(caller = 'a', patienceMs = 900_000): Entry {
    const deadlineAt = this.clock.now() + patienceMs;
    return this.lines.enter({
      call: { model: 'm', operation: 'chat', caller, priority: 'interactive', deadlineAt },
      route: {
        model: 'm',
        totalMs: 900_000,
        targets: [one],
        cache: null,
        assemble: 'off',
        sticky: 'off',
        replay: 'safe',
      },
    });
  }

  ticket(caller = 'a', patienceMs = 900_000): Ticket {
    const entry = this.enter(caller, patienceMs);
    assert.ok(entry.kind === 'waiting');
    return entry.ticket;
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  go(ticket: Ticket): void {
    assert.ok(ticket.isCalled && this.free > 0);
    this.taken++;
    ticket.go();
  }

  done(ticket: Ticket, wasGood = true): void {
    this.taken--;
    ticket.became(wasGood);
    this.changed();
  }
}
