/** A time in which upstreams are closed on purpose, announced ahead. */

export interface Maintenance {
  readonly id: string;
  /** One line, shown to everybody. */
  readonly title: string;
  readonly message: string | null;
  /** Names; `null`: all of them. */
  readonly upstreams: readonly string[] | null;
  /** Times in ms since the Unix epoch. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly announcedAt: number;
  /** Who announced it. */
  readonly by: string | null;
}

/** `draining`: it has not begun, and nothing new goes there any longer. */
export type MaintenancePhase = 'ahead' | 'draining' | 'active' | 'over';
