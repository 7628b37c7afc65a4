/** Which of several gateways tells the sinks, on one store and one clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openIncident } from '../../test/fakes/incident.ts';
import { type Shelves, startShelves } from '../../test/fakes/shelves.ts';
import { AlertTurn, askToRetry, postsIn } from './alert-turn.ts';
import { Alerts } from '../state/alerts.ts';
import type { Sink } from '../domain/alert.ts';

const base = { severity: 'warning', quiet: null, maintenance: [], allowPrivate: false } as const;
const sink: Sink = { kind: 'webhook', name: 'hook', secretUrl: 'https://hooks.example.org/x', secret: null, ...base };
const known = [openIncident({ impact: 'critical' })];

const broken = (): Promise<never> => Promise.reject(new Error('locked'));

const stage = () => {
  const clock = { at: 1_800_000_000_000, now: (): number => clock.at };
  const shelves = startShelves();
  const gateway = (id: string, documents: Shelves = shelves) => {
    const alerts = new Alerts(
      {
        clock,
        random: { draw: () => 0.5 },
        sinks: () => [sink],
        linkOf: () => null,
        keep: (name, post) =>
          void (post === null ? documents.drop('alert', name) : documents.keep('alert', name, JSON.stringify(post))),
        askToRetry: (name) => void askToRetry(documents, name),
      },
      [],
    );
    const turn = new AlertTurn({ clock, documents, alerts, incidents: { list: () => known }, id });
    return { alerts, turn };
  };
  const pass = async (ms: number, ...turns: readonly AlertTurn[]): Promise<void> => {
    for (const end = clock.at + ms; clock.at < end; clock.at += 1_000) for (const turn of turns) await turn.take();
  };
  return { clock, shelves, gateway, pass };
};

test('one of them tells; when it is gone the other goes on with what it left', async () => {
  const { shelves, gateway, pass } = stage();
  const [one, other] = [gateway('one'), gateway('other')];
  await pass(6_000, one.turn, other.turn);
  assert.deepEqual([one.alerts.isTelling, other.alerts.isTelling], [true, false]);
  const batch = one.alerts.batch(sink) ?? assert.fail();
  one.alerts.settle(batch, { kind: 'delivered' });
  await pass(6_000, other.turn);
  assert.equal(other.alerts.isTelling, false, 'it may still live');
  assert.deepEqual(other.alerts.list(), one.alerts.list());
  await pass(6_000, other.turn);
  assert.equal(other.alerts.isTelling, true);
  assert.equal(other.alerts.batch(sink), null, 'what was told is not told again');
  await pass(3_000, one.turn, other.turn);
  assert.equal(one.alerts.isTelling, false, 'one that stood still and wakes up tells nothing');
  assert.equal(postsIn(await shelves.all('alert')).length, 1);
});

test('at a stop the other goes on at once', async () => {
  const { gateway, pass } = stage();
  const [one, other] = [gateway('one'), gateway('other')];
  await pass(3_000, one.turn, other.turn);
  await one.turn.leave();
  await pass(3_000, other.turn);
  assert.equal(other.alerts.isTelling, true);
});

test('what is asked of the other is done by the one that tells, once', async () => {
  const { shelves, gateway, pass } = stage();
  const [one, other] = [gateway('one'), gateway('other')];
  await pass(1_000, one.turn, other.turn);
  one.alerts.settle(one.alerts.batch(sink) ?? assert.fail(), { kind: 'refused', why: 'status 410' });
  await pass(3_000, one.turn, other.turn);
  assert.equal(other.alerts.retry('hook'), 1);
  await pass(3_000, one.turn, other.turn);
  assert.notEqual(one.alerts.batch(sink), null);
  assert.deepEqual(await shelves.all('alert-retry'), []);
});

test('a store that cannot be used stops nobody', async () => {
  const { shelves, gateway, pass } = stage();
  const { alerts, turn } = gateway('one', { ...shelves, lease: broken, all: broken, keep: async () => {} });
  await pass(1_000, turn);
  assert.notEqual(alerts.batch(sink), null);
});
