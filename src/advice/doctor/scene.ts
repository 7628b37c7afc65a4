/** What every look has at hand, and the bounds it keeps to. */
import type { DeviceSeen, DoctorWorld } from '../../domain/doctor-ports.ts';
import type { Controls } from './controls.ts';
import type { ProxySetting } from './proxy-setting.ts';
import type { Target } from './target.ts';

export interface Scene {
  readonly world: DoctorWorld;
  readonly target: Target;
  readonly controls: Controls;
  readonly device: DeviceSeen;
  readonly proxy: ProxySetting | null;
  /** A call that `/why` shall be asked about. */
  readonly callId: string | null;
  /** May a megabyte be moved to measure the speed? */
  readonly isSpeedWanted: boolean;
}

/** All of it together; one look; one connection; one answer. */
export const wholeMs = 14_500;
export const nameMs = 4_000;
export const dialMs = 3_000;
export const answerMs = 5_000;
export const sideMs = 3_000;
