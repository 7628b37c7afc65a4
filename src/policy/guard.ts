/** When the gateway itself is short of something, and whom it turns away then: the lowest priority first. */
import type { Vitals } from '../domain/ports.ts';

export interface Strain {
  /** `all`: new calls of any priority would only make it worse for those that are running. */
  readonly sheds: 'batch' | 'all';
  readonly says: string;
  readonly value: string;
}

/** A tick as late as this is felt in every stream; so late that heartbeats and clocks go wrong is too late for everybody. */
const lagMs = { batch: 250, all: 2_000 };
/** What is left is for the calls that are running, and for the garbage collector to work with. */
const share = { batch: 0.85, all: 0.95 };

const percent = (part: number): string => `${Math.round(part * 100)} %`;

const strainOf = (measured: number, from: { batch: number; all: number }): Strain['sheds'] | null =>
  measured >= from.all ? 'all' : measured >= from.batch ? 'batch' : null;

/** The worst of them; `null`: all is well. */
export const strain = ({ lag, heap, descriptors }: Vitals): Strain | null => {
  const strains = [
    { sheds: strainOf(lag, lagMs), says: 'how late the gateway’s own clock ticks', value: `${Math.round(lag)} ms` },
    { sheds: strainOf(heap, share), says: 'memory of the gateway in use', value: percent(heap) },
    {
      sheds: strainOf(descriptors ?? 0, share),
      says: 'open files and connections of the gateway, of those it may have',
      value: percent(descriptors ?? 0),
    },
  ].flatMap(({ sheds, ...rest }) => (sheds === null ? [] : [{ sheds, ...rest }]));
  return strains.find(({ sheds }) => sheds === 'all') ?? strains[0] ?? null;
};
