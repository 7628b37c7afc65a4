/** The chat in a real browser: what is asked is answered, kept, in the person's hands, and safe to look at. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { browserOfFile, noBrowser } from '../fakes/browser.ts';
import { post } from '../fakes/calls.ts';
import type { ChatPage } from '../fakes/chat-page.ts';
import { chatPage } from '../fakes/chat-page.ts';
import type { TestGateway } from '../fakes/gateway.ts';
import { startGateway, writeConfig } from '../fakes/gateway.ts';
import type { SlowWriter } from '../fakes/slow-writer.ts';
import { slowWriter } from '../fakes/slow-writer.ts';
import type { FakeUpstream } from '../fakes/upstream.ts';
import { startUpstream } from '../fakes/upstream.ts';
import { until } from '../fakes/patience.ts';

const options = { skip: noBrowser } as const;

const browser = browserOfFile();

interface Scene {
  readonly chat: ChatPage;
  readonly gateway: TestGateway;
  readonly upstream: FakeUpstream;
}

/** Each gateway has a port of its own, so each chat is an origin of its own: nothing of another test is kept there. */
const onStage = async (
  act: (scene: Scene) => Promise<void>,
  config: Readonly<Record<string, unknown>> = {},
): Promise<void> => {
  const upstream = await startUpstream(say.stream(say.chatStream('Hello **there**, ', '`you`.')));
  const gateway = await startGateway({ upstreams: { one: { url: upstream.url } }, ...config });
  const chat = await chatPage(browser(), gateway.origin);
  try {
    await chat.open();
    await act({ chat, gateway, upstream });
    assert.deepEqual(chat.complaints, []);
  } finally {
    await chat.page.close();
    await gateway.stop();
    await upstream.close();
  }
};

/** All that a script of the page can read: storage, databases, caches, cookies, the address. */
const everythingKept = `(async () => {
  const parts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href];
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames)
      parts.push(JSON.stringify(await done(database.transaction(store).objectStore(store).getAll())));
    database.close();
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) parts.push(request.url);
  return parts.join(' ');
})()`;

/** The messages of the last call, as the model got them. */
const asked = ({ last }: FakeUpstream): readonly { readonly role: string; readonly content: unknown }[] =>
  (JSON.parse(last.body.toString()) as { messages: readonly { role: string; content: unknown }[] }).messages;

test('an answer is streamed, drawn as Markdown, and there after a reload', options, () =>
  onStage(async ({ chat, upstream }) => {
    await chat.send('Hi');
    await chat.answerIs('done');
    assert.equal(await chat.page.innerText('.answer strong'), 'there');
    assert.equal(await chat.page.innerText('.answer code'), 'you');
    assert.equal(await chat.draft(), '');
    await chat.page.reload();
    await chat.answerIs('done');
    assert.equal(await chat.answer(), 'Hello there, you.');
    assert.equal(upstream.seen.length, 1);
  }),
);

test('asking again and asking in other words add to what is there, and take nothing away', options, () =>
  onStage(async ({ chat, upstream }) => {
    await chat.send('First');
    await chat.answerIs('done');
    upstream.act(say.stream(say.chatStream('a second answer')));
    await chat.page.getByRole('button', { name: 'Another answer' }).click();
    await chat.answerHas('a second answer');
    await chat.answerIs('done');
    await chat.page.getByRole('button', { name: 'Earlier answer' }).click();
    await chat.answerHas('Hello there, you.');
    await chat.page.getByRole('button', { name: 'Edit message' }).click();
    await chat.page.getByLabel('Edit your message').fill('Other words');
    await chat.page.getByRole('button', { name: 'Ask this instead' }).click();
    await chat.answerHas('a second answer');
    await chat.answerIs('done');
    assert.deepEqual(asked(upstream), [{ role: 'user', content: 'Other words' }]);
    await chat.page.getByRole('button', { name: 'Earlier wording' }).click();
    await chat.answerHas('Hello there, you.');
    assert.deepEqual(await chat.prompts(), ['First']);
    upstream.act(say.stream(say.chatStream('a third answer')));
    await chat.send('And then');
    await chat.answerHas('a third answer');
    const [first, answered, then] = asked(upstream);
    assert.deepEqual(
      [first?.content, answered?.content, then?.content],
      ['First', 'Hello **there**, `you`.', 'And then'],
    );
  }),
);

test('while the first word is waited for, it is said how long it usually takes, as counted', options, () =>
  onStage(async ({ chat, gateway, upstream }) => {
    for (let call = 0; call < 10; call++)
      await (await post(gateway.url, { model: 'm', stream: true, messages: [{ role: 'user', content: 'x' }] })).text();
    const writer = slowWriter();
    upstream.act(writer.act);
    await chat.send('Take your time');
    await chat.says(/half of the last 10 answers of one began within 1 s, nine in ten within \d+ s\./);
    await writer.begin();
    writer.finish();
    await chat.answerIs('done');
  }),
);

