import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Incident } from '../domain/incident.ts';
import type { MaintenanceState } from '../state/maintenances.ts';
import { newsOf } from './news.ts';

const hour = 3_600_000;
const model = (name: string, available: boolean) => ({ name, available });
const work = (more: Partial<MaintenanceState>): MaintenanceState => ({
  id: 'mnt_1',
  title: 'New disks',
  message: null,
  upstreams: ['one'],
  startsAt: 80 * hour,
  endsAt: 81 * hour,
  announcedAt: 0,
  kind: 'work',
  series: null,
  by: null,
  phase: 'ahead',
  overdue: [],
  ...more,
});

const update = {
  id: 'upd_1',
  at: 0,
  status: 'investigating',
  body: 'Calls for model a fail. We look for the cause.',
  by: null,
} as const;
const incident = (more: Partial<Incident>): Incident => ({
  id: 'inc_1',
  kind: 'failures',
  title: 'Calls for model a fail',
  isPublished: true,
  status: 'investigating',
  impact: 'major',
  where: { level: 'model', name: 'a' },
  cause: null,
  startedAt: 0,
  noticedAt: 0,
  resolvedAt: null,
  updates: [update],
  components: [{ name: 'a', status: 'major_outage', from: 0, until: null }],
  measured: { calls: 9, failed: 9, rescued: 0, callers: [], codes: [] },
  corroboratedBy: [],
  returns: 0,
  mergedInto: null,
  ...more,
});

const told = (facts: Partial<Parameters<typeof newsOf>[0]>): readonly string[] =>
  newsOf({ now: 0, models: [], incidents: [], maintenances: [], ...facts }).map(
    ({ mark, title, says }) => `${mark}: ${title} ${says}`,
  );

const calm = 'You can go on: what you send is kept, and sent again by itself for some minutes.';

const cases: readonly (readonly [string, Parameters<typeof told>[0], readonly string[]])[] = [
  ['nothing, when all is well', { models: [model('a', true)] }, []],
  ['nothing, when no model is known yet', {}, []],
  ['no model', { models: [model('a', false), model('b', false)] }, [`fail: No model can be had just now. ${calm}`]],
  [
    'some models, the rest by number',
    { models: [...['a', 'b', 'c', 'd', 'e'].map((name) => model(name, false)), model('f', true)] },
    ['warn: Not to be had just now: a, b, c and 2 more. Other models answer.'],
  ],
  [
    'an incident, in the words of its last update; its model is not told of twice',
    { models: [model('a', false), model('b', true)], incidents: [incident({})] },
    ['fail: Calls for model a fail. We look for the cause.'],
  ],
  [
    'a small incident',
    { incidents: [incident({ impact: 'minor' })] },
    ['warn: Calls for model a fail. We look for the cause.'],
  ],
  [
    'no incident that is a draft, over, or part of another',
    { incidents: [incident({ isPublished: false }), incident({ resolvedAt: 1 }), incident({ mergedInto: 'inc_2' })] },
    [],
  ],
  ['no work that is more than three days ahead', { maintenances: [work({})] }, []],
  [
    'work ahead',
    { now: 8 * hour, maintenances: [work({ message: 'Chats stay.' })] },
    ['unknown: Planned work: New disks Other providers answer in that time, where there are any. Chats stay.'],
  ],
  [
    'work that goes on, of all',
    { maintenances: [work({ phase: 'active', upstreams: null })] },
    ['warn: Planned work, now: New disks No model answers in that time.'],
  ],
  ['no work that is over', { maintenances: [work({ phase: 'over' })] }, []],
  [
    'work that takes longer',
    { maintenances: [work({ phase: 'over', overdue: ['one'] })] },
    ['warn: Planned work takes longer: New disks Not all are back yet.'],
  ],
];

for (const [name, facts, expected] of cases) test(`news: ${name}`, () => assert.deepEqual(told(facts), expected));

const id = (more: Partial<MaintenanceState>): string | undefined =>
  newsOf({ now: 9 * hour, models: [], incidents: [], maintenances: [work(more)] })[0]?.id;

test('what was put away comes back when it means something else', () => {
  assert.equal(id({}), id({ message: 'more' }));
  assert.notEqual(id({}), id({ phase: 'active' }));
});

test('an incident that was put away comes back with its next update, and leads to its page', () => {
  const [first, second] = [[update], [update, { ...update, id: 'upd_2' }]].map(
    (updates) => newsOf({ now: 0, models: [], incidents: [incident({ updates })], maintenances: [] })[0],
  );
  assert.equal(first?.link, '/status/incidents/inc_1');
  assert.notEqual(first?.id, second?.id);
});
