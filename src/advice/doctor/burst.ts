/** Many short connections to one place: who answers late or never tells of lost packets, as a lost first packet is sent again after a second. */
import type { DoctorWorld } from '../../domain/doctor-ports.ts';
import { median } from './judgement.ts';

export interface Burst {
  readonly sent: number;
  /** Milliseconds of those that were answered, a refusal included. */
  readonly times: readonly number[];
}

/** RFC 6298 section 2: a first packet that got lost is sent again after 1 s; somewhat less for the coarse clocks of systems. */
const resentMs = 900;
/** With 20, three in ten lost packets go unnoticed once in a hundred walks. */
const dials = 20;
const gapMs = 40;

/** A port that answers nobody tells nothing; one that refuses does. */
const answered: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET']);

export const burst = async (
  world: DoctorWorld,
  to: { readonly address: string; readonly port: number; readonly ms: number },
): Promise<Burst> => {
  const results = await Promise.all(
    Array.from({ length: dials }, async (_, at) => {
      await world.clock.sleep(at * gapMs, new AbortController().signal);
      return world.dial({ ...to, ms: to.ms - dials * gapMs });
    }),
  );
  const times = results.flatMap((one) => (one.kind === 'open' || answered.has(one.code) ? [one.ms] : []));
  return { sent: dials, times };
};

export interface BurstReading {
  /** Part of the connections whose first packets were lost at least once. */
  readonly lost: number;
  readonly fastestMs: number;
  readonly typicalMs: number;
  readonly spreadMs: number;
}

/** `null`: nobody answered, so nothing is known. */
export const readBurst = ({ sent, times }: Burst): BurstReading | null => {
  const fastest = Math.min(...times);
  const prompt = times.filter((ms) => ms < fastest + resentMs);
  const typical = median(prompt);
  if (typical === null) return null;
  const sorted = prompt.toSorted((one, other) => one - other);
  const spreadMs = (sorted[Math.floor(sorted.length * 0.9)] ?? fastest) - fastest;
  return { lost: (sent - prompt.length) / sent, fastestMs: fastest, typicalMs: typical, spreadMs };
};

/** Two of twenty: one can be chance. */
export const isLossy = ({ lost }: BurstReading): boolean => lost * dials > 1.5;
