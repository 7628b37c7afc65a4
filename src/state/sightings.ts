/** The last calls as root causes read them. Good ones are packed into numbers: thousands of objects that outlive their call keep the garbage collector busy. */
import type { Sighting } from '../policy/root-cause/sighting.ts';

const keepCalls = 5_000;
export const keepMs = 600_000;
/** Models, callers and upstreams that were seen; calls with more names than these are kept as they are. */
const keepNames = 4_096;

const numbersEach = 6;
const namesEach = 5;
const unknown = -1;

const endOf = ({ call }: Sighting): number => call.at + call.ms;

export class Sightings {
  readonly #numbers = new Float64Array(keepCalls * numbersEach);
  readonly #names = new Uint16Array(keepCalls * namesEach);
  /** In the place of numbers, where these do not say all. */
  readonly #others: (Sighting | null)[] = Array.from({ length: keepCalls }, () => null);
  readonly #indexOf = new Map<string, number>();
  readonly #nameAt: string[] = [];
  #count = 0;

  add(sighting: Sighting): void {
    const at = this.#count++ % keepCalls;
    this.#others[at] = this.#pack(sighting, at) ? null : sighting;
  }

  /** The last, oldest first: those that ended less than ten minutes before the newest. Good ones have lost their id. */
  last(limit = keepCalls): readonly Sighting[] {
    const from = Math.max(0, this.#count - Math.min(limit, keepCalls));
    const all = Array.from({ length: this.#count - from }, (_, index) => this.#unpack((from + index) % keepCalls));
    const newest = all.at(-1);
    return newest === undefined ? [] : all.filter((one) => endOf(newest) - endOf(one) <= keepMs);
  }

  #pack({ call, program, prompt }: Sighting, at: number): boolean {
    const [attempt] = call.attempts;
    const isPlain = call.outcome === 'ok' && call.cause === null && call.attempts.length === 1 && prompt === null;
    if (!isPlain || attempt === undefined || attempt.cause !== null || attempt.dropped) return false;
    if (this.#nameAt.length + namesEach > keepNames) return false;
    const { phases, startedMs, socket } = attempt;
    const first = phases.firstToken ?? phases.firstByte;
    const number = at * numbersEach;
    this.#numbers[number] = call.at;
    this.#numbers[number + 1] = call.ms;
    this.#numbers[number + 2] = startedMs;
    this.#numbers[number + 3] = phases.end ?? unknown;
    this.#numbers[number + 4] = first ?? unknown;
    this.#numbers[number + 5] = attempt.bytesReceived;
    const name = at * namesEach;
    this.#names[name] = this.#index(call.model);
    this.#names[name + 1] = this.#index(call.caller);
    this.#names[name + 2] = this.#index(attempt.upstream);
    this.#names[name + 3] = this.#index(attempt.model);
    // The last one holds two facts: an even number for a connection that was used before.
    this.#names[name + 4] = (program === null ? 0 : this.#index(program) + 1) * 2 + (socket === 'reused' ? 0 : 1);
    return true;
  }

  #unpack(at: number): Sighting {
    const other = this.#others[at] ?? null;
    if (other !== null) return other;
    const number = at * numbersEach;
    const name = at * namesEach;
    const first = this.#known(number + 4);
    const last = this.#names[name + 4] ?? 0;
    const attempt = {
      upstream: this.#name(name + 2),
      model: this.#name(name + 3),
      startedMs: this.#numbers[number + 2] ?? 0,
      phases: { end: this.#known(number + 3), firstToken: first, firstByte: first },
      socket: last % 2 === 0 ? ('reused' as const) : ('new' as const),
      bytesReceived: this.#numbers[number + 5] ?? 0,
      cause: null,
      dropped: false,
    };
    const [callAt = 0, ms = 0] = [this.#numbers[number], this.#numbers[number + 1]];
    const about = { id: '', at: callAt, ms, model: this.#name(name), caller: this.#name(name + 1) };
    const program = last < 2 ? null : (this.#nameAt[(last >> 1) - 1] ?? null);
    return { call: { ...about, outcome: 'ok', cause: null, attempts: [attempt] }, program, prompt: null };
  }

  #index(name: string): number {
    const known = this.#indexOf.get(name);
    if (known !== undefined) return known;
    this.#indexOf.set(name, this.#nameAt.length);
    return this.#nameAt.push(name) - 1;
  }

  #name(at: number): string {
    return this.#nameAt[this.#names[at] ?? 0] ?? '';
  }

  #known(at: number): number | null {
    const number = this.#numbers[at] ?? unknown;
    return number === unknown ? null : number;
  }
}
