import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callOf, type Fate } from '../../test/fakes/ended-call.ts';
import { startShelves, type Shelves } from '../../test/fakes/shelves.ts';
import type { Incident } from '../domain/incident.ts';
import { isOpen } from '../domain/incident.ts';
import { Incidents } from '../state/incidents.ts';
import { Tallies } from '../state/tallies.ts';
import { IncidentTurn } from './incident-turn.ts';
import { IncidentWatch, lookEveryMs } from './incidents.ts';

const start = 1_800_000_000_000;
const clock = { at: start, now: (): number => clock.at };

interface Gateway {
  readonly incidents: Incidents;
  readonly told: string[];
  learn(fate: Omit<Fate, 'at'>): void;
  look(): Promise<void>;
}

const no = (): boolean => false;
const broken = (): Promise<never> => Promise.reject(new Error('locked'));

/** One that was started on the store, with what it finds there. */
const startOn = async (shelves: Shelves, id: string): Promise<Gateway> => {
  let ids = 0;
  const known = (await shelves.all('incident')).map((text) => JSON.parse(text) as Incident);
  const random = { hex: (): string => `${id}${++ids}` };
  const incidents = new Incidents({ clock, random, publish: () => 'draft' }, known);
  const told: string[] = [];
  incidents.onChange(({ kind, incident }) => {
    told.push(kind);
    void shelves.keep('incident', incident.id, JSON.stringify(incident));
  });
  const tallies = new Tallies(() => null);
  const turn = new IncidentTurn({ clock, documents: shelves, incidents, id });
  const watch = new IncidentWatch({
    clock,
    tallies,
    incidents,
    checks: () => new Map(),
    troubledProviders: () => [],
    isPlanned: no,
    isOverdue: no,
    isPeak: no,
    siteOf: (name) => name,
    isAlarmedElsewhere: (incident) => turn.isAlarmedElsewhere(incident),
  });
  return {
    incidents,
    told,
    learn: (fate) => tallies.learn(callOf({ ...fate, at: clock.at })),
    look: () => turn.take(() => watch.look()),
  };
};

type Second = (gateway: number, second: number) => Omit<Fate, 'at'>;

/** Four calls a second each; those that look do so at the same moment. */
const pass = async (gateways: readonly (Gateway | null)[], seconds: number, fate: Second): Promise<void> => {
  for (let second = 0; second < seconds; second++) {
    for (const [index, gateway] of gateways.entries())
      for (let n = 0; n < 4; n++) gateway?.learn(n % 2 === 0 ? fate(index, second) : { upstream: 'b' });
    clock.at += 1_000;
    if ((clock.at - start) % lookEveryMs === 0) for (const gateway of gateways) await gateway?.look();
  }
};

const well: Second = () => ({ upstream: 'a' });
const down: Second = () => ({ upstream: 'a', code: 'connection_refused' });

const openIn = ({ incidents }: Gateway): readonly string[] =>
  incidents.list().flatMap((one) => (isOpen(one) ? [one.id] : []));

const two = async (): Promise<readonly [Gateway, Gateway, Shelves]> => {
  clock.at = start;
  const shelves = startShelves();
  const both = [await startOn(shelves, 'one'), await startOn(shelves, 'two')] as const;
  await pass(both, 120, well);
  return [...both, shelves];
};

test('what two gateways notice at the same moment is one incident, told once, with the calls of both', async () => {
  const [one, other] = await two();
  await pass([one, other], 60, down);
  assert.equal(openIn(one).length, 1);
  assert.deepEqual(openIn(one), openIn(other));
  assert.equal([...one.told, ...other.told].filter((kind) => kind === 'opened').length, 1);
  await pass([one, other], 420, well);
  const [ended] = one.incidents.list();
  assert.deepEqual([ended?.resolvedAt !== null, openIn(other)], [true, []]);
  // Two gateways, 60 s, two calls a second at the upstream that is down.
  assert.equal(ended?.measured.failed, 240);
  assert.equal([...one.told, ...other.told].filter((kind) => kind === 'resolved').length, 1);
});

test('it is not over while another gateway still sees it', async () => {
  const [one, other] = await two();
  await pass([one, other], 60, down);
  await pass([one, other], 480, (gateway, second) => (gateway === 0 ? well(0, second) : down(1, second)));
  const [incident] = one.incidents.list();
  assert.deepEqual([incident?.resolvedAt, incident?.returns], [null, 0]);
});

test('what a gateway that died left open is ended by the other, once', async () => {
  const [one, other] = await two();
  await pass([one, null], 60, down);
  const [id] = openIn(one);
  await pass([null, other], 420, well);
  assert.equal(other.incidents.find(id ?? '')?.status, 'resolved');
});

test('a restart in the middle goes on with the same incident and its counts', async () => {
  const [one, , shelves] = await two();
  await pass([one, null], 60, down);
  const again = await startOn(shelves, 'again');
  await pass([again, null], 60, down);
  assert.deepEqual(openIn(again), openIn(one));
  const failed = again.incidents.list()[0]?.measured.failed ?? 0;
  assert.ok(failed >= 220, `${failed} of 240`);
  await pass([again, null], 420, well);
  assert.deepEqual(
    again.incidents.list().map(({ status }) => status),
    ['resolved'],
  );
  assert.deepEqual(
    again.told.filter((kind) => kind === 'opened' || kind === 'resolved'),
    ['resolved'],
  );
});

test('who was started in the middle of an incident and hears of no call does not say that it is over', async () => {
  const [one, , shelves] = await two();
  await pass([one, null], 60, down);
  const again = await startOn(shelves, 'again');
  const id = openIn(one);
  for (let looks = 0; looks < 120; looks++) {
    clock.at += lookEveryMs;
    await again.look();
  }
  assert.deepEqual(openIn(again), id);
});

test('a word of an operator at one gateway is not lost to what the other writes', async () => {
  const [one, other] = await two();
  await pass([one, other], 60, down);
  const [id = ''] = openIn(one);
  other.incidents.edit(id, { body: 'A switch.', by: 'Ann', notes: { rootCause: 'A switch.' } });
  await pass([one, other], 20, down);
  for (const { incidents } of [one, other]) {
    const found = incidents.find(id);
    assert.deepEqual(found?.updates.filter(({ by }) => by === 'Ann').length, 1);
    assert.equal(found?.notes?.rootCause?.text, 'A switch.');
  }
});

test('a store that cannot be used stops nobody', async () => {
  clock.at = start;
  const shelves = { ...startShelves(), lease: broken, all: async () => [], keep: broken, drop: broken };
  const one = await startOn({ ...shelves, keep: async () => {} }, 'one');
  await pass([one], 120, well);
  await pass([one], 60, down);
  assert.equal(openIn(one).length, 1);
});
