/** An incident of a test: what is not said of it is plain. */
import type { Incident } from '../../src/domain/incident.ts';

export const incidentStart = Date.parse('2026-03-01T12:00:00Z');

export const openIncident = (more: Partial<Incident> = {}): Incident => ({
  id: 'aabbcc',
  kind: 'failures',
  title: 'Many calls fail at one',
  isPublished: false,
  status: 'investigating',
  impact: 'major',
  where: { level: 'upstream', name: 'one' },
  cause: null,
  startedAt: incidentStart,
  noticedAt: incidentStart + 10_000,
  resolvedAt: null,
  updates: [{ id: 'u1', at: incidentStart + 10_000, status: 'investigating', body: 'We look.', by: null }],
  components: [{ name: 'm', status: 'partial_outage', from: incidentStart, until: null }],
  measured: { calls: 10, failed: 5, rescued: 1, callers: [], codes: [] },
  corroboratedBy: [],
  returns: 0,
  mergedInto: null,
  ...more,
});
