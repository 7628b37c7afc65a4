/** An incident of which nothing is known but where and when it began. */
import type { Incident, Where } from '../../domain/incident.ts';

export interface Begin {
  readonly id: string;
  readonly title: string;
  readonly where: Where;
  readonly startedAt: number;
  readonly noticedAt: number;
}

export const freshIncident = (begin: Begin): Incident => ({
  ...begin,
  kind: 'failures',
  isPublished: false,
  status: 'investigating',
  impact: 'none',
  cause: null,
  resolvedAt: null,
  updates: [],
  components: [],
  measured: { calls: 0, failed: 0, rescued: 0, callers: [], codes: [] },
  corroboratedBy: [],
  returns: 0,
  mergedInto: null,
});
