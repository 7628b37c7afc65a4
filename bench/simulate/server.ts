/** A simulated model server: calls share its capacity, too many slow each other down, and it fails as a scenario says. */
import type { Alarm } from '../../src/domain/ports.ts';
import { contentEvent, lastEvents } from '../canned.ts';
import type { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import { epoch } from './clock.ts';
import type { SimExchange } from './exchange.ts';

/** How it takes calls just now. The model list answers unless it is refusing or silent. */
export type Mode =
  | { readonly kind: 'well' }
  /** Nobody listens on the port. */
  | { readonly kind: 'refusing' }
  /** Packets to it are lost. */
  | { readonly kind: 'silent' }
  /** All its calls take so many times as long. */
  | { readonly kind: 'slow'; readonly factor: number }
  /** It answers this share of calls with a status 500, after so long. */
  | { readonly kind: 'failing'; readonly share: number; readonly afterMs: number };

export interface Shape {
  /** Calls it serves at full speed. */
  readonly slots: number;
  /** Calls it takes before it says that it is overloaded. */
  readonly most: number;
  /** Median time to the first token, and from there to the end, at full speed. */
  readonly prefillMs: number;
  readonly decodeMs: number;
}

const first = Buffer.from(contentEvent);
const last = Buffer.from(lastEvents);
const models = Buffer.from(JSON.stringify({ object: 'list', data: [{ id: 'm', object: 'model' }] }));
const json = { 'content-type': 'application/json' };

const failure = (type: string): Buffer => Buffer.from(JSON.stringify({ error: { message: type, type, code: null } }));
const overloaded = failure('overloaded_error');
const broken = failure('server_error');

/** Beyond its slots calls share what there is, and each doubling costs a fifth of that: 2^-0.3 = 0.81. */
const thrash = 0.3;
const spread = 0.35;
const refusalMs = 2;
const probeMs = 2;

/** One call being served; milestones are counted in the work each call has had. */
interface Job {
  readonly exchange: SimExchange;
  readonly firstAt: number;
  readonly endAt: number;
  isBegun: boolean;
}

export interface ServerParts {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly shape: Shape;
}

/** Mean of the lognormal: median × e^(σ²/2). */
export const capacityPerSecond = ({ slots, prefillMs, decodeMs }: Shape): number =>
  (slots * 1000) / ((prefillMs + decodeMs) * Math.exp(spread ** 2 / 2));

export class SimServer {
  /** When calls and probes came, in ms of simulated time. */
  readonly calledAt: number[] = [];
  readonly probedAt: number[] = [];
  readonly #parts: ServerParts;
  readonly #jobs = new Map<SimExchange, Job>();
  #mode: Mode = { kind: 'well' };
  /** Work that a call present from the beginning would have had. */
  #work = 0;
  #workedAt = epoch;
  #alarm: Alarm | null = null;
  #busiest = 0;

  constructor(parts: ServerParts) {
    this.#parts = parts;
  }

  get inFlight(): number {
    return this.#jobs.size;
  }

  /** Most calls it ever had at once. */
  get busiest(): number {
    return this.#busiest;
  }

  /** `cuts`: what it is serving breaks off. */
  become(mode: Mode, cuts = false): void {
    this.#advance();
    this.#mode = mode;
    if (cuts) {
      for (const exchange of this.#jobs.keys()) exchange.break('ECONNRESET');
      this.#jobs.clear();
    }
    this.#plan();
  }

  probe(exchange: SimExchange): void {
    this.probedAt.push(this.#parts.clock.monotonic());
    if (this.#isUnreachable(exchange)) return;
    this.#reply(exchange, { status: 200, body: models, afterMs: probeMs });
  }

  call(exchange: SimExchange): void {
    this.calledAt.push(this.#parts.clock.monotonic());
    const { chance, shape } = this.#parts;
    const prefillMs = chance.lognormal(shape.prefillMs, spread);
    const decodeMs = chance.lognormal(shape.decodeMs, spread);
    const luck = chance.draw();
    if (this.#isUnreachable(exchange)) return;
    if (this.#mode.kind === 'failing' && luck < this.#mode.share)
      return this.#reply(exchange, { status: 500, body: broken, afterMs: this.#mode.afterMs });
    if (this.#jobs.size >= shape.most)
      return this.#reply(exchange, { status: 503, body: overloaded, afterMs: refusalMs });
    this.#advance();
    exchange.sent();
    const firstAt = this.#work + prefillMs;
    this.#jobs.set(exchange, { exchange, firstAt, endAt: firstAt + decodeMs, isBegun: false });
    this.#busiest = Math.max(this.#busiest, this.#jobs.size);
    this.#plan();
  }

  left(exchange: SimExchange): void {
    this.#advance();
    if (this.#jobs.delete(exchange)) this.#plan();
  }

  #isUnreachable(exchange: SimExchange): boolean {
    if (this.#mode.kind === 'refusing') this.#parts.clock.after(1, () => exchange.break('ECONNREFUSED'));
    return this.#mode.kind === 'refusing' || this.#mode.kind === 'silent';
  }

  #reply(exchange: SimExchange, reply: { status: number; body: Buffer; afterMs: number }): void {
    exchange.sent();
    this.#parts.clock.after(reply.afterMs, () => {
      exchange.answer(reply.status, json);
      exchange.send(reply.body);
      exchange.finish();
    });
  }

  /** Work a call gets per ms. */
  #speed(): number {
    const share = Math.min(1, this.#parts.shape.slots / Math.max(1, this.#jobs.size));
    return share ** (1 + thrash) / (this.#mode.kind === 'slow' ? this.#mode.factor : 1);
  }

  #advance(): void {
    const now = this.#parts.clock.now();
    this.#work += (now - this.#workedAt) * this.#speed();
    this.#workedAt = now;
  }

  #plan(): void {
    this.#alarm?.cancel();
    this.#alarm = null;
    if (this.#jobs.size === 0) return;
    let next = Infinity;
    for (const { isBegun, firstAt, endAt } of this.#jobs.values()) next = Math.min(next, isBegun ? endAt : firstAt);
    this.#alarm = this.#parts.clock.after((next - this.#work) / this.#speed(), () => this.#reach(next));
  }

  #reach(milestone: number): void {
    this.#advance();
    // What rounding left short of the milestone would plan it again.
    this.#work = Math.max(this.#work, milestone);
    for (const job of this.#jobs.values()) {
      const { exchange } = job;
      if (!job.isBegun && job.firstAt <= this.#work) {
        job.isBegun = true;
        exchange.answer(200, { 'content-type': 'text/event-stream' });
        exchange.send(first);
      } else if (job.isBegun && job.endAt <= this.#work) {
        this.#jobs.delete(exchange);
        exchange.send(last);
        exchange.finish();
      }
    }
    this.#plan();
  }
}
