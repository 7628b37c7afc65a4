/** Planned work that does not end becomes an incident, once, and ends with it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Incidents } from '../state/incidents.ts';
import type { MaintenanceState } from '../state/maintenances.ts';
import { Tallies } from '../state/tallies.ts';
import { handClock } from '../../test/fakes/hand-clock.ts';
import { IncidentWatch } from './incidents.ts';
import { lookAtMaintenances } from './maintenances.ts';

const minuteMs = 60_000;

const stage = (publish: 'corroborated' | 'draft' = 'corroborated') => {
  const clock = handClock();
  const endsAt = clock.now();
  let overdue: readonly string[] = ['one'];
  const work = {
    id: 'mnt_1',
    kind: 'work',
    series: null,
    title: 'New disks',
    message: null,
    upstreams: ['one'],
  } as const;
  const listed = (): readonly MaintenanceState[] => [
    { ...work, startsAt: endsAt - minuteMs, endsAt, announcedAt: 0, by: null, phase: 'over', overdue },
  ];
  let ids = 0;
  const incidents = new Incidents({ clock, random: { hex: () => `i${++ids}` }, publish: () => publish }, []);
  const watch = new IncidentWatch({
    clock,
    incidents,
    tallies: new Tallies(() => null),
    checks: () => new Map(),
    troubledProviders: () => [],
    isPlanned: () => false,
    isOverdue: (name) => overdue.includes(name),
    isPeak: () => false,
    siteOf: (name: string) => name,
    isAlarmedElsewhere: () => false,
  });
  return {
    incidents,
    back: () => void (overdue = []),
    pass: async (minutes: number) => {
      for (let each = 0; each < minutes * 4; each++) {
        await clock.pass(minuteMs / 4);
        lookAtMaintenances({ clock, maintenances: { look: () => {}, list: listed }, incidents });
        watch.look();
      }
    },
  };
};

test('it is one, from the announced end on, and goes on for as long as the upstream is away', async () => {
  const { incidents, pass } = stage();
  await pass(60);
  const [one, ...more] = incidents.list();
  assert.deepEqual(more, []);
  assert.equal(one?.title, 'Planned work at one takes longer than announced');
  assert.deepEqual([one.status, one.isPublished, one.where.name], ['investigating', true, 'one']);
  assert.equal(one.noticedAt - one.startedAt, minuteMs);
  assert.match(one.updates[0]?.body ?? '', /^“New disks” was to be over 60 seconds ago, and one does not answer yet/);
});

test('it calms and ends once the upstream is back', async () => {
  const { incidents, pass, back } = stage();
  await pass(10);
  back();
  await pass(10);
  assert.deepEqual(
    incidents.list()[0]?.updates.map(({ status }) => status),
    ['investigating', 'monitoring', 'resolved'],
  );
});

test('what is back within a minute was not late', async () => {
  const { incidents, pass, back } = stage();
  back();
  await pass(5);
  assert.deepEqual(incidents.list(), []);
});

test('where nothing is published by itself, this is not either', async () => {
  const { incidents, pass } = stage('draft');
  await pass(2);
  assert.equal(incidents.list()[0]?.isPublished, false);
});

test('what a person told of is over when a person says so', async () => {
  const { incidents, pass, back } = stage();
  back();
  const { id } = incidents.declare({ title: 'Odd answers', body: 'We look.', components: new Map(), by: 'Ann' });
  await pass(60);
  assert.equal(incidents.find(id)?.status, 'investigating');
});
