/** English words for every cause, gathered from one file per part of a call's way. */
import type { CauseCode } from '../cause.ts';
import { answerWords } from './en/answer.ts';
import { callerWords } from './en/caller.ts';
import { deviceWords } from './en/device.ts';
import { exchangeWords } from './en/exchange.ts';
import { oursWords } from './en/ours.ts';
import { pathWords } from './en/path.ts';
import type { CauseWords } from './index.ts';

export const words = {
  ...pathWords,
  ...exchangeWords,
  ...answerWords,
  ...callerWords,
  ...deviceWords,
  ...oursWords,
} as const satisfies Record<CauseCode, CauseWords>;
