/** At every state of a turn something breaks between the chat and the gateway: the prompt is there, the answer whole, made once. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { browserOfFile, noBrowser } from '../fakes/browser.ts';
import { post } from '../fakes/calls.ts';
import type { ChatScene } from '../fakes/chat-stage.ts';
import { onChatStage } from '../fakes/chat-stage.ts';
import type { Seen } from '../fakes/upstream.ts';

const options = { skip: noBrowser } as const;

const browser = browserOfFile();

const question = 'Is it there?';
const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('seven swans') };

const isOfChat = ({ body }: Seen): boolean => body.includes(question);

const sent = async ({ chat }: ChatScene): Promise<void> => {
  await chat.send(question);
  await chat.answerIs('sent');
};

interface State {
  /** Ends in the state in which the fault comes. */
  readonly reach: (scene: ChatScene) => Promise<void>;
  /** What is done for the answer once the fault is over. */
  readonly after?: (scene: ChatScene) => Promise<void>;
}

let held: ServerResponse | null = null;

const states = {
  'typed, with a file': {
    reach: async ({ chat }) => {
      await chat.type(question);
      await chat.page.setInputFiles('input[type=file]', file);
      await chat.says('notes.txt');
    },
    after: async ({ chat, upstream }) => {
      await chat.page.getByText('notes.txt').waitFor();
      assert.equal(await chat.draft(), question);
      assert.equal(upstream.seen.length, 0);
      await chat.page.focus('#message');
      await chat.page.keyboard.press('Enter');
    },
  },
  'kept here, nobody reached, with a file': {
    reach: async ({ chat, proxy }) => {
      await chat.page.setInputFiles('input[type=file]', file);
      await chat.says('notes.txt');
      proxy.lead(null);
      await chat.send(question);
      await chat.answerIs('queued');
    },
    after: async ({ upstream }) => {
      await upstream.met(1);
      assert.match(upstream.last.body.toString(), /seven swans/);
    },
  },
  'waiting for its place at the gateway': {
    reach: async ({ chat, url, upstream, writer }) => {
      upstream.act((answer, seen) => (isOfChat(seen) ? writer.act(answer, seen) : (held = answer)));
      void post(url, { model: 'm', messages: [{ role: 'user', content: 'the one before' }] }).then(() => null);
      await upstream.met(1);
      await chat.send(question);
      await chat.says(/The gateway says/);
    },
    after: async ({ upstream }) => {
      assert.equal(upstream.seen.filter(isOfChat).length, 0);
      held?.writeHead(200, { 'content-type': 'application/json' }).end(say.chatBody('fine'));
    },
  },
  'sent, no word yet': { reach: sent },
  'half of the answer there': {
    reach: async (scene) => {
      await sent(scene);
      await scene.writer.begin();
      await scene.chat.answerHas('first half');
    },
  },
  'all of the answer there': {
    reach: async (scene) => {
      await sent(scene);
      await scene.writer.begin();
      scene.writer.finish();
      await scene.chat.answerIs('done');
    },
  },
} as const satisfies Readonly<Record<string, State>>;

interface Fault {
  readonly fault: (scene: ChatScene) => Promise<void>;
  readonly mend?: (scene: ChatScene) => Promise<void>;
  /** One for each thing a person notices; the others are of the line alone, and need one that is in use. */
  readonly isOfLine: boolean;
}

const faults: Readonly<Record<string, Fault>> = {
  'the line is cut': {
    isOfLine: true,
    fault: async ({ proxy }) => proxy.plan(() => null),
  },
  'every line is cut again and again': {
    isOfLine: true,
    fault: async ({ proxy }) => proxy.plan((connection) => (connection < 3 ? { afterBytes: 700, how: 'reset' } : null)),
  },
  'the device moves to another network': {
    isOfLine: true,
    fault: async (scene) => {
      await scene.offline();
      await scene.mend();
    },
  },
  'the tab sleeps while the line breaks': {
    isOfLine: true,
    fault: async (scene) => {
      await scene.sleep();
      scene.proxy.plan(() => null);
    },
    mend: (scene) => scene.wake(),
  },
  'the person goes to another page and comes back': {
    isOfLine: true,
    fault: async ({ chat }) => void (await chat.page.goto(`${chat.page.url().split('#')[0]}about`)),
    mend: async ({ chat }) => void (await chat.page.goBack()),
  },
  'the page is loaded anew': {
    isOfLine: false,
    fault: async ({ chat }) => void (await chat.page.reload()),
  },
  'the tab crashes': {
    isOfLine: false,
    fault: (scene) => scene.crash(),
  },
  'the device is offline for a while': {
    isOfLine: false,
    fault: async (scene) => {
      await scene.offline();
      await scene.chat.says(/line broke|offline/);
    },
  },
  'a proxy answers 502 in the gateway’s place, and the page is loaded anew': {
    isOfLine: false,
    fault: async (scene) => {
      scene.strangerAnswers();
      await scene.chat.page.reload();
      await scene.chat.says('Something on the way answers in the gateway’s place (502).');
    },
  },
};

const isWorthIt = (state: string, { isOfLine }: Fault): boolean => !isOfLine || /^(?:sent|half)/.test(state);

for (const [stateName, state] of Object.entries<State>(states))
  for (const [faultName, { fault, mend }] of Object.entries(faults).filter(([, each]) => isWorthIt(stateName, each)))
    test(`${stateName}; ${faultName}: the prompt is there, the answer whole, made once`, options, () =>
      onChatStage(browser(), async (scene) => {
        await scene.chat.page.evaluate(scene.chat.keptForLater);
        await state.reach(scene);
        await fault(scene);
        await mend?.(scene);
        await scene.mend();
        await state.after?.(scene);
        await scene.writer.begin();
        scene.writer.finish();
        const { chat, writer, upstream } = scene;
        await chat.answerIs('done');
        assert.equal(await chat.answer(), writer.whole);
        assert.match((await chat.prompts()).join('|'), /^Is it there\?(?:\s*notes\.txt)?$/);
        assert.equal(upstream.seen.filter(isOfChat).length, 1);
      }),
    );

test('whichever page is asked for while a proxy answers 502 in the gateway’s place, it is one of ours', options, () =>
  onChatStage(browser(), async ({ chat, proxy, strangerAnswers, mend }) => {
    await chat.page.evaluate(chat.keptForLater);
    strangerAnswers();
    for (const path of ['/', '/why/req_00000000000000000000000000000000', '/status']) {
      await chat.page.goto(proxy.origin + path);
      await chat.says('Something on the way answers in the gateway’s place (502).');
    }
    await mend();
    await chat.page.getByText('Open the page you asked for').click();
    await chat.page.getByRole('heading', { name: 'Models' }).waitFor();
    strangerAnswers();
    await chat.page.goto(`${proxy.origin}/doctor`);
    await chat.page.getByRole('heading', { level: 1, name: 'Which part of the way fails?' }).waitFor();
  }),
);
