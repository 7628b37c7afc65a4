import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentStart, openIncident } from '../../test/fakes/incident.ts';
import type { Sink } from '../domain/alert.ts';
import type { Incident } from '../domain/incident.ts';
import type { Post } from '../policy/alert/post.ts';
import { Alerts } from './alerts.ts';

const sink: Sink = {
  kind: 'webhook',
  name: 'hook',
  secretUrl: 'https://hooks.example.org/x',
  secret: null,
  severity: 'warning',
  quiet: { from: 22 * 60, until: 7 * 60, zone: 'UTC' },
  maintenance: [],
  allowPrivate: false,
};
const night = Date.parse('2026-03-01T23:00:00Z');
const morning = Date.parse('2026-03-02T07:00:00Z');

const open = (shelf = new Map<string, Post>(), incidents: readonly Incident[] = []) => {
  const asked: string[] = [];
  const clock = { time: incidentStart, now: (): number => clock.time };
  const alerts = new Alerts(
    {
      clock,
      random: { draw: () => 0 },
      sinks: () => [sink],
      linkOf: (id) => `https://ai.example.org/status/incidents/${id}`,
      keep: (name, post) => void (post === null ? shelf.delete(name) : shelf.set(name, post)),
      askToRetry: (name) => void asked.push(name),
    },
    [...shelf.values()],
  );
  alerts.takeOver([...shelf.values()], incidents);
  return { alerts, clock, shelf, asked };
};

const told = (alerts: Alerts): readonly string[] => alerts.batch(sink)?.message.notices.map(({ about }) => about) ?? [];

test('what comes within five seconds is one message', () => {
  const { alerts, clock } = open();
  alerts.learn(openIncident({ id: 'a' }));
  clock.time += 4_999;
  alerts.learn(openIncident({ id: 'b' }));
  assert.deepEqual(told(alerts), []);
  clock.time += 1;
  assert.deepEqual(told(alerts), ['a', 'b']);
  assert.equal(alerts.batch(sink)?.message.headline, '2 incidents: 2 new');
});

test('what is critical waits for nobody, and takes the rest along', () => {
  const { alerts } = open();
  alerts.learn(openIncident({ id: 'a' }));
  alerts.learn(openIncident({ id: 'b', impact: 'critical' }));
  assert.deepEqual(told(alerts), ['a', 'b']);
});

test('in quiet hours only what is critical goes out, and the rest is one message when they end', () => {
  const { alerts, clock } = open();
  clock.time = night;
  alerts.learn(openIncident({ id: 'a' }));
  alerts.learn(openIncident({ id: 'b', impact: 'critical' }));
  clock.time += 60_000;
  alerts.learn(openIncident({ id: 'c' }));
  const batch = alerts.batch(sink);
  assert.deepEqual(
    batch?.message.notices.map(({ about }) => about),
    ['b'],
  );
  alerts.settle(batch, { kind: 'delivered' });
  clock.time = morning - 1;
  assert.deepEqual(told(alerts), []);
  clock.time = morning;
  assert.deepEqual(told(alerts), ['a', 'c']);
});

test('the end of what was critical is told at night too', () => {
  const { alerts, clock } = open();
  clock.time = night;
  alerts.learn(openIncident({ impact: 'critical' }));
  alerts.settle(alerts.batch(sink) ?? assert.fail(), { kind: 'delivered' });
  alerts.learn(openIncident({ impact: 'none', resolvedAt: night }));
  assert.equal(alerts.batch(sink)?.message.headline, 'Over: Many calls fail at one');
});

test('after a restart what waited waits on, and what nobody was told of yet is told', () => {
  const first = open();
  first.alerts.learn(openIncident({ id: 'a' }));
  const second = open(first.shelf, [
    openIncident({ id: 'a' }),
    openIncident({ id: 'b' }),
    openIncident({ id: 'old', resolvedAt: incidentStart }),
  ]);
  second.clock.time += 5_000;
  assert.deepEqual(told(second.alerts), ['a', 'b']);
  const before = first.alerts.list()[0]?.notice.id;
  assert.equal(second.alerts.list()[0]?.notice.id, before, 'under the same id: who got it already can tell');
});

