/** When windows that come again come: a cron pattern in a time zone, and how long each takes. */
import { Cron } from 'croner';
import type { Announcement, Maintenance, Recurrence } from '../domain/maintenance.ts';

interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Something that begins every few minutes is no planned work. */
const leastApartMs = 3_600_000;
const looksAhead = 12;

const cronOf = ({ cron, zone }: Pick<Recurrence, 'cron' | 'zone'>): Cron =>
  // A list of hours is meant as times of day: none of them is left out in a night that skips an hour.
  new Cron(cron, { timezone: zone, paused: true, mode: '5-part', fixedTimeRule: 'no-wildcard' });

/** What is wrong with it, in words; `null`: nothing. */
export const wrongWith = (one: Omit<Recurrence, 'except'>, now: number): string | null => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: one.zone });
  } catch {
    return 'its zone is no time zone such as Europe/Berlin';
  }
  try {
    const times = cronOf(one).nextRuns(looksAhead, new Date(now));
    if (times.length === 0) return 'it never comes';
    const gaps = times.slice(1).map((time, index) => time.getTime() - (times[index]?.getTime() ?? 0));
    const shortest = Math.min(Infinity, ...gaps);
    if (shortest < leastApartMs) return 'it comes more often than once an hour';
    return one.lastsMs >= shortest ? 'it begins again before it ends' : null;
  } catch {
    return 'it is no pattern of five fields such as "0 3 * * SUN"';
  }
};

/** Those that are on or lately were since `from`, and the next `ahead` to come after `now`; the first to begin comes first. */
export const spansOf = (
  one: Recurrence,
  { from, now, ahead }: { readonly from: number; readonly now: number; readonly ahead: number },
): readonly Span[] => {
  const cron = cronOf(one);
  const found: number[] = [];
  let at: Date | null = new Date(from - one.lastsMs - 1);
  let left = ahead;
  while (left > 0) {
    at = cron.nextRun(at);
    if (at === null) break;
    if (one.except.includes(at.getTime())) continue;
    found.push(at.getTime());
    if (at.getTime() > now) left--;
  }
  return found.map((startsAt) => ({ startsAt, endsAt: startsAt + one.lastsMs }));
};

/** So many that are to come are told of ahead. */
const toldAhead = 2;

/** The times of what was announced: itself, or those that lately were, are on, or come next. */
export const occurrencesOf = (
  { repeats, ...one }: Announcement,
  { from, now }: { readonly from: number; readonly now: number },
): readonly Maintenance[] =>
  repeats === null
    ? [one]
    : spansOf(repeats, { from, now, ahead: toldAhead })
        .filter(({ startsAt }) => startsAt >= one.startsAt)
        .map((span) => ({ ...one, ...span, id: `${one.id}-${span.startsAt / 60_000}`, series: one.id }));
