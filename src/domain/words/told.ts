/** What a person is told of a failed call beside its summary: for the page `/why` and for the chat, in the same words. */
import type { CauseCode, Who } from '../cause.ts';
import { durationText } from './durations.ts';
import { whoNames } from './en/names.ts';
import type { CauseWords } from './index.ts';
import { safeOf, wordsOf } from './index.ts';

export interface Told {
  readonly title: string;
  /** Who can mend it. */
  readonly who: string;
  /** What was done about it by itself. */
  readonly did: string;
  /** How long it may last. */
  readonly lasts: string;
  /** The three fears. */
  readonly safe: CauseWords['safe'];
}

export interface Expected {
  readonly p50Seconds: number;
  readonly p90Seconds: number;
  readonly from: string;
}

export const expectedText = ({ p50Seconds, p90Seconds, from }: Expected): string =>
  `Half of these end within ${durationText(p50Seconds * 1000)}, nine of ten within ${durationText(p90Seconds * 1000)} (${from}).`;

export const toldOf = (
  { code, who }: { readonly code: CauseCode; readonly who: Who },
  around: { readonly wasSent: boolean; readonly expected: Expected | null },
): Told => {
  const { title, did, usually } = wordsOf(code);
  return {
    title,
    who: whoNames[who],
    did,
    lasts: around.expected === null ? usually : expectedText(around.expected),
    safe: safeOf(code, around.wasSent),
  };
};
