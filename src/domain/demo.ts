/** The built-in demo servers, as somebody sees them who breaks them on purpose. */
import type { StateMark } from './words/en/states.ts';

export type DemoFault = 'killed' | 'stalled' | 'slow' | 'throttled';

export interface DemoServer {
  /** Its name as an upstream. */
  readonly name: string;
  /** `null`: it is well. */
  readonly fault: DemoFault | null;
}

export interface DemoServers {
  list(): readonly DemoServer[];
  /** Takes hold at once, also of answers that are on their way. False when there is no server of that name, or it cannot come back. */
  steer(name: string, fault: DemoFault | null): Promise<boolean>;
}

/** Empty where there is no demo. */
export interface DemoBody {
  readonly servers: readonly {
    readonly name: string;
    readonly fault: DemoFault | null;
    /** What was done to it, in words; empty when it is well. */
    readonly is: string;
    readonly expect: string;
    /** How it looks from the gateway. */
    readonly mark: StateMark;
    readonly state: string;
  }[];
  readonly faults: readonly { readonly name: DemoFault; readonly does: string }[];
}
