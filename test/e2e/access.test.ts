/** Every page in every state: axe finds nothing (WCAG 2.2 AA), nothing is wider than a phone at 320 px, nobody else is asked. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { type Browser, noBrowser, startBrowser } from '../fakes/browser.ts';
import { openStage, scenes, type Stage } from '../fakes/scenes.ts';

const all = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
} as const satisfies axe.RunOnly;

/** In the dark nothing but colours changes. */
const ofColour = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } as const satisfies axe.RunOnly;

/** Nothing is scrolled under what sticks to an edge. */
const tallPx = 2_400;

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Evaluated past the page's own policy, which forbids every script but its own. */
const violations = async (page: Page, rules: axe.RunOnly = all): Promise<readonly string[]> => {
  await page.evaluate(`void (window.axe ?? (() => { ${axe.source} })())`);
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`,
  );
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html} ${failureSummary}`).join('\n')}`,
  );
};

describe('access', { skip: noBrowser, timeout: 300_000 }, () => {
  let browser: Browser;
  let stage: Stage;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    [browser, stage] = await Promise.all([startBrowser(), openStage()]);
    page = await browser.context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A page of a failure has the status of that failure, which the browser counts as an error, as it does being offline.
      if (message.type() === 'error' && !/the server responded with a status of 4|ERR_INTERNET/.test(message.text()))
        complaints.push(message.text());
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (
        protocol.startsWith('http') &&
        ![stage.demo, stage.teller, stage.keyed].some((each) => each.origin === origin)
      )
        complaints.push(`asked ${request.url()}`);
    });
  });
  after(async () => {
    await Promise.all([browser?.close(), stage?.close()]);
  });

  for (const scene of scenes)
    test(`${scene.name} is open to everybody`, async () => {
      await page.setViewportSize({ width: 1100, height: 760 });
      await scene.show(page, stage);
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await violations(page, ofColour), [], 'in the dark');
      await page.emulateMedia({ colorScheme: 'light' });
      assert.deepEqual(await violations(page), []);
      await page.setViewportSize({ width: 320, height: tallPx });
      assert.deepEqual(await violations(page), [], 'on a phone');
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(wide <= 320, `at 320 px it is ${wide} px wide`);
      assert.deepEqual(complaints.splice(0), []);
    });
});