test('what changes while a message is on its way is not lost', () => {
  const { alerts, clock } = open();
  alerts.learn(openIncident());
  clock.time += 5_000;
  const batch = alerts.batch(sink) ?? assert.fail();
  alerts.learn(openIncident({ resolvedAt: clock.time }));
  alerts.settle(batch, { kind: 'delivered' });
  assert.equal(alerts.batch(sink)?.message.notices[0]?.event, 'resolved');
});

test('what was given up is tried again when an operator says so', () => {
  const { alerts, clock } = open();
  alerts.learn(openIncident());
  clock.time += 5_000;
  alerts.settle(alerts.batch(sink) ?? assert.fail(), { kind: 'refused', why: 'status 410' });
  assert.deepEqual([alerts.batch(sink), alerts.countsOf('hook').dead], [null, 1]);
  assert.equal(alerts.retry('hook'), 1);
  assert.deepEqual(told(alerts), ['aabbcc']);
});

test('however many incidents there are, a bounded number waits', () => {
  const { alerts, shelf } = open();
  for (let id = 0; id < 250; id++) alerts.learn(openIncident({ id: `i${id}` }));
  assert.deepEqual([alerts.waiting('hook'), shelf.size, alerts.countsOf('hook').dead], [200, 200, 50]);
});

test('a gateway beside the one that tells says nothing, shows what that one keeps, and hands on what is asked of it', () => {
  const { alerts, clock, asked } = open();
  alerts.learn(openIncident());
  clock.time += 5_000;
  const batch = alerts.batch(sink) ?? assert.fail();
  alerts.settle(batch, { kind: 'refused', why: 'status 410' });
  const posts = alerts.list();
  alerts.standBack(posts);
  alerts.learn(openIncident({ id: 'other' }));
  assert.deepEqual([alerts.list(), alerts.batch(sink), alerts.retry('hook')], [posts, null, 1]);
  assert.deepEqual([asked, alerts.list()], [['hook'], posts]);
});

test('what was on its way when another gateway went on is left to that one', () => {
  const { alerts, clock, shelf } = open();
  alerts.learn(openIncident());
  clock.time += 5_000;
  const batch = alerts.batch(sink) ?? assert.fail();
  const kept = [...shelf.values()];
  alerts.standBack(kept);
  alerts.settle(batch, { kind: 'failed', why: 'status 500', retryMs: null });
  assert.deepEqual([[...shelf.values()], alerts.list()], [kept, kept]);
});

test('only what everybody sees has a link', () => {
  const { alerts } = open();
  alerts.learn(openIncident({ id: 'a' }));
  alerts.learn(openIncident({ id: 'b', isPublished: true }));
  assert.deepEqual(
    alerts.list().map(({ notice }) => notice.link),
    [null, 'https://ai.example.org/status/incidents/b'],
  );
});

test('a sink that answers 500 for a day is asked now and then, and told once when it is back', () => {
  const { alerts, clock } = open();
  alerts.learn(openIncident({ impact: 'critical' }));
  const ids = new Set<string>();
  let asked = 0;
  for (; clock.time < incidentStart + 24 * 3_600_000; clock.time += 60_000) {
    const batch = alerts.batch(sink);
    if (batch === null) continue;
    ids.add(batch.message.id);
    asked++;
    alerts.settle(batch, { kind: 'failed', why: 'status 500', retryMs: 1_800_000 });
  }
  assert.deepEqual([asked, ids.size], [48, 1]);
  clock.time += 3_600_000;
  alerts.settle(alerts.batch(sink) ?? assert.fail('it is given up'), { kind: 'delivered' });
  assert.deepEqual([alerts.batch(sink), alerts.countsOf('hook').sent], [null, 1]);
});
