/** A health check that is wrong itself. */
import type { Cause } from './cause.ts';

export interface CheckNote {
  /** Turned down by a live server; failing while calls succeed; well while calls fail. */
  readonly kind: 'turned-down' | 'refuted' | 'blind';
  /** What it asks: a path of the config, or what else. */
  readonly asked: string;
  /** What it failed with; of a blind one, what calls failed with. */
  readonly cause: Cause;
}
