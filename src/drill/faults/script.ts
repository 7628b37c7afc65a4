/** A fault and how long it lasts: for ever, so many times, or so long; healthy after that. Or one server after the other. */
import type { Fault, Params } from './fault.ts';

export type Lasts =
  | { readonly kind: 'always' }
  | { readonly kind: 'times'; readonly times: number }
  | { readonly kind: 'for'; readonly ms: number }
  /** Each server in its turn of `everyMs`, for the last `ms` of it. */
  | { readonly kind: 'in-turn'; readonly everyMs: number; readonly ms: number };

type InTurn = Extract<Lasts, { readonly kind: 'in-turn' }>;

/** When a server's turn to fail begins, after the start; the first has turn 1. */
export const failsAtMs = ({ everyMs, ms }: InTurn, turn: number): number => turn * everyMs - ms;

export interface Script {
  readonly name: string;
  readonly fault: Fault;
  readonly params: Params;
  readonly lasts: Lasts;
}

export interface Scripted {
  /** The script for the next attempt, which it counts; `null` once it is over. */
  next(): Script | null;
  /** The same without counting. */
  peek(): Script | null;
}

/** Counts from its making; one for each server, and for each model where the model's name picks the fault. */
export const follow = (script: Script, turn = 1): Scripted => {
  const startedAt = performance.now();
  let met = 0;
  const isOver = (): boolean => {
    switch (script.lasts.kind) {
      case 'always':
        return false;
      case 'times':
        return met >= script.lasts.times;
      case 'for':
        return performance.now() - startedAt >= script.lasts.ms;
      case 'in-turn': {
        const passedMs = performance.now() - startedAt;
        return passedMs < failsAtMs(script.lasts, turn) || passedMs >= script.lasts.everyMs * turn;
      }
    }
  };
  const peek = (): Script | null => (isOver() ? null : script);
  return {
    peek,
    next() {
      const due = peek();
      met += 1;
      return due;
    },
  };
};
