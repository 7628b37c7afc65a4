/** The labelled days: each with one thing wrong, and the truth about it; or with something that looks like trouble and is none. */
import type { AlarmKind } from '../../src/domain/incident.ts';
import type { SyntheticDay, Truth, Wrong } from './days.ts';
import { daily, hourMs, minuteMs } from './days.ts';

const begin = 3 * hourMs;
const for20 = 20 * minuteMs;

const during =
  (lastsMs: number, wrong: Wrong): Wrong =>
  (at, call) =>
    at >= begin && at < begin + lastsMs ? wrong(at, call) : null;

const everybody: Wrong = () => ({ code: 'connection_refused' });
const down: Wrong = (_, { upstream }) => (upstream === 'a' ? { code: 'connection_refused' } : null);

const share =
  (part: (at: number) => number, chance: () => number): Wrong =>
  (at) =>
    chance() < part(at) ? { code: 'upstream_error' } : null;

/** Few failures may look to be in a place where more of them fell by chance. */
const anywhere = [
  'everything ',
  'model m',
  'model n',
  'upstream a',
  'upstream b',
  'upstream c',
  'zone east',
  'zone west',
];
const atA = ['upstream a', 'zone east'];

interface Trouble {
  readonly wheres: readonly string[];
  readonly wrong: Wrong;
  readonly lastsMs?: number;
  readonly kinds?: readonly AlarmKind[];
  readonly more?: Partial<SyntheticDay>;
}

const calm = { hours: 6, pace: 10, bustle: () => 1, wrong: () => null, truths: [] } as const;

const day = (
  name: string,
  { wheres, wrong, lastsMs = for20, kinds = ['failures'], more = {} }: Trouble,
): SyntheticDay => {
  const truth: Truth = { kinds, wheres, fromMs: begin, untilMs: begin + lastsMs };
  return { ...calm, name, wrong: during(lastsMs, wrong), truths: [truth], ...more };
};

const outages: readonly SyntheticDay[] = [
  day('outage of everything', { wheres: ['everything '], wrong: everybody }),
  day('outage of one upstream', { wheres: atA, wrong: down }),
  day('one model at one upstream', {
    wheres: ['model at upstream m at a'],
    wrong: (at, call) => (call.model === 'm' ? down(at, call) : null),
  }),
  day('one key', {
    wheres: ['caller team-1'],
    wrong: (_, { caller }) => (caller === 'team-1' ? { code: 'key_refused' } : null),
  }),
  day('a flap, two minutes of eight', {
    wheres: atA,
    lastsMs: hourMs,
    wrong: (at, call) => ((at - begin) % (8 * minuteMs) < 2 * minuteMs ? down(at, call) : null),
  }),
  day('own network gone', {
    wheres: ['everything '],
    kinds: ['network'],
    wrong: (_, { upstream }) => ({ code: upstream === 'a' ? 'connection_timeout' : 'dns_timeout' }),
  }),
  day('an outage in a quiet night', {
    wheres: ['everything '],
    lastsMs: hourMs,
    wrong: everybody,
    more: { hours: 8, pace: 4, bustle: daily },
  }),
];

const hardToSee = (chance: () => number): readonly SyntheticDay[] => [
  day('5 % fail', { wheres: ['everything '], wrong: share(() => 0.05, chance) }),
  day('1.5 % fail', {
    wheres: anywhere,
    lastsMs: hourMs,
    kinds: ['burn', 'failures'],
    wrong: share(() => 0.015, chance),
  }),
  day('a slow creep to 4 % in two hours', {
    wheres: anywhere,
    lastsMs: 2 * hourMs,
    kinds: ['burn', 'failures'],
    wrong: share((at) => (0.04 * (at - begin)) / (2 * hourMs), chance),
  }),
  day('rescued, callers see nothing', {
    wheres: atA,
    kinds: ['hidden'],
    wrong: (_, { upstream }) => (upstream === 'a' ? { code: 'upstream_error', rescuedBy: 'b' } : null),
  }),
  day('nobody calls any longer', {
    wheres: ['everything '],
    kinds: ['silence'],
    wrong: () => null,
    more: { bustle: (at) => (at >= begin && at < begin + for20 ? 0 : 1) },
  }),
  day('a line that grows', {
    wheres: anywhere,
    kinds: ['queue'],
    wrong: (at) => ({ waitedMs: (at - begin) / 30 }),
  }),
];

const harmless: readonly SyntheticDay[] = [
  {
    ...calm,
    name: 'a deploy: 8 s of refusals, rescued',
    wrong: during(8_000, (at, call) =>
      down(at, call) === null ? null : { code: 'connection_refused', rescuedBy: 'b' },
    ),
  },
  {
    ...calm,
    name: 'a launch: eight times the calls',
    pace: 3,
    bustle: (at) => (at >= begin && at < begin + hourMs ? 8 : 1),
  },
  { ...calm, name: 'callers’ mistakes', wrong: during(for20, () => ({ code: 'invalid_request' })) },
];

export const labelledDays = (chance: () => number): readonly SyntheticDay[] => [
  ...outages,
  ...hardToSee(chance),
  ...harmless,
];
