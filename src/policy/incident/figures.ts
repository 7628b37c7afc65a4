/** The numbers of an incident, once for all who tell of it: calls that add up, attempts apart, times, and what of the promise it took. */
import type { Fared, Incident } from '../../domain/incident.ts';

/** `calls` are `well`, `rescued` and `failed` together. Attempts are counted apart: a call may make several, or none. */
export interface Figures extends Fared {
  readonly well: number;
  /** `null`: not counted. */
  readonly attempts: number | null;
  readonly badAttempts: number | null;
  /** Calls that failed although no attempt did. */
  readonly unasked: number | null;
  readonly keys: number;
  readonly lastedMs: number | null;
  readonly toNoticeMs: number;
  readonly toIdentifyMs: number | null;
  /** Share of what may fail in a month by `incidents.objective`; `null` where nothing is promised, or the pace is not known. */
  readonly budgetShare: number | null;
  /** Answers that broke after they had begun, and those of them that others went on with; `null`: not counted. */
  readonly cut: number | null;
  readonly resumed: number | null;
  /** From our noticing to the provider's page; below 0 the page was first, `null` where no page was seen to tell of it. */
  readonly toldAfterMs: number | null;
}

const monthMs = 30 * 86_400_000;

export const between = (from: number, until: number): number => Math.max(0, Math.round(until - from));

const budgetShareOf = ({ course, measured, startedAt }: Incident, objective: number | null): number | null => {
  const points = course?.points.filter(({ at }) => at < startedAt) ?? [];
  const calls = points.reduce((sum, point) => sum + point.calls, 0);
  if (course === undefined || calls === 0 || objective === null) return null;
  return measured.failed / ((1 - objective) * (calls / (points.length * course.everyMs)) * monthMs);
};

export const figuresOf = (incident: Incident, objective: number | null): Figures => {
  const { measured, startedAt, noticedAt, updates, endedAt, resolvedAt, toldAt } = incident;
  const over = endedAt ?? resolvedAt;
  const { calls, failed, rescued } = measured;
  const identified = updates.find(({ status }) => status === 'identified');
  return {
    calls,
    failed,
    rescued,
    // Older counts left out of `calls` what others answered.
    well: Math.max(0, calls - failed - rescued),
    attempts: measured.attempts ?? null,
    badAttempts: measured.badAttempts ?? null,
    unasked: measured.unasked ?? null,
    keys: measured.callers.length,
    lastedMs: over === null ? null : between(startedAt, over),
    toNoticeMs: between(startedAt, noticedAt),
    toIdentifyMs: identified === undefined ? null : between(startedAt, identified.at),
    budgetShare: budgetShareOf(incident, objective),
    cut: measured.cut ?? null,
    resumed: measured.resumed ?? null,
    toldAfterMs: toldAt === undefined ? null : toldAt - noticedAt,
  };
};
