/** Whether a trouble is over: calls that go well speak for it, failures against it, and few calls say little. */
import type { AlarmKind, Incident } from '../../domain/incident.ts';
import { leastHiddenShare, leastShare, objective, timesUsual, usualShare } from './signals.ts';
import type { Usual } from './signals.ts';
import type { History, Slice } from './tally.ts';
import { longSlices, sum } from './tally.ts';
import { isWaitOver } from './waiting.ts';

export interface Rest {
  /** Nothing speaks for it now. */
  readonly isQuiet: boolean;
  /** Enough speaks against it. */
  readonly isSure: boolean;
}

export interface Resting {
  readonly incident: Pick<Incident, 'measured'>;
  readonly history: History;
  readonly usual: Usual;
  /** Number of the slice that runs. */
  readonly now: number;
}

/** It is over twenty times likelier than not. */
const sureAt = Math.log(20);
/** A long calm is soon over when it comes back. */
const ceiling = 2 * sureAt;
/** What is left of a grave trouble may be less grave; what would be an alarm of its own gives one. */
const leftOver = 1 / 4;
const minuteSlices = 6;

/** The last six hours: in long slices as far back as there are no short ones. */
const slicesOf = ({ short, long }: History): readonly Slice[] => {
  const from = short[0]?.slice ?? Infinity;
  return [...long.filter(({ slice }) => (slice + 1) * longSlices <= from), ...short];
};

interface Counted {
  readonly part: 'failed' | 'bad';
  readonly whole: 'calls' | 'attempts';
  /** Shares on a good day, and while it goes on. */
  readonly good: number;
  readonly wrong: number;
}

/**
 * A one-sided CUSUM of log likelihood ratios (Page, 1954), as for the alarm but with the sides changed: it stands at zero while it goes on. By itself it
 * falls where more than about half of the share fails that gives an alarm: a single failure among few calls takes back some of what was shown.
 */
const shownBy = (slices: readonly Slice[], { part, whole, good, wrong }: Counted): number =>
  slices.reduce((level, slice) => {
    const speaks = slice[whole] * (wrong - good) - slice[part] * Math.log(wrong / good);
    return Math.min(ceiling, Math.max(0, level + speaks));
  }, 0);

const restOf = ({ history, now }: Resting, counted: Counted): Rest => {
  const shown = shownBy(slicesOf(history), counted);
  return {
    isQuiet: shown > 0 || sum(history.short, now - minuteSlices + 1)[counted.part] === 0,
    isSure: shown >= sureAt,
  };
};

const failuresOf = ({ incident, usual }: Resting, least: number): Counted => {
  const good = Math.max(objective, usualShare(usual.failed, usual.calls));
  const { calls, failed } = incident.measured;
  const wrong = Math.max(least, timesUsual * good, (leftOver * failed) / Math.max(1, calls));
  return { part: 'failed', whole: 'calls', good, wrong };
};

const hiddenOf = ({ usual }: Resting): Counted => {
  const good = Math.max(objective, usualShare(usual.bad, usual.attempts));
  return { part: 'bad', whole: 'attempts', good, wrong: Math.max(leastHiddenShare, timesUsual * good) };
};

const plainly = (isOver: boolean): Rest => ({ isQuiet: isOver, isSure: isOver });

export const restingOf = (resting: Resting & { readonly kind: Exclude<AlarmKind, 'budget'> }): Rest => {
  const { kind, history, now } = resting;
  switch (kind) {
    case 'failures':
    case 'network':
      return restOf(resting, failuresOf(resting, leastShare));
    case 'burn':
      return restOf(resting, failuresOf(resting, 0));
    case 'hidden':
      return restOf(resting, hiddenOf(resting));
    case 'queue':
      return plainly(isWaitOver(history.short, now));
    case 'silence':
      return plainly(sum(history.short, now - minuteSlices + 1).arrived > 0);
    default:
      return kind satisfies never;
  }
};
