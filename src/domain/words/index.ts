/** What a person is told about each cause: the one place for its wording. */
import type { Cause, CauseCode } from '../cause.ts';
import { safe } from './en/phrases.ts';
import { words } from './en.ts';

export { durationText, msText } from './durations.ts';
export { againNames, familyNames, whoNames } from './en/names.ts';
export { words } from './en.ts';

export interface CauseWords {
  readonly title: string;
  /** One plain sentence: no blame, no jargon. */
  readonly happened: string;
  /** What the gateway has already done about it. */
  readonly did: string;
  /** What the one who asked can do. */
  readonly caller: readonly string[];
  /** What the one who runs the gateway can do: settings and commands. */
  readonly operator: readonly string[];
  /** How long it lasts as a rule. */
  readonly usually: string;
  /** The three fears, answered. */
  readonly safe: {
    /** Is my message lost? */
    readonly message: string;
    /** Is my data safe? */
    readonly data: string;
    /** Is my account at risk? */
    readonly account: string;
  };
}

/** The answers to the three fears; what another attempt sent counts, even where this cause alone means that nothing was. */
export const safeOf = (code: CauseCode, wasSent: boolean): CauseWords['safe'] => {
  const own: CauseWords['safe'] = words[code].safe;
  return wasSent && own.data !== safe.perhaps.data ? { ...safe.perhaps, account: own.account } : own;
};

export const wordsOf = (code: CauseCode): CauseWords => words[code];

/** `The AI service refused the connection. (primary)`: what happened, and where when that is known. */
export const sentence = (cause: Pick<Cause, 'code' | 'upstream'>): string =>
  cause.upstream === null ? words[cause.code].happened : `${words[cause.code].happened} (${cause.upstream})`;
