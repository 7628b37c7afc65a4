/** What the arrival of evenly sent events says of the way: who holds them back, and how. Pure. */
import type { Judgement, Observation } from './diagnosis.ts';
import { median } from './judgement.ts';

export interface Arrival {
  /** When it was sent, and when it came, in ms from the first one. */
  readonly sentMs: number;
  readonly atMs: number;
}

export interface Heartbeat {
  readonly arrivals: readonly Arrival[];
  /** How many were promised; `null`: nothing came. */
  readonly of: number | null;
  readonly ended: 'whole' | 'cut' | 'stalled' | 'refused';
  /** From asking to the first event, without a round trip; `null`: it was not measured. */
  readonly headMs: number | null;
}

/** Less of the sender's pace than this means that it was held and let go together. */
const squeezed = 0.35;
/** Less has no rhythm. */
const fewest = 4;
const longestGapMs = 1_500;

const gapsOf = (arrivals: readonly Arrival[]): readonly { readonly sent: number; readonly came: number }[] =>
  arrivals.slice(1).map(({ sentMs, atMs }, at) => ({
    sent: sentMs - (arrivals[at]?.sentMs ?? 0),
    came: atMs - (arrivals[at]?.atMs ?? 0),
  }));

/** Where each waits for the next one, all are a pace late but the last: it comes together with the one before it. */
const isLastSooner = (arrivals: readonly Arrival[], paceMs: number): boolean => {
  const lateMs = arrivals.map(({ sentMs, atMs }) => atMs - sentMs);
  const usualMs = median(lateMs.slice(0, -1)) ?? 0;
  return usualMs - (lateMs.at(-1) ?? 0) > paceMs * (1 - squeezed);
};

const observed = (says: string, value: string): Observation => ({ says, value, isPrivate: false });

const found = (status: Judgement['status'], says: string, troubles: Judgement['troubles'] = []): Judgement => ({
  status,
  says,
  evidence: [],
  troubles,
});

const judge = ({ arrivals, of, ended, headMs }: Heartbeat): Judgement => {
  if (ended === 'refused') return found('unknown', 'The stream for measuring was not given.');
  if (ended === 'cut' && of !== null) return found('fail', 'The stream was cut off before its end.', ['stream_cut']);
  if (arrivals.length < fewest)
    return ended === 'stalled'
      ? found('fail', 'The stream began and then stood still.', ['stream_stalls'])
      : found('unknown', 'Too little of the stream came to tell its rhythm.');
  const gaps = gapsOf(arrivals);
  const held = gaps.filter(({ sent, came }) => came < sent * squeezed);
  const last = gaps.at(-1);
  if (held.length > gaps.length / 2) return found('fail', 'The words of the stream came all at once.', ['stream_held']);
  const isLate = headMs !== null && last !== undefined && headMs > last.sent * 0.8;
  if (isLate && isLastSooner(arrivals, last.sent))
    return found('fail', 'Each word of the stream waited for the next one.', ['stream_one_late']);
  if (ended === 'stalled' || gaps.some(({ sent, came }) => came - sent > longestGapMs))
    return found('warn', 'The words of the stream came in fits and starts.', ['stream_stalls']);
  return found('ok', 'Words come one by one, as they are sent.');
};

/** Of a stream of events at even times. */
export const rhythmJudgement = (beat: Heartbeat): Judgement => {
  const { arrivals, of } = beat;
  const gaps = gapsOf(arrivals).map(({ came }) => Math.round(came));
  return {
    ...judge(beat),
    evidence:
      of === null
        ? []
        : [
            observed('events that came, of all', `${arrivals.length} of ${of}`),
            ...(gaps.length === 0
              ? []
              : [observed('shortest and longest gap', `${Math.min(...gaps)} ms and ${Math.max(...gaps)} ms`)]),
          ],
  };
};
