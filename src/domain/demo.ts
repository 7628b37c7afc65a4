/** The built-in demo servers, as somebody sees them who breaks them on purpose. */

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
