/** Judgements for when the gateway cannot be asked: made beforehand, so that a page that was kept can show them. */
import type { Hop } from '../diagnosis.ts';
import type { BrowserFacts } from './judged.ts';
import type { Echoed, Measured } from './measured.ts';
import { arrived, unmeasured } from './measured.ts';
import { hopsOf } from './walk.ts';

const nobody: Echoed = { ...arrived, failed: 'network', status: null, isOurs: false };

const base: Measured = { ...unmeasured, echo: nobody, blocking: { plain: true, bait: true } };

const situations = {
  'alone-offline': { isOnline: false },
  'alone-stranger': { echo: { ...nobody, failed: null, status: 200, isHtml: true } },
  'alone-unknown': {},
  'alone-others-answer': { others: { answer: 1, of: 1 } },
  'alone-no-name': { others: { answer: 1, of: 1 }, names: { know: 0, deny: 1, of: 1 } },
  'alone-nobody-answers': { others: { answer: 0, of: 1 } },
} as const satisfies Record<string, Partial<Measured>>;

export type Alone = keyof typeof situations;

const hopsIn = (situation: Partial<Measured>): readonly Hop[] => {
  const facts: BrowserFacts = {
    measured: { ...base, ...situation },
    seen: {
      headerBytes: 0,
      cookieBytes: 0,
      version: '',
      isOldBrowser: false,
      browser: '',
      family: 'this device',
      country: null,
      now: 0,
    },
  };
  return hopsOf(facts, null);
};

export const aloneHops = (): readonly (readonly [Alone, readonly Hop[]])[] =>
  (Object.keys(situations) as Alone[]).map((id) => [id, hopsIn(situations[id])]);