test('who asks is taken to the answer, wherever they had scrolled to; no answer is wider than the page', options, () =>
  onStage(async ({ chat, upstream }) => {
    const deep = `${'> '.repeat(60)}quoted\n\n${'- '.repeat(60)}listed\n\n`;
    const long = Array.from({ length: 200 }, (_, at) => `Paragraph ${at}.\n\n`).join('');
    upstream.act(say.stream(say.chatStream(deep, long, 'The end.')));
    await chat.send('Much, please');
    await chat.answerHas('The end.');
    await chat.answerIs('done');
    const { page } = chat;
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
    await page.evaluate('scrollTo(0, 0)');
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    await chat.send('More');
    await chat.answerIs('done');
    const gap = 'document.documentElement.scrollHeight - innerHeight - scrollY';
    await until('the end to be seen', async () => Number(await page.evaluate(gap)) < 5);
  }),
);

test('stopping keeps what came, and stops the model too', options, () =>
  onStage(async ({ chat, upstream }) => {
    const writer: SlowWriter = slowWriter();
    upstream.act(writer.act);
    await chat.send('Go on for ever');
    await writer.begin();
    await chat.answerHas('first half');
    await chat.page.keyboard.press('Escape');
    await chat.answerIs('stopped');
    await upstream.last.over;
    assert.match(await chat.answer(), /first half/);
    await chat.page.reload();
    await chat.answerIs('stopped');
    assert.equal(upstream.seen.length, 1);
  }),
);

test('a draft and what is attached to it survive a reload, and go to the model whole', options, () =>
  onStage(async ({ chat, upstream }) => {
    await chat.type('What is in it?');
    const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('seven swans') };
    await chat.page.setInputFiles('input[type=file]', file);
    await chat.says('notes.txt');
    await chat.draftIsKept('What is in it?');
    await chat.page.reload();
    await chat.says('notes.txt');
    assert.equal(await chat.draft(), 'What is in it?');
    await chat.page.focus('#message');
    await chat.page.keyboard.press('Enter');
    await chat.answerIs('done');
    assert.match(JSON.stringify(asked(upstream)), /What is in it\?.*seven swans/);
    await chat.page.reload();
    await chat.answerIs('done');
    await chat.says('notes.txt');
  }),
);

const hostile = [
  '<img src=x onerror="document.title=1"><script>document.title=2</script><iframe src="//evil.test"></iframe>',
  '[a](javascript:document.title=3) [b](data:text/html,x) [c](/session) [d](https://name:word@evil.test/)',
  '![pixel](https://evil.test/pixel.png) <svg/onload=alert(1)> [e](https://example.org/)',
  '```html\n<script>document.title=4</script>\n```',
].join('\n\n');

test(
  'what a model writes is never more than text: no element, no request, no link that does more than open a page',
  options,
  () =>
    onStage(async ({ chat, gateway, upstream }) => {
      const strangers: string[] = [];
      chat.page.on('request', (request) => {
        if (new URL(request.url()).origin !== gateway.origin) strangers.push(request.url());
      });
      upstream.act(say.stream(say.chatStream(hostile)));
      await chat.send(hostile);
      await chat.answerIs('done');
      const forbidden = chat.page.locator('.thread :is(script, iframe, svg:not(.icon), img, object, style, [onerror])');
      assert.equal(await forbidden.count(), 0);
      const links = await chat.page.locator('.markdown a').evaluateAll((all) => all.map((each) => String(each)));
      assert.deepEqual(links, ['https://evil.test/pixel.png', 'https://example.org/']);
      assert.match(await chat.page.title(), /^Chat/);
      assert.deepEqual(strangers, []);
    }),
);

test(
  'a key is asked for where there are keys; one that is taken away is told, and the message goes on after signing in',
  options,
  () =>
    onStage(
      async ({ chat, gateway }) => {
        await chat.says('This gateway asks for a key');
        await chat.page.fill('#key', 'wrong');
        await chat.page.getByRole('button', { name: 'Sign in' }).click();
        await chat.says(/No key of this gateway is like that one/);
        await chat.signIn('open-sesame');
        await chat.send('Hi');
        await chat.answerIs('done');
        await browser().clearCookies();
        await chat.send('Still there?');
        await chat.answerIs('failed');
        await chat.says(/asks for a key|sign-in is over/);
        await chat.signIn('open-sesame');
        await chat.answerIs('done');
        assert.deepEqual(await chat.prompts(), ['Hi', 'Still there?']);
        assert.doesNotMatch(String(await chat.page.evaluate(everythingKept)), /sesame/);
        assert.doesNotMatch(gateway.said.join('\n'), /sesame/);
      },
      { keys: { team: { key: 'open-sesame' } } },
    ),
);

