/** What the public sees of incidents: the shapes of Statuspage, feeds and the page, also with hostile words in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Incident } from '../../domain/incident.ts';
import { daysOf } from '../../policy/incident/uptime.ts';
import { statusBodies } from './api.ts';
import { atom, badge, calendar, rss } from './feeds.ts';
import { statusPage } from './page.ts';
import type { StatusView } from './view.ts';
import { idOf, overall } from './view.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const hourMs = 3_600_000;
const hostile = '</title>]]><script>alert(1)</script>\u0000 & "quoted" `ticks`\nBEGIN:VEVENT';

const incident = (more: Partial<Incident> = {}): Incident => ({
  id: 'aabbcc',
  kind: 'failures',
  title: hostile,
  isPublished: true,
  status: 'identified',
  impact: 'critical',
  where: { level: 'upstream', name: 'one' },
  cause: { code: 'connection_refused', family: 'outage' },
  startedAt: now - hourMs,
  noticedAt: now - hourMs + 10_000,
  resolvedAt: null,
  updates: [
    { id: 'u1', at: now - hourMs + 10_000, status: 'investigating', body: hostile, by: null },
    { id: 'u2', at: now - hourMs + 20_000, status: 'identified', body: 'It is the network.', by: hostile },
  ],
  components: [{ name: hostile, status: 'major_outage', from: now - hourMs, until: null }],
  measured: { calls: 10, failed: 5, rescued: 1, callers: ['secret-team'], codes: [] },
  corroboratedBy: ['own checks'],
  returns: 0,
  mergedInto: null,
  ...more,
});

const view = (more: Partial<StatusView> = {}): StatusView => {
  const days = daysOf(incident().components, { now, since: now - 9 * hourMs, days: 90, partialWeight: 0.3 });
  return {
    now,
    partialWeight: 0.3,
    objective: null,
    since: now - 9 * hourMs,
    name: 'ai.example.org',
    url: 'https://ai.example.org',
    components: [
      { id: idOf(hostile), name: hostile, status: 'major_outage', days, uptime: 0.9, lately: null, changedAt: now },
    ],
    incidents: [incident()],
    maintenances: [
      {
        id: 'mnt_1',
        title: hostile,
        message: hostile,
        upstreams: null,
        startsAt: now + hourMs,
        endsAt: now + 2 * hourMs,
        announcedAt: now - hourMs,
        kind: 'work',
        series: null,
        by: null,
        phase: 'ahead',
        overdue: [],
      },
    ],
    providers: [],
    updatedAt: now,
    ...more,
  };
};

const bodyOf = (path: string, shown = view()): Record<string, unknown> =>
  JSON.parse(JSON.stringify(statusBodies[path]?.(shown))) as Record<string, unknown>;

const members: readonly (readonly [string, readonly string[]])[] = [
  ['/summary.json', ['page', 'components', 'incidents', 'scheduled_maintenances', 'status']],
  ['/status.json', ['page', 'status']],
  ['/components.json', ['page', 'components']],
  ['/incidents.json', ['page', 'incidents']],
  ['/incidents/unresolved.json', ['page', 'incidents']],
  ['/scheduled-maintenances.json', ['page', 'scheduled_maintenances']],
  ['/scheduled-maintenances/upcoming.json', ['page', 'scheduled_maintenances']],
  ['/scheduled-maintenances/active.json', ['page', 'scheduled_maintenances']],
];

for (const [path, names] of members)
  test(`${path} has the members that its readers expect`, () => {
    assert.deepEqual(Object.keys(bodyOf(path)).toSorted(), names.toSorted());
  });

test('an incident has every key of Statuspage, its newest update first', () => {
  const [one] = bodyOf('/incidents.json')['incidents'] as readonly Record<string, unknown>[];
  assert.deepEqual(
    Object.keys(one ?? {}).toSorted(),
    `components created_at id impact incident_updates monitoring_at name page_id
     reminder_intervals resolved_at shortlink started_at status updated_at`.split(/\s+/),
  );
  const updates = one?.['incident_updates'] as readonly Record<string, unknown>[];
  assert.deepEqual(
    updates.map(({ status }) => status),
    ['identified', 'investigating'],
  );
  assert.equal(Array.isArray(one?.['components']) ? one['components'].length : null, 1);
});

test('a resolved incident is in the history and not in the summary', () => {
  const over = view({ incidents: [incident({ status: 'resolved', resolvedAt: now })] });
  assert.equal((bodyOf('/incidents.json', over)['incidents'] as readonly unknown[]).length, 1);
  assert.deepEqual(bodyOf('/summary.json', over)['incidents'], []);
});

const saying = (...conditions: readonly StatusView['components'][number]['status'][]): string => {
  const [one] = view().components;
  assert.ok(one !== undefined);
  return overall(view({ incidents: [], components: conditions.map((status) => ({ ...one, status })) })).indicator;
};

test('the words for the whole follow the gravest component', () => {
  assert.equal(saying('operational', 'operational'), 'none');
  assert.equal(saying('operational', 'degraded_performance'), 'minor');
  assert.equal(saying('operational', 'major_outage'), 'major');
  assert.equal(saying('major_outage', 'major_outage'), 'critical');
  assert.equal(saying('under_maintenance', 'operational'), 'maintenance');
});

for (const [name, write] of [
  ['page', (shown: StatusView) => statusPage({ view: shown, tag: 't', isAlone: false })],
  ['badge', badge],
  ['RSS', rss],
  ['Atom', atom],
] as const)
  test(`hostile words stay words in the ${name}`, () => {
    const text = write(view());
    assert.ok(!text.includes('<script>') || isOnlyInside(text), 'no element of theirs');
    assert.ok(!text.includes('\u0000'));
    assert.ok(!text.includes('secret-team'), 'names of keys are for operators');
  });

/** Inside a CDATA section markup is text; a section must not be ended by the words in it. */
const isOnlyInside = (xml: string): boolean => {
  const outside = xml.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  return !outside.includes('<script>') && !outside.includes(']]>');
};

test('hostile words begin no event of their own in the calendar', () => {
  const events = calendar(view()).match(/^BEGIN:VEVENT/gm) ?? [];
  assert.equal(events.length, 1);
});
