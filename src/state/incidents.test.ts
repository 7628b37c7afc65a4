import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handClock } from '../../test/fakes/hand-clock.ts';
import { incidentStart, openIncident } from '../../test/fakes/incident.ts';
import type { Incident } from '../domain/incident.ts';
import { stepsFor } from '../policy/incident/lifecycle.ts';
import { Incidents } from './incidents.ts';

const now = incidentStart + 60_000;
const one = openIncident({ id: 'one', title: 'One', isPublished: true, impact: 'critical' });
const two = openIncident({
  id: 'two',
  title: 'Two',
  impact: 'minor',
  where: { level: 'upstream', name: 'two' },
  components: [{ name: 'n', status: 'degraded_performance', from: incidentStart, until: null }],
});

const known = (...all: readonly Incident[]) => {
  const news: string[] = [];
  let ids = 0;
  const random = { hex: () => `u${++ids}` };
  const incidents = new Incidents({ clock: handClock(now), random, publish: () => 'draft' }, all);
  incidents.onChange(({ kind, incident }) => news.push(`${incident.id} ${kind}`));
  return { incidents, news };
};

test('merged by hand: one ends with a word that names the other, which takes over what was hit', () => {
  const { incidents, news } = known(one, two);
  const merged = incidents.merge('one', 'two', 'Ann');
  assert.deepEqual([merged?.mergedInto, merged?.resolvedAt, merged?.status], ['two', now, 'resolved']);
  assert.deepEqual(
    merged?.components.map(({ until }) => until),
    [now],
  );
  const last = merged?.updates.at(-1);
  assert.deepEqual([last?.body, last?.by], ['This is part of another incident now: Two.', 'Ann']);
  const into = incidents.find('two');
  assert.deepEqual([into?.isPublished, into?.impact, into?.resolvedAt], [true, 'critical', null]);
  assert.deepEqual(
    into?.components.map(({ name, until }) => [name, until]),
    [
      ['n', null],
      ['m', now],
    ],
  );
  assert.match(into?.updates.at(-1)?.body ?? '', /the same trouble: One/);
  assert.deepEqual(news, ['two updated', 'one resolved']);
});

test('the title of a draft is not told to everybody', () => {
  const { incidents } = known(one, two);
  incidents.merge('two', 'one', 'Ann');
  assert.doesNotMatch(JSON.stringify(incidents.find('one')?.updates), /Two/);
});

for (const [what, from, into] of [
  ['itself', 'one', 'one'],
  ['what is not there', 'one', 'three'],
  ['what is part of another', 'one', 'part'],
] as const)
  test(`nothing is merged into ${what}`, () => {
    const { incidents, news } = known(one, two, openIncident({ id: 'part', mergedInto: 'two', resolvedAt: now }));
    assert.equal(incidents.merge(from, into, 'Ann'), null);
    assert.equal(incidents.merge('part', 'one', 'Ann'), null, 'nor twice');
    assert.deepEqual(news, []);
  });

test('what still fails where one was belongs to the one it was made part of', () => {
  const { incidents } = known(one, two);
  incidents.merge('one', 'two', 'Ann');
  const signal = { kind: 'failures', share: 1, seen: 9, of: 9, startedAt: now } as const;
  const followed = incidents.list().map((incident) => ({ incident, quietMs: 0, isSure: false }));
  const steps = stepsFor({ alarms: [{ where: one.where, signal }], followed, isInside: () => false, now });
  assert.deepEqual(
    steps.map((step) => [step.kind, 'incident' in step ? step.incident.id : null]),
    [['go on', 'two']],
  );
});
