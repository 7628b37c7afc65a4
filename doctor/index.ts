/** The doctor for programs of others: the same walk as the command’s, from Node, without a terminal. */
import type { Controls } from '../src/advice/doctor/controls.ts';
import { noControls, publicControls } from '../src/advice/doctor/controls.ts';
import type { Diagnosis, Hop } from '../src/advice/doctor/diagnosis.ts';
import { readTarget } from '../src/advice/doctor/target.ts';
import { walk } from '../src/advice/doctor/walk.ts';
import { doctorWorld } from '../src/io/doctor-world.ts';

export type { Controls } from '../src/advice/doctor/controls.ts';
export { noControls, publicControls } from '../src/advice/doctor/controls.ts';
export type { Blame, Diagnosis, Hop, HopId, HopStatus, Observation, Remedy } from '../src/advice/doctor/diagnosis.ts';
export { hopIds } from '../src/advice/doctor/diagnosis.ts';

export interface Options {
  /** Whom to ask besides; `'nobody'`: the address, this device’s resolver and its proxy alone. Unless said, the public ones. */
  readonly ask?: Controls | 'nobody';
  /** A call that a gateway of this kind shall be asked about: `req_…`. */
  readonly callId?: string;
  /** Whether a megabyte may be moved to measure the speed; else 24 kB. */
  readonly measureSpeed?: boolean;
  /** Told of each hop as soon as it is judged, in no fixed order. */
  readonly onHop?: (hop: Hop) => void;
}

const controlsOf = (ask: Options['ask']): Controls => (ask === 'nobody' ? noControls : (ask ?? publicControls));

/** Walks from this device to an address, in 15 s at most. Throws a `TypeError` for what is no http or https address; nothing else. */
export const examine = (url: string | URL, options: Options = {}): Promise<Diagnosis> => {
  const target = readTarget(String(url));
  if (target === null) throw new TypeError(`no http or https address: ${String(url).slice(0, 200)}`);
  return walk({
    world: doctorWorld,
    target,
    controls: controlsOf(options.ask),
    callId: options.callId ?? null,
    isSpeedWanted: options.measureSpeed ?? false,
    onHop: options.onHop ?? (() => {}),
  });
};
