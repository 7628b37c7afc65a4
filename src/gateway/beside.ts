/** Looks for what may still be with a gateway that was killed, and is here once that is known to be dead. */
import { causeOf } from '../domain/cause.ts';
import type { Failure } from '../domain/evidence.ts';
import type { Gateway } from './gateway.ts';

const lookEveryMs = 200;
/** Longer than a lease lasts, and than it takes to go on from there; shorter than a caller waits for the head of a stream. */
const patienceMs = 14_000;

/** Said when the patience is over. */
export const notKnownYet: Failure = {
  cause: causeOf('gateway_restarted', { retryAfterMs: 2_000 }),
  error: {
    message:
      'This is with another gateway that may have been killed. As soon as that is known, it is gone on with here: ask again in a moment.',
    type: null,
    code: null,
    param: null,
  },
};

export interface Sought<T> {
  /** As `Answers.mayBeBeside` has it. */
  readonly name: string;
  /** Whether nobody may be believed alive who has not shown it since. */
  readonly isStrict: boolean;
  readonly find: () => T | null;
}

/** `unsure`: it may still be somewhere else. */
export const seek = async <T>(
  { answers, clock }: Gateway,
  { name, isStrict, find }: Sought<T>,
): Promise<T | 'unsure' | null> => {
  const askedAt = clock.monotonic();
  const { signal } = new AbortController();
  for (;;) {
    const found = find();
    if (found !== null || !answers.mayBeBeside(name, isStrict ? askedAt : null)) return found;
    if (clock.monotonic() - askedAt >= patienceMs) return 'unsure';
    await clock.sleep(lookEveryMs, signal);
  }
};
