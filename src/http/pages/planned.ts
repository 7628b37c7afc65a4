/** Announced maintenances on a page: what is done, where, from when until when. */
import type { MaintenancePhase, WindowKind } from '../../domain/maintenance.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { moment } from './moment.ts';

export interface PlannedWork {
  readonly kind: WindowKind;
  readonly title: string;
  readonly message: string | null;
  /** `null`: all upstreams. */
  readonly upstreams: readonly string[] | null;
  /** Times in ms since the Unix epoch. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly phase: MaintenancePhase;
  /** Upstreams that are not back although it is over. */
  readonly overdue: readonly string[];
}

const phases = {
  ahead: 'to come',
  draining: 'about to begin',
  active: 'going on now',
  over: 'takes longer than announced',
} as const satisfies Record<MaintenancePhase, string>;

const work = (one: PlannedWork): Html =>
  html`<li>
    <strong>${one.title}</strong> (${phases[one.phase]}): ${moment(one.startsAt)} to ${moment(one.endsAt)},
    ${one.upstreams === null ? 'everything' : one.upstreams.join(', ')}.
    ${one.kind === 'peak' ? 'Many people are expected: answers may take longer.' : null}
    ${one.message === null ? null : html`<br />${one.message}`}
    ${one.overdue.length === 0 ? null : html`<br />Not back yet: ${one.overdue.join(', ')}.`}
  </li>`;

/** Nothing when nothing is announced. */
export const plannedWork = (works: readonly PlannedWork[]): Html | null =>
  works.length === 0
    ? null
    : html`<section class="card note calm" aria-label="Planned work">
        <h2>Planned work</h2>
        <ul>
          ${works.map(work)}
        </ul>
      </section>`;
