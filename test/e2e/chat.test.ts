/** The chat in a real browser: what is asked is answered, kept and safe to look at. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import * as say from '../fakes/answers.ts';
import type { Browser } from '../fakes/browser.ts';
import { noBrowser, startBrowser } from '../fakes/browser.ts';
import type { TestGateway } from '../fakes/gateway.ts';
import { startGateway } from '../fakes/gateway.ts';
import type { FakeUpstream } from '../fakes/upstream.ts';
import { startUpstream } from '../fakes/upstream.ts';

const options = { skip: noBrowser, timeout: 60_000 } as const;

let browser: Browser;
let gateway: TestGateway;
let upstream: FakeUpstream;
let page: Page;
/** What the page complained of. */
const complaints: string[] = [];

before(async () => {
  if (noBrowser !== false) return;
  upstream = await startUpstream(say.stream(say.chatStream('Hello **there**, ', '`you`.')));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
  browser = await startBrowser();
  page = await browser.context.newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});

after(async () => {
  if (noBrowser !== false) return;
  await browser.close();
  await gateway.stop();
  await upstream.close();
});

test('an answer is streamed, drawn as Markdown, and there after a reload', options, async () => {
  await page.goto(gateway.origin);
  await page.fill('#message', 'Hi');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.answer.is-done');
  assert.equal(await page.innerText('.answer strong'), 'there');
  assert.equal(await page.innerText('.answer code'), 'you');
  assert.equal(await page.inputValue('#message'), '');
  await page.reload();
  await page.waitForSelector('.answer.is-done');
  assert.equal(await page.innerText('.answer .markdown'), 'Hello there, you.');
  assert.equal(upstream.seen.length, 1);
  assert.deepEqual(complaints, []);
});
