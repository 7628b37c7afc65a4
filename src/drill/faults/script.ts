/** A fault and how long it lasts: for ever, so many times, or so long; healthy after that. */
import type { Fault, Params } from './fault.ts';

export type Lasts =
  | { readonly kind: 'always' }
  | { readonly kind: 'times'; readonly times: number }
  | { readonly kind: 'for'; readonly ms: number };

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
export const follow = (script: Script): Scripted => {
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
