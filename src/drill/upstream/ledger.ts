/** The ledger of a scripted upstream: every attempt it saw, what it did to it, and whether the peer stayed to the end. */

export interface Seen {
  readonly n: number;
  /** Milliseconds on the drill's own clock (`performance.now`), comparable with what the caller recorded. */
  readonly at: number;
  /** `null` for an attempt that was met before its request was read. */
  readonly method: string | null;
  readonly path: string | null;
  readonly model: string | null;
  readonly stream: boolean;
  /** Role of the last message: `assistant` marks a continuation. */
  readonly lastRole: string | null;
  readonly headerNames: readonly string[];
  readonly requestBytes: number;
  /** Name of the fault it met, `null` when it was served well. */
  readonly fault: string | null;
  /** Payloads of the `data` lines that went out, in order. */
  readonly data: string[];
  sentBytes: number;
  /** When the peer closed before we were done, on the same clock; `null` while it stays. */
  goneAt: number | null;
  /** When our script was over; `null` while it runs. */
  doneAt: number | null;
}

export type Arrival = Pick<
  Seen,
  'method' | 'path' | 'model' | 'stream' | 'lastRole' | 'headerNames' | 'requestBytes' | 'fault'
>;

export interface Ledger {
  readonly seen: readonly Seen[];
  /** Calls that are not over. */
  readonly running: number;
  note(arrival: Arrival): Seen;
}

/** Keeps the last `remembers` attempts: a demo model may run for weeks. */
export const openLedger = (remembers: number): Ledger => {
  const seen: Seen[] = [];
  let count = 0;
  return {
    seen,
    get running() {
      return seen.filter(({ method, doneAt, goneAt }) => method === 'POST' && doneAt === null && goneAt === null)
        .length;
    },
    note(arrival) {
      const entry: Seen = {
        ...arrival,
        n: (count += 1),
        at: performance.now(),
        data: [],
        sentBytes: 0,
        goneAt: null,
        doneAt: null,
      };
      seen.push(entry);
      if (seen.length > remembers) seen.shift();
      return entry;
    },
  };
};
