/** Alarms that may be a tenth of a second late, never early: setting and dropping one costs a few pointers, not a timer. */
import type { Alarm } from '../domain/ports.ts';

const tickMs = 100;
/** One turn of the wheel takes 51 s; later alarms stay on it for several turns (Varghese and Lauck, 1987, scheme 6). */
const slotCount = 512;
/** A turn as late as this: the loop stood still, and what came meanwhile is not heard yet. */
const lateTicks = 3;

/** A place in a ring of alarms; a slot's head is one that never rings. */
class Link {
  next: Link = this;
  previous: Link = this;

  leave(): void {
    this.previous.next = this.next;
    this.next.previous = this.previous;
    this.next = this.previous = this;
  }

  follow(head: Link): void {
    this.previous = head.previous;
    this.next = head;
    head.previous.next = this;
    head.previous = this;
  }
}

class CoarseAlarm extends Link implements Alarm {
  readonly act: () => void;
  readonly #ms: number;
  readonly #isPatient: boolean;
  readonly #wheel: Wheel;
  #lostTicks = 0;
  dueTick = 0;
  isSet = true;

  constructor(wheel: Wheel, { ms, act, isPatient }: Wish) {
    super();
    this.#wheel = wheel;
    this.#ms = ms;
    this.#isPatient = isPatient;
    this.act = act;
    this.#wind();
    wheel.add(this);
  }

  /** It stays in its slot: there the wheel finds that it is not due, and moves it on. */
  refresh(): void {
    this.#wind();
    if (this.isSet) return;
    this.isSet = true;
    this.#wheel.add(this);
  }

  cancel(): void {
    if (!this.isSet) return;
    this.isSet = false;
    this.leave();
    this.#wheel.count--;
  }

  /** A patient one gets back what the process missed while it stood still. */
  makeUp(): void {
    if (this.#isPatient) this.dueTick += this.#wheel.lostTicks - this.#lostTicks;
    this.#lostTicks = this.#wheel.lostTicks;
  }

  #wind(): void {
    const now = performance.now();
    this.#wheel.noteStandstill(now);
    this.#lostTicks = this.#wheel.lostTicks;
    this.dueTick = Math.ceil((now + this.#ms) / tickMs);
  }
}

interface Wish {
  readonly ms: number;
  readonly act: () => void;
  /** Whether time in which the process stood still does not count. */
  readonly isPatient: boolean;
}

class Wheel {
  readonly #slots = Array.from({ length: slotCount }, () => new Link());
  #tick = 0;
  #timer: NodeJS.Timeout | null = null;
  #awakeAt = 0;
  lostTicks = 0;
  /** Alarms that are set; as long as there are any, the process lives. */
  count = 0;

  add(alarm: CoarseAlarm): void {
    this.count++;
    if (this.#timer === null) {
      this.#awakeAt = performance.now();
      this.#tick = Math.floor(this.#awakeAt / tickMs);
      this.#timer = setInterval(() => this.#turn(), tickMs);
    }
    this.#place(alarm);
  }

  #place(alarm: CoarseAlarm): void {
    const tick = Math.max(alarm.dueTick, this.#tick + 1);
    alarm.follow(this.#slots[tick % slotCount] as Link);
  }

  /** Notes what was missed since the last look. */
  noteStandstill(now: number): void {
    const missedMs = this.#timer === null ? 0 : now - this.#awakeAt;
    if (missedMs < lateTicks * tickMs) return;
    this.#awakeAt = now;
    this.lostTicks += Math.ceil(missedMs / tickMs);
  }

  /** Node rings first and reads from sockets behind it: what waits there may wind an alarm up again, or drop it. */
  #turn(): void {
    const now = performance.now();
    this.noteStandstill(now);
    this.#awakeAt = now;
    const isLate = Math.floor(now / tickMs) - this.#tick >= lateTicks;
    if (isLate) setImmediate(() => this.#catchUp());
    else this.#catchUp();
  }

  #catchUp(): void {
    const now = Math.floor(performance.now() / tickMs);
    // A process that slept for longer than a turn has every slot to look at, once.
    this.#tick = Math.max(this.#tick, now - slotCount);
    while (this.#tick < now) this.#ring(this.#slots[++this.#tick % slotCount] as Link);
    if (this.count > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #ring(head: Link): void {
    const due: CoarseAlarm[] = [];
    const early: CoarseAlarm[] = [];
    for (let link = head.next; link !== head; link = link.next)
      if (link instanceof CoarseAlarm) {
        link.makeUp();
        (link.dueTick <= this.#tick ? due : early).push(link);
      }
    for (const alarm of early) {
      alarm.leave();
      this.#place(alarm);
    }
    for (const alarm of due) {
      // One that rang before it may have cancelled it or wound it up again.
      if (!alarm.isSet || alarm.dueTick > this.#tick) continue;
      alarm.cancel();
      alarm.act();
    }
  }
}

const wheel = new Wheel();

export const coarseAlarm = (ms: number, act: () => void): Alarm =>
  new CoarseAlarm(wheel, { ms, act, isPatient: false });

export const patientAlarm = (ms: number, act: () => void): Alarm =>
  new CoarseAlarm(wheel, { ms, act, isPatient: true });
