/** The status page with something to tell. */
import type { Page } from 'playwright-core';
import type { TestGateway } from './gateway.ts';
import { operate } from './operator.ts';

/** An incident and planned work, as operators told of them; once, however often it is shown. */
export const statusInTrouble = async (page: Page, keyed: TestGateway): Promise<void> => {
  const { incidents } = (await (await fetch(`${keyed.origin}/api/v2/incidents.json`)).json()) as {
    readonly incidents: readonly unknown[];
  };
  if (incidents.length === 0) {
    const components = { m: 'partial_outage' };
    const body = 'Some answers break off. We are looking for the cause.';
    const incident = { title: 'Some answers break off', body, components, by: 'Operations' };
    const { id } = await operate<{ id: string }>(keyed, 'POST /api/incidents', incident);
    const fix = 'The provider found it. We send calls elsewhere meanwhile.';
    await operate(keyed, `PATCH /api/incidents/${id}`, { status: 'identified', body: fix, by: 'Operations' });
    const repeats = { cron: '0 3 * * SUN', zone: 'Europe/Berlin', minutes: 90 };
    await operate(keyed, 'POST /api/maintenances', { title: 'Weekly updates', upstreams: ['one'], repeats });
  }
  await page.goto(`${keyed.origin}/status`);
};
