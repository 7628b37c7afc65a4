/** Planned work that takes longer than announced is an outage like any other. */
import { hash } from 'node:crypto';
import { durationText } from '../../domain/words/index.ts';

/** What is back within a minute was not late. */
const graceMs = 60_000;

/** What speaks for one beside calls; that its upstream is back speaks against it. */
export const announcedEnd = 'the announced end';

interface Work {
  readonly id: string;
  readonly title: string;
  readonly endsAt: number;
  /** Upstreams that are not back although it is over. */
  readonly overdue: readonly string[];
}

export interface Overrun {
  /** The same for whoever works it out: also after a restart, or in a second gateway. */
  readonly id: string;
  readonly upstream: string;
  readonly title: string;
  readonly body: string;
  readonly startedAt: number;
}

export const overrunsOf = (works: readonly Work[], now: number): readonly Overrun[] =>
  works
    .filter(({ endsAt }) => now - endsAt >= graceMs)
    .flatMap(({ id, title, endsAt, overdue }) =>
      overdue.map((upstream) => ({
        id: hash('sha256', `${id} ${upstream}`).slice(0, 12),
        upstream,
        title: `Planned work at ${upstream} takes longer than announced`,
        body: `“${title}” was to be over ${durationText(now - endsAt)} ago, and ${upstream} does not answer yet. From now on this is an outage.`,
        startedAt: endsAt,
      })),
    );
