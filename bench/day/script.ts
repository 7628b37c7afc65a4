/** The day that is played: who calls whom, what goes wrong and when, and what is announced. Made by chance from a seed. */
import type { CallEnded } from '../../src/domain/event.ts';
import { callOf, type Fate } from '../../test/fakes/ended-call.ts';
import type { Announcement } from '../../src/domain/maintenance.ts';
import { chanceOf, daily, hourMs, minuteMs } from '../incidents/days.ts';

export const dayStart = Date.UTC(2026, 2, 3);

interface Span {
  readonly from: number;
  readonly until: number;
}

const clock = (hour: number, minute: number): number => hour * hourMs + minute * minuteMs;
const span = (from: number, until: number): Span => ({ from, until });
const isIn = ({ from, until }: Span, ms: number): boolean => ms >= from && ms < until;

/** In ms of the day. */
export const outage = span(clock(9, 40), clock(10, 25));
/** Eight times down. */
export const flap = span(clock(13, 0), clock(13, 58));
export const planned = span(clock(18, 0), clock(19, 0));
export const overrun = span(planned.until, clock(19, 35));
/** The provider of `north` says so a quarter of an hour late, and takes it back late as well. */
const admitted = span(clock(9, 55), clock(10, 35));

export const work: Announcement = {
  id: 'mnt_north',
  kind: 'work',
  series: null,
  repeats: null,
  title: 'New disks at north',
  message: 'Calls go elsewhere meanwhile; code has no other home and rests.',
  upstreams: ['north'],
  startsAt: dayStart + planned.from,
  endsAt: dayStart + planned.until,
  announcedAt: dayStart + clock(8, 0),
  by: 'Operations',
};
export const announcedMs = clock(8, 0);

/** Two of eight minutes. */
const isFlapDown = (ms: number): boolean => isIn(flap, ms) && (ms - flap.from) % (8 * minuteMs) < 2 * minuteMs;
const isNorthDown = (ms: number): boolean => [outage, planned, overrun].some((one) => isIn(one, ms));

export const isDown = (upstream: string, ms: number): boolean =>
  upstream === 'north' ? isNorthDown(ms) : isFlapDown(ms);

/** The page of north's provider in the shape of Statuspage. */
export const providerPage = (ms: number): string =>
  JSON.stringify(
    isIn(admitted, ms)
      ? {
          status: { indicator: 'major', description: 'Partial System Outage' },
          components: [],
          incidents: [{ name: 'Elevated errors on the API', status: 'investigating' }],
        }
      : { status: { indicator: 'none', description: 'All Systems Operational' }, components: [], incidents: [] },
  );

/** `large` lives at north, with a reserve at south; `code` at north alone, `small` at south alone. */
const homes = { large: ['north', 'south'], code: ['north'], small: ['south'] } as const;
const models = ['large', 'large', 'code', 'small'] as const;
const callers = ['team-1', 'team-2', 'team-3'] as const;

const pick = <T>(all: readonly [T, ...T[]], draw: number): T => all[Math.floor(draw * all.length)] ?? all[0];

/** South has room for two in three of those that north lets down. */
const rescueShare = 0.67;
/** One call in 500 fails on any day. */
const noiseShare = 0.002;

/** What becomes of one call: those that north was closed for on purpose are not sent there. */
const fateOf = (at: number, chance: () => number): Fate => {
  const ms = at - dayStart;
  const [model, caller] = [pick(models, chance()), pick(callers, chance())];
  const home: readonly string[] = homes[model];
  const isClosed = isIn(planned, ms);
  const first = home.length > 1 && isClosed ? 'south' : (home[0] ?? 'north');
  const call = { at, model, caller, upstream: first };
  if (first === 'north' && isClosed) return { ...call, code: 'maintenance' };
  if (!isDown(first, ms)) return chance() < noiseShare ? { ...call, code: 'upstream_error' } : call;
  const code = first === 'north' ? 'connection_refused' : 'upstream_error';
  const other = home.find((one) => one !== first);
  const isRescued = other !== undefined && !isDown(other, ms) && chance() < rescueShare;
  return isRescued ? { ...call, code, rescuedBy: other } : { ...call, code };
};

/** Who is closed by plan is not even asked. */
const ended = (fate: Fate): CallEnded => {
  const call = callOf(fate);
  return fate.code === 'maintenance' ? { ...call, attempts: [] } : call;
};

/** At its busiest so many a second. */
const pace = 2;

/** The calls of each second of the day. */
export const trafficOf = (seed: number): ((second: number) => readonly CallEnded[]) => {
  const chance = chanceOf(seed);
  return (second) => {
    const from = second * 1_000;
    const expected = pace * daily(from);
    const calls: CallEnded[] = [];
    const next = (): number => -Math.log(1 - chance()) / expected;
    for (let at = next(); at < 1; at += next())
      calls.push(ended(fateOf(dayStart + from + Math.floor(at * 1_000), chance)));
    return calls;
  };
};
