/** What a rule reports. */
import type { Place } from './place.ts';
import type { RuleAbout, Severity } from './rule.ts';

/** A change of a file that is safe to make: the text at the place becomes another one. */
export interface Edit {
  readonly place: Place;
  readonly text: string;
}

/** What a rule has found: the rest of the finding stands in the rule. */
export interface Trouble {
  readonly place: Place;
  /** What stands there and why it is wrong, with its numbers. */
  readonly message: string;
  /** A config fragment, ready to be pasted. */
  readonly fix: string;
  /** What else has part in it, such as the clock of the neighbour. */
  readonly related?: readonly Place[];
  readonly edit?: Edit;
}

export interface Finding extends Trouble {
  readonly rule: string;
  readonly severity: Severity;
  readonly system: string;
  /** What will happen to calls. */
  readonly failure: string;
}

export const findingOf = (rule: RuleAbout, trouble: Trouble): Finding => ({
  ...trouble,
  rule: rule.id,
  severity: rule.severity,
  system: rule.system,
  failure: rule.failure,
});

/** A file, or a part of it, that could not be read. */
export interface Problem {
  readonly place: Place;
  readonly message: string;
}
