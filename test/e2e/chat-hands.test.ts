/** Hands quicker than the page: what is typed and pressed goes where the person meant it, once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserOfFile, noBrowser } from '../fakes/browser.ts';
import { onChatStage } from '../fakes/chat-stage.ts';

const options = { skip: noBrowser } as const;

const browser = browserOfFile();

/** A page is always one key behind: what it does in the same turn counts, and nothing it does later. */
const pressed = (key: string, times: number): string => `(async () => {
  const field = document.activeElement;
  for (let press = 0; press < ${times}; press++)
    field.dispatchEvent(new KeyboardEvent('keydown', { ...${key}, bubbles: true, cancelable: true }));
  await null;
  await null;
  return document.activeElement.id;
})()`;

test(
  'Enter before the page knows the models: the message goes out with them, and what is typed on stays',
  options,
  () =>
    onChatStage(browser(), async ({ chat, writer, upstream }) => {
      const { page } = chat;
      const may = Promise.withResolvers<undefined>();
      await page.evaluate('localStorage.clear()');
      await page.route('**/v1/models', async (route) => {
        await may.promise;
        await route.continue();
      });
      await page.reload();
      await page.waitForSelector('#message');
      await chat.send('Is it there?');
      await page.keyboard.type(' And here?');
      await page.keyboard.press('Enter');
      may.resolve(undefined);
      await writer.begin();
      writer.finish();
      await chat.answerIs('done');
      assert.deepEqual(await chat.prompts(), ['Is it there?']);
      assert.equal((await chat.draft()).trim(), 'And here?');
      assert.equal(upstream.seen.length, 1);
    }),
);

test(
  'a message to a gateway that went away before it named its models goes out by itself when it is back',
  options,
  () =>
    onChatStage(browser(), async ({ chat, proxy, writer, upstream, mend }) => {
      const { page } = chat;
      await page.evaluate(chat.keptForLater);
      await page.evaluate('localStorage.clear()');
      proxy.lead(null);
      await page.reload();
      await chat.says('The gateway does not answer.');
      await chat.send('Is it there?');
      await chat.answerIs('queued');
      await chat.says(/Your message is kept here/);
      await mend();
      await writer.begin();
      writer.finish();
      await chat.answerIs('done');
      assert.deepEqual(await chat.prompts(), ['Is it there?']);
      assert.equal(await chat.answer(), writer.whole);
      assert.equal(upstream.seen.length, 1);
    }),
);

test('a key that bounces sends once, and asks again once', options, () =>
  onChatStage(browser(), async ({ chat, writer, upstream }) => {
    const { page } = chat;
    await chat.type('Is it there?');
    await page.evaluate(pressed(`{ key: 'Enter' }`, 3));
    await writer.begin();
    writer.finish();
    await chat.answerIs('done');
    assert.deepEqual(await chat.prompts(), ['Is it there?']);
    await page.evaluate(`{
      const again = document.querySelector('.turn:last-child [title="Another answer"]');
      for (let press = 0; press < 3; press++) again.click();
    }`);
    await upstream.met(2);
    writer.finish();
    await page.getByRole('group', { name: 'answer 2 of 2' }).waitFor();
    await chat.answerIs('done');
    assert.equal(upstream.seen.length, 2);
  }),
);

test('who goes on to a new conversation while the message is being kept is left there', options, () =>
  onChatStage(browser(), async ({ chat, writer, upstream }) => {
    const { page } = chat;
    await chat.send('Is it there?');
    await writer.begin();
    writer.finish();
    await chat.answerIs('done');
    await chat.type('And here?');
    await page.evaluate(
      `${pressed(`{ key: 'Enter' }`, 1)}; ${pressed(`{ key: 'o', ctrlKey: true, shiftKey: true }`, 1)}`,
    );
    await upstream.met(2);
    writer.finish();
    await page.waitForSelector('.welcome');
    assert.equal(new URL(page.url()).hash, '');
    await page.locator('.conversations .title').click();
    await chat.answerIs('done');
    assert.deepEqual(await chat.prompts(), ['Is it there?', 'And here?']);
  }),
);

for (const width of [1100, 390])
  test(`Ctrl + K: the next letter is one of the search, in a window ${width} wide`, options, () =>
    onChatStage(browser(), async ({ chat: { page } }) => {
      await page.setViewportSize({ width, height: 700 });
      await page.focus('#message');
      assert.equal(await page.evaluate(pressed(`{ key: 'k', ctrlKey: true }`, 1)), 'search');
    }),
  );
