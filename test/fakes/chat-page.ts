/** The chat as a person sits before it: types, sends, waits, and looks at what is there. */
import type { BrowserContext, Page } from 'playwright-core';
import { inTime } from './patience.ts';

export interface ChatPage {
  readonly page: Page;
  /** What the page complained of. */
  readonly complaints: readonly string[];
  /** To be evaluated: resolves once the service worker keeps the page. */
  readonly keptForLater: string;
  open(): Promise<void>;
  signIn(key: string): Promise<void>;
  type(text: string): Promise<void>;
  send(text: string): Promise<void>;
  /** Waits until the last answer is in that state. */
  answerIs(state: string): Promise<void>;
  /** Waits until the last answer has these words. */
  answerHas(text: string): Promise<void>;
  /** Waits until the page says this anywhere. */
  says(text: string | RegExp): Promise<void>;
  prompts(): Promise<readonly string[]>;
  /** The words of the last answer. */
  answer(): Promise<string>;
  draft(): Promise<string>;
  /** Waits until the browser has this text among its drafts. */
  draftIsKept(text: string): Promise<void>;
}

/** Not `waitForFunction`: the page's policy forbids the `eval` it polls with. */
const keptForLater = `(async () => {
  await navigator.serviceWorker.ready;
  while (!(await caches.match('/'))) await new Promise((resolve) => setTimeout(resolve, 20));
})()`;

const draftIsKept = (text: string): string => `new Promise((resolve, reject) => {
  const opening = indexedDB.open('good-gateway-chat');
  opening.onerror = reject;
  opening.onsuccess = () => {
    const look = () => {
      const reading = opening.result.transaction('drafts').objectStore('drafts').getAll();
      reading.onsuccess = () => {
        if (!reading.result.some(({ text }) => text === ${JSON.stringify(text)})) return setTimeout(look, 10);
        opening.result.close();
        resolve();
      };
    };
    look();
  };
})`;

/** The network's own complaints are what these tests are about. */
const isExpected = (text: string): boolean => /Failed to load resource|net::ERR_/.test(text);

export const chatPage = async (context: BrowserContext, origin: string): Promise<ChatPage> => {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const last = page.locator('.answer').last();
  return {
    page,
    complaints,
    keptForLater,
    open: async () => {
      await page.goto(origin);
      await page.waitForSelector('#message');
    },
    signIn: async (key) => {
      await page.fill('#key', key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForSelector('.sign-in', { state: 'detached' });
    },
    type: (text) => page.fill('#message', text),
    send: async (text) => {
      await page.fill('#message', text);
      await page.keyboard.press('Enter');
    },
    answerIs: async (state) => {
      await page.waitForSelector(`.turn:last-child .answer.is-${state}`);
    },
    answerHas: async (text) => {
      await last.locator('.markdown', { hasText: text }).waitFor();
    },
    says: async (text) => {
      await page.getByText(text).first().waitFor();
    },
    prompts: () => page.locator('.prompt .said').allInnerTexts(),
    answer: () => last.locator('.markdown').innerText(),
    draft: () => page.inputValue('#message'),
    draftIsKept: (text) => inTime(`the draft “${text}” to be kept`, page.evaluate(draftIsKept(text))),
  };
};
