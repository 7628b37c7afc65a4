/** What a person is told about each cause: the one place for its wording. */
import type { Cause, CauseCode } from '../cause.ts';
import { traits } from '../cause.ts';
import { familyNames } from './en/names.ts';
import { safe, tell } from './en/phrases.ts';
import { words } from './en.ts';

export { durationText, roughText, msText } from './durations.ts';
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

export interface HowFar {
  /** Part of an answer has reached the caller. */
  readonly begun: boolean;
  /** An upstream was asked at all. */
  readonly wasSent: boolean;
}

/** Said of a request that an upstream had; a refusal because all of them rest can have the same cause, and nothing was sent. */
const ofSent: ReadonlySet<string> = new Set([safe.declined.message, safe.perhaps.message]);

/** What becomes of the message, and what to do with it. */
export const fateOf = (
  code: CauseCode,
  { begun, wasSent }: HowFar,
): { readonly message: string; readonly advice: string } => {
  const own: CauseWords = words[code];
  if (!begun && !wasSent && ofSent.has(own.safe.message))
    return { message: safe.unsent.message, advice: own.caller[0] ?? '' };
  if (begun) return { message: safe.cut.message, advice: '' };
  const isOfHalfAnAnswer = own.safe.message === safe.cut.message;
  return isOfHalfAnAnswer
    ? { message: safe.perhaps.message, advice: tell.wait }
    : { message: own.safe.message, advice: own.caller[0] ?? '' };
};

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What the second look adds to what a code alone says: another kind, or that we are not sure; empty where it agrees. */
export const verdict = ({ code, family, runnerUp }: Pick<Cause, 'code' | 'family' | 'runnerUp'>): string => {
  const name = lowered(familyNames[family][0]);
  // A record from before has none.
  if (runnerUp != null) return ` Most likely: ${name}. It could also be: ${lowered(familyNames[runnerUp][0])}.`;
  return family === traits[code].family ? '' : ` What happened around it says: ${name}.`;
};

/** `The AI service refused the connection. (primary)`: what happened, and where when that is known. */
export const sentence = (cause: Pick<Cause, 'code' | 'family' | 'runnerUp' | 'upstream'>): string =>
  `${words[cause.code].happened}${cause.upstream === null ? '' : ` (${cause.upstream})`}${verdict(cause)}`;
