/** Hop 5: the way itself. Both families of addresses, loss, distance, size of packets, speed. */
import type { Dialled } from '../../domain/doctor-ports.ts';
import type { Burst } from './burst.ts';
import { isLossy, readBurst } from './burst.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import { ill, msText, seen, skipped, unknown, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

export interface RouteFacts {
  readonly isHere: boolean;
  readonly isProxied: boolean;
  readonly tries: readonly { readonly family: 4 | 6; readonly dialled: Dialled }[];
  readonly burst: Burst | null;
  /** Whether large packets get through where small ones do; `null`: that was not to be told. */
  readonly bigPackets: 'come' | 'vanish' | null;
  /** Bytes per second; `null`: too little came to tell. */
  readonly speed: number | null;
}

/** People notice a quarter of a second. The fastest counts: a busy device makes the others look slower. */
const farMs = 200;
/** A page of half a megabyte in some fifteen seconds. */
const slowBytesPerSecond = 32 * 1024;

const stateOf = (tries: RouteFacts['tries'], family: 4 | 6): 'none' | 'open' | 'shut' => {
  const own = tries.filter((each) => each.family === family);
  if (own.length === 0) return 'none';
  return own.some(({ dialled }) => dialled.kind === 'open' || dialled.code === 'ECONNREFUSED') ? 'open' : 'shut';
};

/** Silence only: a device without IPv6 says so at once, and nobody waits. */
const isMissing = (tries: RouteFacts['tries'], family: 4 | 6): boolean =>
  tries.some(
    (each) =>
      each.family === family &&
      each.dialled.kind === 'failed' &&
      (each.dialled.code === 'ENETUNREACH' || each.dialled.code === 'EADDRNOTAVAIL'),
  );

const familyTrouble = ({ tries }: RouteFacts): TroubleId | null => {
  const [v4, v6] = [stateOf(tries, 4), stateOf(tries, 6)];
  if (v4 === 'open' && v6 === 'shut' && !isMissing(tries, 6)) return 'v6_broken';
  return v6 === 'open' && v4 === 'shut' && !isMissing(tries, 4) ? 'v4_broken' : null;
};

const dialledText = (dialled: Dialled): string =>
  dialled.kind === 'open' ? `connected in ${msText(dialled.ms)}` : `${dialled.code} after ${msText(dialled.ms)}`;

const evidenceOf = ({ tries, burst, bigPackets, speed }: RouteFacts): readonly Observation[] => {
  const reading = burst === null ? null : readBurst(burst);
  return [
    ...tries.map(({ family, dialled }) => seen(`IPv${family}`, dialledText(dialled))),
    ...(reading === null
      ? []
      : [
          seen('lost on the way', `${Math.round(reading.lost * 100)} % of ${burst?.sent ?? 0} tries`),
          seen('there and back', `${msText(reading.typicalMs)}, ${msText(reading.spreadMs)} more at times`),
        ]),
    ...(bigPackets === null ? [] : [seen('large packets', bigPackets === 'come' ? 'get through' : 'vanish')]),
    ...(speed === null ? [] : [seen('speed', `${Math.round((speed * 8) / 1_000)} kbit/s`)]),
  ];
};

export const judgeRoute = (facts: RouteFacts): Judgement => {
  if (facts.isHere) return skipped('It is on this very device.');
  if (facts.isProxied) return skipped('The proxy knows the way.');
  const evidence = evidenceOf(facts);
  if (facts.bigPackets === 'vanish') return ill(['big_packets_lost'], evidence);
  if (!facts.tries.some(({ dialled }) => dialled.kind === 'open'))
    return unknown('Nobody answered to measure it by.', evidence);
  const reading = facts.burst === null ? null : readBurst(facts.burst);
  const family = familyTrouble(facts);
  const troubles: readonly TroubleId[] = [
    ...(reading !== null && isLossy(reading) ? (['path_lossy'] as const) : []),
    ...(facts.speed !== null && facts.speed < slowBytesPerSecond ? (['slow_line'] as const) : []),
    ...(family === null ? [] : [family]),
    ...(reading !== null && reading.fastestMs > farMs ? (['far'] as const) : []),
  ];
  const [first, ...others] = troubles;
  return first === undefined ? well('The way there is clear.', evidence) : ill([first, ...others], evidence);
};
