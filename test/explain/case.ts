/** A labelled case of the exam: a text as it is met in the field, and what explain shall say of it. */
import type { CauseCode, Family, Who } from '../../src/domain/cause.ts';
import type { Hop } from '../../src/advice/explain/hop.ts';

export interface ExamCase {
  readonly text: string;
  /** Several where the text alone leaves it open. */
  readonly family: Family | readonly Family[];
  readonly who: Who | readonly Who[];
  readonly code?: CauseCode;
  readonly hop?: Hop;
}
