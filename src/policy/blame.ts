/** Which of several failed attempts explains the call. */
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';

/** "No such model" from one target says nothing of a call that another target failed for another reason. */
const saysLittle = (cause: Cause): boolean => cause.code === 'unknown_model';

/** The last attempt's cause, passing over those that say little while another says more. */
export const blame = (tried: readonly { readonly cause: Cause }[]): Cause => {
  const telling = tried.filter((one) => !saysLittle(one.cause));
  const chosen = telling.at(-1) ?? tried.at(-1);
  return chosen?.cause ?? causeOf('destination_unavailable');
};
