/** An unmodified client of Statuspage, from npm, reads our status. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Statuspage } from 'statuspage.io';
import * as say from '../fakes/answers.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { operate } from '../fakes/operator.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let upstream: FakeUpstream;
let gateway: TestGateway;
let reader: Statuspage['api'];

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
  const client = new Statuspage('good-gateway');
  client.setApiUrl(gateway.origin);
  reader = client.api;
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

test('it reads that all is well, and which components there are', async () => {
  const { status, page } = await reader.getStatus();
  assert.deepEqual(status, { indicator: 'none', description: 'All Systems Operational' });
  assert.equal(page.url, gateway.origin);
  const { components } = await reader.getComponents();
  assert.deepEqual(
    components.map(({ name, status: how }) => [name, how]),
    [['m', 'operational']],
  );
});

test('it reads an incident from its first word to its last', async () => {
  await operate(gateway, 'POST /api/incidents', {
    title: 'Slow answers',
    body: 'We look.',
    components: { m: 'partial_outage' },
    by: 'Ann',
  });
  const { incidents } = await reader.incidents.getUnresolved();
  const [incident] = incidents;
  assert.equal(incident?.name, 'Slow answers');
  assert.deepEqual([incident.status, incident.impact, incident.resolved_at], ['investigating', 'major', null]);
  assert.equal(incident.incident_updates[0]?.body, 'We look.');
  const summary = await reader.getSummary();
  assert.deepEqual([summary.status.indicator, summary.components[0]?.status], ['major', 'partial_outage']);
  assert.deepEqual((await reader.incidents.getAll()).incidents, incidents);
});

test('it reads planned work', async () => {
  const [startsAt, endsAt] = [3_600_000, 7_200_000].map((ms) => new Date(Date.now() + ms).toISOString());
  await operate(gateway, 'POST /api/maintenances', { title: 'New disks', upstreams: ['one'], startsAt, endsAt });
  const { scheduled_maintenances: works } = await reader.scheduledMaintenances.getUpcoming();
  assert.deepEqual(
    works.map((work) => [work.name, work.status, work.scheduled_for, work.scheduled_until]),
    [['New disks', 'scheduled', startsAt, endsAt]],
  );
});
