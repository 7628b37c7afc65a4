/** Two gateways were told different things of one incident: what became of each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentStart, openIncident } from '../../../test/fakes/incident.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Edit } from './edit.ts';
import { edited } from './edit.ts';
import { mergedByHand } from './merge.ts';
import { changedAt, united } from './united.ts';

const secondMs = 1_000;
const first = openIncident();

const edit = (change: Partial<Edit>, second: number, incident = first): Incident =>
  edited(incident, { by: 'Ann', ...change }, incidentStart + second * secondMs);

const said = (incident: Incident, body: string, second: number): Incident => {
  const { status } = incident;
  const update = { id: body, at: incidentStart + second * secondMs, status, body, by: 'Ann' };
  return { ...incident, updates: [...incident.updates, update] };
};

/** However it is heard, both come to the same. */
const both = (one: Incident, other: Incident): Incident => {
  const [here, there] = [united(one, other), united(other, one)];
  assert.deepEqual(there, here);
  assert.deepEqual(united(here, there), here, 'and it stays that');
  return here;
};

test('a new title at one and publishing at the other are both kept, without a word of anybody', () => {
  const { title, isPublished } = both(edit({ title: 'Better' }, 20), edit({ isPublished: true }, 30));
  assert.deepEqual([title, isPublished], ['Better', true]);
});

test('of two titles the later one stays, and what was taken back stays taken back', () => {
  assert.equal(both(edit({ title: 'Late' }, 30), edit({ title: 'Early' }, 20)).title, 'Late');
  const shown = edit({ isPublished: true }, 20);
  assert.equal(both(shown, edit({ isPublished: false }, 30, shown)).isPublished, false);
});

test('what the gateway publishes by itself is not hidden by one that has not heard', () => {
  assert.equal(both({ ...first, isPublished: true }, first).isPublished, true);
});

test('a word at one does not take back that the other ended it', () => {
  const over = said(edit({ status: 'resolved' }, 40), 'Over.', 40);
  const { status, resolvedAt, updates, components } = both(over, said(first, 'A switch.', 30));
  assert.deepEqual([status, resolvedAt], ['resolved', over.resolvedAt]);
  assert.deepEqual(
    updates.map(({ body }) => body),
    ['We look.', 'A switch.', 'Over.'],
  );
  assert.deepEqual(components, over.components);
});

test('ended without a word it is over as well, and may be opened again', () => {
  const over = edit({ status: 'resolved' }, 40);
  assert.equal(both(over, first).status, 'resolved');
  const again = edit({ status: 'investigating' }, 50, over);
  assert.deepEqual([both(again, over).status, both(again, over).resolvedAt], ['investigating', null]);
});

test('of notes each section has the last one; one that was taken away does not come back', () => {
  const noted = edit({ notes: { rootCause: 'A switch.', impact: 'Many.' } }, 20);
  const { notes } = both(
    edit({ notes: { rootCause: 'Two switches.' } }, 40, noted),
    edit({ notes: { impact: '' } }, 30, noted),
  );
  assert.deepEqual([notes?.rootCause?.text, notes?.impact], ['Two switches.', undefined]);
});

test('models that were taken over by hand are not lost to one that counts on', () => {
  const part = openIncident({ id: 'ddeeff', components: [{ ...hit('n'), status: 'major_outage' }], isPublished: true });
  const { wider } = mergedByHand(part, first, incidentStart + 60 * secondMs);
  const grown = { ...first, measured: { ...first.measured, calls: 99 } };
  const { components, isPublished } = united(wider, grown);
  assert.deepEqual([components.map(({ name }) => name), isPublished], [['m', 'n'], true]);
  assert.equal(united(wider, grown).measured.calls, 99, 'what stands in the store has all counts');
});

test('it changed last when something was said, set or ended', () => {
  assert.equal(changedAt(first), incidentStart + 10_000);
  assert.equal(changedAt(edit({ notes: { held: 'The line.' } }, 90)), incidentStart + 90_000);
});

const hit = (name: string): Incident['components'][number] => ({
  name,
  status: 'partial_outage',
  from: incidentStart,
  until: null,
});