test(
  'a key that is revoked ends the sign-in: that is told, and what was typed and sent goes on after the next',
  options,
  () =>
    onStage(
      async ({ chat, gateway, upstream }) => {
        await chat.signIn('open-sesame');
        await chat.send('Hi');
        await chat.answerIs('done');
        const one = { url: upstream.url, health: 'off', models: ['m'] };
        const keys = { team: { key: 'another-sesame' } };
        await writeConfig(gateway.folder, { store: 'sqlite:./calls.db', upstreams: { one }, keys });
        const state = `fetch('/session').then((response) => response.json()).then(({ state }) => state)`;
        await until('the end of a sign-in', async () => (await chat.page.evaluate(state)) === 'expired');
        await chat.type('half a thought');
        await chat.draftIsKept('half a thought');
        await chat.page.reload();
        await chat.says('Your sign-in is over');
        assert.equal(await chat.draft(), 'half a thought');
        await chat.send('a whole thought');
        await chat.answerIs('failed');
        await chat.says('Sign in below, and it is asked again.');
        await chat.type('the next thought');
        await chat.signIn('another-sesame');
        await chat.answerIs('done');
        assert.deepEqual(await chat.prompts(), ['Hi', 'a whole thought']);
        assert.equal(await chat.draft(), 'the next thought');
        assert.equal(upstream.seen.length, 2);
        const kept = String(await chat.page.evaluate(everythingKept));
        assert.match(kept, /a whole thought/);
        assert.doesNotMatch(kept, /sesame/, 'no key is kept where a script can read it');
      },
      { keys: { team: { key: 'open-sesame' } } },
    ),
);

test('the limit of one’s own key is told with its wait; the message is kept, and can be called off', options, () =>
  onStage(
    async ({ chat, upstream }) => {
      await chat.signIn('open-sesame');
      await chat.send('Hi');
      await chat.answerIs('done');
      await chat.send('Too soon');
      await chat.says(/sent again by itself at/);
      assert.equal(await chat.draft(), '');
      await chat.page.reload();
      await chat.says(/sent again by itself at/);
      assert.deepEqual(await chat.prompts(), ['Hi', 'Too soon']);
      await chat.page.getByRole('button', { name: 'Stop' }).click();
      await chat.answerIs('stopped');
      assert.equal(upstream.seen.length, 1);
    },
    { keys: { team: { key: 'open-sesame', requestsPerMinute: 1 } } },
  ),
);

test('two tabs share the conversations, and one answer is made once', options, () =>
  onStage(async ({ chat, gateway, upstream }) => {
    const writer = slowWriter();
    upstream.act(writer.act);
    await chat.send('Who answers?');
    await writer.begin();
    await chat.answerHas('first half');
    const other = await chatPage(browser(), chat.page.url());
    await other.open();
    await other.answerHas('first half');
    writer.finish();
    await other.answerIs('done');
    assert.equal(await other.answer(), writer.whole);
    assert.equal(upstream.seen.length, 1);
    await other.page.close();
    assert.equal(new URL(chat.page.url()).origin, gateway.origin);
  }),
);

test('Ctrl + K leads to the search, also where a narrow window hides it', options, () =>
  onStage(async ({ chat: { page } }) => {
    await page.setViewportSize({ width: 390, height: 700 });
    await page.keyboard.press('Control+k');
    await page.waitForSelector('#search:focus');
  }),
);

test('conversations are found by their words, named, saved and deleted', options, () =>
  onStage(async ({ chat }) => {
    await chat.send('About swans');
    await chat.answerIs('done');
    await chat.page.keyboard.press('Control+Shift+O');
    await chat.send('About geese');
    await chat.answerIs('done');
    await chat.page.keyboard.press('Control+k');
    await chat.page.keyboard.type('swäns');
    const entries = chat.page.locator('.conversations .title');
    await entries.nth(1).waitFor({ state: 'detached' });
    assert.deepEqual(await entries.allInnerTexts(), ['About swans']);
    await chat.page.getByRole('button', { name: /Rename, save or delete/ }).click();
    const saving = chat.page.waitForEvent('download');
    await chat.page.getByRole('button', { name: 'Save as text' }).click();
    assert.equal((await saving).suggestedFilename(), 'About-swans.md');
    await chat.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await chat.page.getByRole('button', { name: 'Delete for good' }).click();
    await chat.page.fill('#search', '');
    await entries.getByText('About geese').waitFor();
    await entries.nth(1).waitFor({ state: 'detached' });
    assert.deepEqual(await entries.allInnerTexts(), ['About geese']);
  }),
);

test('without script the first page says what stands behind this address', options, async () => {
  const gateway = await startGateway({ upstreams: { one: { url: 'http://127.0.0.1:9/v1' } } });
  const page = await (await fetch(gateway.origin)).text();
  assert.match(page, /<noscript>.*An AI gateway that tells you why/s);
  const about = await fetch(`${gateway.origin}/about`);
  assert.equal(about.headers.get('content-security-policy')?.includes('script-src'), false);
  const [, script = ''] = /src="(\/assets\/chat-[\w-]+\.js)"/.exec(page) ?? [];
  const served = await fetch(gateway.origin + script);
  assert.equal(served.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  const etag = served.headers.get('etag') ?? '';
  assert.equal((await fetch(gateway.origin + script, { headers: { 'if-none-match': etag } })).status, 304);
  assert.equal((await fetch(`${gateway.origin}/assets/nothing.js`)).status, 404);
  await gateway.stop();
});
