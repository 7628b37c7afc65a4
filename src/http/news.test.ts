import assert from 'node:assert/strict';
import { test } from 'node:test';
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

const told = (facts: Partial<Parameters<typeof newsOf>[0]>): readonly string[] =>
  newsOf({ now: 0, models: [], maintenances: [], ...facts }).map(
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
  newsOf({ now: 9 * hour, models: [], maintenances: [work(more)] })[0]?.id;

test('what was put away comes back when it means something else', () => {
  assert.equal(id({}), id({ message: 'more' }));
  assert.notEqual(id({}), id({ phase: 'active' }));
});
