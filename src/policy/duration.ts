/** How long a trouble lasts: what the failing side itself says, else our own history, else published figures; as quantiles. */
import type { Cause } from '../domain/cause.ts';
import type { Marker } from './root-cause/sighting.ts';
import { priorOf } from './duration/priors.ts';
import type { Lasted, Survival } from './duration/survival.ts';
import { kaplanMeier, quantileAfter } from './duration/survival.ts';

/** Whole times from the beginning of the trouble. A later look never names a shorter one. */
export interface Expected {
  readonly p50Seconds: number;
  readonly p90Seconds: number;
  readonly from: string;
}

export interface DurationQuestion {
  readonly cause: Pick<Cause, 'code' | 'family' | 'retryAfterMs' | 'upstream'>;
  /** How long it has lasted so far. */
  readonly elapsedMs: number;
  /** Troubles of this very code, and of its family, that were seen here. */
  readonly ofCode: readonly Lasted[];
  readonly ofFamily: readonly Lasted[];
  readonly markers: readonly Marker[];
  readonly now: number;
}

/** Fewer ended ones give no ninth decile. */
const fewestEnded = 10;

const seconds = (ms: number): number => (ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1_000));

const exactly = (ms: number, from: string): Expected => ({ p50Seconds: seconds(ms), p90Seconds: seconds(ms), from });

const read = (survival: Survival, elapsedMs: number, from: string): Expected | null => {
  const p50 = quantileAfter(survival, 0.5, elapsedMs);
  const p90 = quantileAfter(survival, 0.9, elapsedMs);
  return p50 === null || p90 === null ? null : { p50Seconds: seconds(p50), p90Seconds: seconds(p90), from };
};

const ofHistory = (cases: readonly Lasted[], elapsedMs: number, what: string): Expected | null => {
  const ended = cases.filter(({ hasEnded }) => hasEnded).length;
  return ended < fewestEnded
    ? null
    : read(kaplanMeier(cases), elapsedMs, `${cases.length} ${what} measured by this gateway`);
};

/** What was declared, by whoever fails or by the operator. */
const declared = ({ cause, elapsedMs, markers, now }: DurationQuestion): Expected | null => {
  const window = markers.find(
    (marker) =>
      marker.kind === 'maintenance' &&
      (marker.upstream === null || marker.upstream === cause.upstream) &&
      marker.from <= now &&
      marker.until >= now,
  );
  if (cause.family === 'maintenance' && window?.kind === 'maintenance')
    return exactly(elapsedMs + window.until - now, 'the declared end of the maintenance');
  const isTold = cause.retryAfterMs !== null && (cause.family === 'throttling' || cause.family === 'maintenance');
  return isTold ? exactly(elapsedMs + (cause.retryAfterMs ?? 0), 'the time the other side asked to wait') : null;
};

export const expectedDuration = (question: DurationQuestion): Expected | null => {
  const { cause, elapsedMs, ofCode, ofFamily } = question;
  const prior = priorOf(cause);
  return (
    declared(question) ??
    ofHistory(ofCode, elapsedMs, 'such failures') ??
    ofHistory(ofFamily, elapsedMs, `failures of the same kind (${cause.family})`) ??
    (prior === null ? null : read(prior.survival, elapsedMs, prior.from))
  );
};
