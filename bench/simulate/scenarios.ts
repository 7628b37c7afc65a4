/** Every scenario of the simulator, with the targets it is held to. */
import type { Figures } from './figures.ts';
import { type Act, scenario, type Scenario, type Target, type Wish } from './scenario.ts';
import type { Mode, SimServer } from './server.ts';

const noErrors: Target = { says: 'visible errors', of: ({ errors }) => errors, most: 0 };
const attempts = (most: number): Target => ({
  says: 'attempts per request after 1 s',
  of: ({ amplification }) => amplification,
  most,
});
const errorShare = (most: number): Target => ({ says: 'visible errors, share', of: (f) => 1 - f.success, most });
const lateTail: Target = { says: 'p99 after 30 s, × calm', of: (f) => f.lateP99 / f.calmP99, most: 1.5 };
const goodput: Target = { says: 'goodput, share of capacity', of: (f) => f.goodput, least: 0.9 };
/** Nothing is left of the fault in questions asked ten seconds after its end. */
const normalAgain: readonly Target[] = [
  { says: '10 s later: success', of: (f) => f.afterSuccess, least: 0.999 },
  { says: '10 s later: p99, × calm', of: (f) => f.afterP99 / f.calmP99, most: 1.5 },
];
/** Of which a first token takes 0.3 s as a rule, and 0.7 s at times. */
const backWithin = (most: number): Target => ({ says: 'first answer after its end, ms', of: (f) => f.backMs, most });
const fewAtFaulty = (most: number): Target => ({
  says: 'attempts at the faulty, per request',
  of: (f: Figures) => f.faultyShare,
  most,
});

const turn = (servers: readonly SimServer[], mode: Mode): (() => void) => {
  return () => servers.forEach((server) => server.become(mode));
};

const well: Mode = { kind: 'well' };
const refusing: Mode = { kind: 'refusing' };

/** A fault of servers that begins at once and ends on time. */
const fault = (who: 'faulty' | 'all', mode: Mode, faultMs = 60_000): Pick<Wish, 'faultMs' | 'script'> => ({
  faultMs,
  script: (cast, at) => [at(0, turn(cast[who], mode)), at(faultMs, turn(cast[who], well))],
});

const faults: readonly Scenario[] = [
  scenario({
    name: 'dead',
    title: 'one refuses connections',
    ...fault('faulty', refusing),
    targets: [noErrors, attempts(1.05), lateTail],
  }),
  scenario({
    name: 'silent',
    title: 'one takes no packets',
    ...fault('faulty', { kind: 'silent' }),
    targets: [noErrors, attempts(1.05), lateTail],
  }),
  scenario({
    name: 'gray',
    title: 'one is 10 × slower, its probe is green',
    ...fault('faulty', { kind: 'slow', factor: 10 }),
    targets: [noErrors, lateTail, attempts(1.2)],
  }),
  scenario({
    name: 'flapping',
    title: 'one refuses connections for 3 s in every 6',
    faultMs: 60_000,
    script: ({ faulty }, at) =>
      Array.from({ length: 10 }, (_, round): Act[] => [
        at(round * 6_000, turn(faulty, refusing)),
        at(round * 6_000 + 3_000, turn(faulty, well)),
      ]).flat(),
    targets: [noErrors, attempts(1.2), lateTail],
  }),
  scenario({
    name: 'fast-fail',
    title: 'one answers 500 after 1 ms, its probe is green',
    ...fault('faulty', { kind: 'failing', share: 1, afterMs: 1 }),
    targets: [noErrors, attempts(1.05), fewAtFaulty(0.05), lateTail],
  }),
  scenario({
    name: 'fifth-fails',
    title: 'all answer 500 to a fifth of the calls',
    ...fault('all', { kind: 'failing', share: 0.2, afterMs: 20 }),
    targets: [errorShare(0.05), attempts(1.3), ...normalAgain],
  }),
];

const outages: readonly Scenario[] = [
  scenario({
    name: 'outage',
    title: 'all refuse for 10 s, callers retry 3 times',
    ...fault('all', refusing, 10_000),
    afterMs: 40_000,
    manner: { retries: 3 },
    targets: [attempts(1.2), backWithin(2_000), ...normalAgain],
  }),
  scenario({
    name: 'lone',
    title: 'the only one refuses for 60 s, 5 questions a second',
    ...fault('all', refusing),
    upstreams: 1,
    slots: 13,
    // Behind a minute a check looks every 3 s, give or take a tenth; a question comes within a second.
    targets: [
      { says: 'probes by calls in a minute', of: (f) => f.probeCalls, most: 10 },
      backWithin(4_500),
      ...normalAgain,
    ],
  }),
  scenario({
    name: 'lone-fails',
    title: 'the only one answers 500 for 60 s, its probe is green',
    ...fault('all', { kind: 'failing', share: 1, afterMs: 20 }),
    upstreams: 1,
    slots: 13,
    // Only calls can tell: it rests for 15 s at the most.
    targets: [{ says: 'probes by calls in a minute', of: (f) => f.probeCalls, most: 10 }, backWithin(17_000)],
  }),
  scenario({
    name: 'recovery',
    title: 'all refuse for 20 s, callers hold the line for 60 s',
    ...fault('all', refusing, 20_000),
    afterMs: 60_000,
    manner: { patienceMs: 60_000, headers: { 'good-gateway-hold': '60s' } },
    config: { limits: { queue: 10_000 } },
    targets: [
      noErrors,
      attempts(1.2),
      backWithin(2_000),
      { says: 'goodput 5 to 15 s after it', of: (f) => f.afterGoodput, least: 0.9 },
    ],
  }),
  scenario({
    name: 'rolling',
    title: 'three in turn are killed and away for 4 s, calls on them are cut',
    faultMs: 24_000,
    script: ({ all }, at) =>
      all
        .slice(0, 3)
        .flatMap((server, index): Act[] => [
          at(index * 8_000, () => server.become(refusing, true)),
          at(index * 8_000 + 4_000, () => server.become(well)),
        ]),
    targets: [noErrors, attempts(1.2)],
  }),
];

const overloads: readonly Scenario[] = [2, 10].map((load) =>
  scenario({
    name: `overload-${load}`,
    title: `${load} × the capacity is asked for, for 30 s`,
    faultMs: 30_000,
    afterMs: 40_000,
    slots: 16,
    load,
    targets: [goodput, attempts(1.2), ...normalAgain],
  }),
);

export const scenarios: readonly Scenario[] = [...faults, ...outages, ...overloads];
