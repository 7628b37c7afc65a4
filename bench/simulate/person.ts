/** Somebody who asks once and wants one answer: as patient as they are, with an SDK that may retry for them. */
import type { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import { type Answered, Line, request } from './line.ts';
import type { Handle } from './ours.ts';

export interface Manner {
  /** How long they wait for the first word, all tries together. */
  readonly patienceMs: number;
  /** Tries of the SDK after the first. */
  readonly retries: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What became of a question; times in ms of simulated time. */
export interface Asked {
  readonly at: number;
  /** When each request for it was sent. */
  readonly requestedAt: readonly number[];
  readonly firstTokenMs: number | null;
  readonly endedAt: number;
  readonly outcome: 'whole' | 'failed' | 'left';
  /** Cause of a failure as the gateway named it. */
  readonly code: string;
}

interface Around {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly handle: Handle;
  readonly manner: Manner;
}

/** OpenAI's Python SDK, `_base_client.py`: 0.5 s doubled up to 8 s, less up to a quarter; Retry-After is kept up to 60 s. */
const backoffMs = (retry: number, draw: number, retryAfterMs: number | null): number =>
  retryAfterMs !== null && retryAfterMs > 0 && retryAfterMs <= 60_000
    ? retryAfterMs
    : Math.min(8_000, 500 * 2 ** retry) * (1 - draw / 4);

export const ask = (around: Around, tell: (asked: Asked) => void): void => {
  const { clock, chance, handle, manner } = around;
  const at = clock.monotonic();
  const requestedAt: number[] = [];
  let firstTokenMs: number | null = null;
  let line: Line | null = null;
  const end = (outcome: Asked['outcome'], code = ''): void => {
    patience.cancel();
    line = null;
    tell({ at, requestedAt, firstTokenMs, endedAt: clock.monotonic(), outcome, code });
  };
  const over = (answered: Answered): void => {
    if (answered.kind === 'whole') return end('whole');
    const { begun, mayRetry, retryAfterMs, code, status } = answered;
    const retry = requestedAt.length - 1;
    if (begun || !mayRetry || retry >= manner.retries) return end('failed', code || String(status));
    line = null;
    waiting = clock.after(backoffMs(retry, chance.draw(), retryAfterMs), send);
  };
  const send = (): void => {
    requestedAt.push(clock.monotonic());
    line = new Line({
      content: () => {
        patience.cancel();
        firstTokenMs ??= clock.monotonic() - at;
      },
      over,
    });
    handle(request({ ...manner.headers, 'x-stainless-retry-count': String(requestedAt.length - 1) }), line);
  };
  let waiting = clock.after(0, send);
  const patience = clock.after(manner.patienceMs, () => {
    waiting.cancel();
    line?.leave();
    end('left');
  });
};
