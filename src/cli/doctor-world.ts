/** What the command `doctor` asks of the world beside the walk itself: a person, and what was found before. */
import type { DoctorWorld } from '../domain/doctor-ports.ts';

export interface DoctorCommandWorld extends DoctorWorld {
  readonly version: string;
  /** Somebody is there to try things and to press a key. */
  readonly isAttended: boolean;
  /** Of the terminal. */
  readonly columns: number;
  /** Ends the program, whatever is still being looked at. */
  leave(status: number): never;
  /** One line that a person types; `null`: they are done. */
  readLine(stop: AbortSignal): Promise<string | null>;
  /** A small text of this device’s user, which nobody else can read. */
  readonly past: {
    read(): Promise<string | null>;
    /** Never rejects: a walk is not worth less because it cannot be remembered. */
    write(text: string): Promise<void>;
  };
}
