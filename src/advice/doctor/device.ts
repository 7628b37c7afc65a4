/** Hop 1: the device. Is it on a network at all, does its clock go right, did it sleep? */
import type { Judgement } from './diagnosis.ts';
import { ill, seen, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

export interface DeviceFacts {
  /** Addresses that lead out of the device. */
  readonly addresses: { readonly v4: number; readonly v6: number };
  /** What is asked for is on the device itself. */
  readonly isHere: boolean;
  /** How far the device’s clock is ahead of others’, in ms; `null`: nobody told the time. */
  readonly clock: { readonly aheadMs: number; readonly sources: number } | null;
  /** How long the device slept during the walk. */
  readonly sleptMs: number;
}

/** Nobody notices less. */
const offMs = 60_000;
/** Sign-in tokens are good for some minutes around their time. */
const wrongMs = 5 * 60_000;
const sleepMs = 3_000;

const clockText = (aheadMs: number): string => {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  const size =
    seconds < 120
      ? `${seconds} seconds`
      : seconds < 7_200
        ? `${Math.round(seconds / 60)} minutes`
        : seconds < 172_800
          ? `${Math.round(seconds / 3_600)} hours`
          : `${Math.round(seconds / 86_400)} days`;
  return seconds < 2 ? 'right to the second' : `${size} ${aheadMs > 0 ? 'ahead' : 'behind'}`;
};

const isClockWrong = ({ clock }: Pick<DeviceFacts, 'clock'>): boolean =>
  clock !== null && Math.abs(clock.aheadMs) >= wrongMs;

const troublesOf = ({ addresses, isHere, clock, sleptMs }: DeviceFacts): readonly TroubleId[] => [
  ...(addresses.v4 + addresses.v6 === 0 && !isHere ? (['no_link'] as const) : []),
  ...(isClockWrong({ clock }) ? (['clock_wrong'] as const) : []),
  ...(!isClockWrong({ clock }) && clock !== null && Math.abs(clock.aheadMs) >= offMs ? (['clock_off'] as const) : []),
  ...(sleptMs >= sleepMs ? (['slept'] as const) : []),
];

export const judgeDevice = (facts: DeviceFacts): Judgement => {
  const { addresses, clock, sleptMs } = facts;
  const evidence = [
    seen('addresses on networks', `${addresses.v4} IPv4, ${addresses.v6} IPv6`),
    ...(clock === null ? [] : [seen('clock, against others', `${clockText(clock.aheadMs)} (${clock.sources} asked)`)]),
    ...(sleptMs >= sleepMs ? [seen('slept during the walk', `${Math.round(sleptMs / 1_000)} s`)] : []),
  ];
  const [first, ...others] = troublesOf(facts);
  if (first !== undefined) return ill([first, ...others], evidence);
  return well(clock === null ? 'The device is on.' : 'The device is on, and its clock is right.', evidence);
};
