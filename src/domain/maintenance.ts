/** Times that are announced ahead: upstreams are closed on purpose, or many people are expected. */

/** `peak`: nothing is closed; it is watched more closely, with its limits and headroom in sight. */
export type WindowKind = 'work' | 'peak';

export interface Maintenance {
  readonly id: string;
  readonly kind: WindowKind;
  /** Id of what it is one time of, where it comes again and again. */
  readonly series: string | null;
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

export interface Recurrence {
  /** Five fields, as cron has them: `0 3 * * SUN`. */
  readonly cron: string;
  /** An IANA name; its clock is the one the pattern speaks of, also when it is put forward or back. */
  readonly zone: string;
  readonly lastsMs: number;
  /** Beginnings that were called off, in ms since the Unix epoch. */
  readonly except: readonly number[];
}

/** As it was announced: once, or again and again; then its own times are those of the first. */
export interface Announcement extends Maintenance {
  readonly repeats: Recurrence | null;
}

/** `draining`: it has not begun, and nothing new goes there any longer. */
export type MaintenancePhase = 'ahead' | 'draining' | 'active' | 'over';
