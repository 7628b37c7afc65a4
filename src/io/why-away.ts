/** Why nobody answered a request: the code of the system, or words. */
import { codeOf } from './alert/reason.ts';

/** A time-out has a code as well, the number 23, that says nothing to anybody. */
export const whyAway = (error: unknown): string =>
  (error instanceof Error ? codeOf(error) : null) ?? 'no answer in time';
