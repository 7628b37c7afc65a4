/** What can be promised to somebody in line: whether they will be served in time, and when to come back if not. */
import type { Cause, Clue } from '../../domain/cause.ts';
import { causeOf } from '../../domain/cause.ts';

/** A line as a newcomer finds it. */
export interface Prospect {
  /** Calls that would go on before the newcomer. */
  readonly ahead: number;
  /** Calls that wait in all. */
  readonly size: number;
  /** Calls that go on a second; `null`: not known. */
  readonly rate: number | null;
}

/** Without anything known about how fast the line moves. */
const unknownWaitMs = 5_000;
const shortestMs = 1_000;
const longestMs = 300_000;

/** Time until its turn; `null`: not known. */
export const waitMs = ({ ahead, rate }: Pick<Prospect, 'ahead' | 'rate'>): number | null =>
  rate === null ? null : ((ahead + 1) / rate) * 1000;

/** Queue over drain rate, give or take a fifth, so that those who were refused together do not come back together. */
const retryAfterMs = ({ size, rate }: Prospect, draw: number): number => {
  const wait = waitMs({ ahead: size, rate }) ?? unknownWaitMs;
  return Math.round(Math.min(longestMs, Math.max(shortestMs, wait)) * (0.8 + 0.4 * draw));
};

/** Refused: the line is full, or it would be served too late. */
export const noPlace = (prospect: Prospect, draw: number): Cause => {
  const clues: Clue[] = [{ says: 'calls that wait for a place', value: String(prospect.size) }];
  if (prospect.rate !== null)
    clues.push({ says: 'of them go on per minute', value: String(Math.round(prospect.rate * 60)) });
  return causeOf('too_busy', { clues, retryAfterMs: retryAfterMs(prospect, draw) });
};

const span = (ms: number): string =>
  ms < 120_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`;

/** `queued 3 of 17, about 4 s`. */
export const queuedWords = (prospect: Prospect): string => {
  const wait = waitMs(prospect);
  return `queued ${prospect.ahead + 1} of ${prospect.size}${wait === null ? '' : `, about ${span(wait)}`}`;
};

/** Times to the first word: half of the last `of` came within `halfMs`, nine in ten within `mostMs`. */
export interface Spread {
  readonly of: number;
  readonly halfMs: number;
  readonly mostMs: number;
}

/** `half of the last 64 answers of demo-a began within 2 s, nine in ten within 9 s`. */
export const firstWordWords = (upstream: string, { of, halfMs, mostMs }: Spread): string =>
  `half of the last ${of} answers of ${upstream} began within ${span(halfMs)}, nine in ten within ${span(mostMs)}`;

/** `waiting for recovery, since 12 s, usually 2 min`. */
export const recoveryWords = (waitedMs: number, usuallyMs: number | null): string =>
  `waiting for recovery, since ${span(waitedMs)}${usuallyMs === null ? '' : `, usually ${span(usuallyMs)}`}`;
