/** A status with an incident, planned work and a provider, all of whose names and texts are the same word. */
import { idOf } from '../../src/http/status/view.ts';
import type { StatusView } from '../../src/http/status/view.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

export const statusViewWith = (word: string): StatusView => {
  const incident = {
    id: 'aabbcc',
    kind: 'failures',
    title: word,
    isPublished: true,
    status: 'investigating',
    impact: 'critical',
    where: { level: 'upstream', name: word },
    cause: null,
    startedAt: now - 9_000,
    noticedAt: now - 8_000,
    resolvedAt: null,
    updates: [{ id: 'u1', at: now - 8_000, status: 'investigating', body: word, by: word }],
    components: [{ name: word, status: 'major_outage', from: now - 9_000, until: null }],
    measured: { calls: 10, failed: 5, rescued: 1, callers: [], codes: [] },
    corroboratedBy: [],
    returns: 0,
    mergedInto: null,
  } as const;
  const words = { title: word, message: word, upstreams: [word], by: word } as const;
  const maintenance = { kind: 'work', series: null, announcedAt: now, ...words } as const;
  const times = { startsAt: now + 1_000, endsAt: now + 9_000, phase: 'ahead', overdue: [word] } as const;
  const provider = {
    page: { url: 'https://status.example.org', components: [], upstreams: [word] },
    condition: 'partial_outage',
    incidents: [{ name: word, status: word }],
    readAt: now,
    failure: word,
  } as const;
  return {
    now,
    objective: null,
    partialWeight: 0.3,
    since: now - 99_000,
    name: 'ai.example.org',
    url: 'https://ai.example.org',
    components: [
      { id: idOf('m'), name: word, status: 'major_outage', days: [], uptime: 0.9, lately: null, changedAt: now },
    ],
    incidents: [incident],
    maintenances: [{ id: 'mnt_1', ...maintenance, ...times }],
    providers: [provider],
    updatedAt: now,
  };
};
