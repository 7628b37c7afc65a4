/** What is noted of a call while it runs: its attempts, and what came of it. */
import type { Cause } from '../domain/cause.ts';
import type { AttemptRecord, AttemptTokens, CacheMark, Usage } from '../domain/event.ts';
import { noPhases } from '../domain/event.ts';
import type { WireFacts } from '../domain/ports.ts';
import type { Target } from '../domain/upstream.ts';

export interface AttemptStart {
  readonly target: Target;
  readonly model: string;
  readonly startedMs: number;
  readonly how: AttemptRecord['how'];
  readonly queueMs: number | null;
}

type Mutable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] };

/** One attempt's line in the record, filled in as more is known. */
export class AttemptNote {
  readonly #record: Mutable<AttemptRecord>;

  constructor(start: AttemptStart) {
    const { target, model, startedMs, how, queueMs } = start;
    this.#record = {
      upstream: target.upstream.name,
      model,
      startedMs,
      how,
      phases: queueMs === null ? noPhases : { ...noPhases, queue: queueMs },
      socket: null,
      remoteAddress: null,
      addresses: [],
      bytesSent: 0,
      bytesReceived: 0,
      status: null,
      cause: null,
      dropped: false,
      tokens: null,
    };
  }

  get record(): AttemptRecord {
    return this.#record;
  }

  status(status: number): void {
    this.#record.status = status;
  }

  firstToken(ms: number): void {
    this.#record.phases = { ...this.#record.phases, firstToken: ms };
  }

  tokens(tokens: AttemptTokens): void {
    this.#record.tokens = tokens;
  }

  settle(facts: WireFacts, cause: Cause | null, dropped = false): void {
    const record = this.#record;
    const { queue, firstToken } = record.phases;
    record.phases = { ...facts.phases, queue, firstToken };
    record.socket = facts.socket;
    record.remoteAddress = facts.remoteAddress;
    record.addresses = facts.addresses;
    record.bytesSent = facts.bytesSent;
    record.bytesReceived = facts.bytesReceived;
    record.cause = cause;
    record.dropped = dropped;
  }
}

export class Trace {
  /** Attempts of a process that is no more. */
  readonly #before: readonly AttemptRecord[];
  readonly #notes: AttemptNote[] = [];
  firstTokenMs: number | null = null;
  usage: Usage | null = null;
  /** Where the answer comes from, for a model whose answers are kept. */
  cache: CacheMark | null = null;
  /** What failed, where an old answer stands in. */
  instead: Cause | null = null;
  /** The upstream whose answer the caller gets. */
  upstream: string | null = null;

  constructor(before: readonly AttemptRecord[] = []) {
    this.#before = before;
  }

  begin(start: AttemptStart): AttemptNote {
    const note = new AttemptNote(start);
    this.#notes.push(note);
    return note;
  }

  get attempts(): readonly AttemptRecord[] {
    return [...this.#before, ...this.#notes.map((note) => note.record)];
  }

  get count(): number {
    return this.#before.length + this.#notes.length;
  }
}
