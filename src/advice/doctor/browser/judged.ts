/** What a page's measurements are judged by, and how a judge says what it made of them. */
import type { Judgement, Observation } from '../diagnosis.ts';
import type { TroubleId } from '../troubles.ts';
import type { Measured, Phases } from './measured.ts';

/** What the gateway itself saw of the request that brought the measurements. */
export interface Seen {
  readonly headerBytes: number;
  readonly cookieBytes: number;
  readonly version: string;
  readonly isOldBrowser: boolean;
  /** `Chrome 130, Linux`. */
  readonly browser: string;
  readonly family: 'IPv4' | 'IPv6' | 'this device';
  /** Where the address belongs, as whoever stands in front of the gateway says; `null`: nobody does. */
  readonly country: string | null;
  readonly now: number;
}

export interface BrowserFacts {
  readonly measured: Measured;
  readonly seen: Seen;
}

export type Judge = (facts: BrowserFacts) => Judgement;

export const observed = (says: string, value: string | number): Observation => ({
  says,
  value: String(value),
  isPrivate: false,
});

export const ok = (says: string, ...evidence: readonly Observation[]): Judgement => ({
  status: 'ok',
  says,
  evidence,
  troubles: [],
});

export const skip = (says: string): Judgement => ({ status: 'skip', says, evidence: [], troubles: [] });

/** What hurts or stops: how bad, in which words, which trouble, by what. */
type Ill = readonly [status: 'warn' | 'fail', says: string, trouble: TroubleId, ...evidence: readonly Observation[]];

export const bad = (...[status, says, trouble, ...evidence]: Ill): Judgement => ({
  status,
  says,
  evidence,
  troubles: [trouble],
});

export const unreached = skip('A page cannot see where a request gets stuck. The command can.');

export const isReached = ({ echo }: Measured): boolean => echo !== null && echo.failed === null;

export const phase = (says: string, { phases }: { readonly phases: Phases | null }, name: keyof Phases): Judgement => {
  const ms = phases?.[name] ?? 0;
  return ms > 0
    ? ok(says, observed('it took', `${Math.round(ms)} ms`))
    : skip('It was done before, so it took no time. Only the command can look closer.');
};
