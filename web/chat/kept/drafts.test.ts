/** Drafts: kept with every letter, and never lost to something older. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Device } from '../device.ts';
import { Drafts } from './drafts.ts';
import type { Attachment, Draft } from './records.ts';
import type { Change, Store } from './store.ts';

/** A store whose disk takes what it was given when it is told to. */
const stage = (): { drafts: Drafts; kept: Change[]; written: () => Promise<void>; leave: () => void } => {
  const kept: Change[] = [];
  const due: (() => void)[] = [];
  const store: Store = {
    keep: (change) => {
      kept.push(change);
      return new Promise((resolve) => due.push(resolve));
    },
    all: async () => ({ conversations: [], messages: [], drafts: [] }),
    forget: async () => {},
  };
  let leave: (() => void) | null = null;
  const device = { now: () => 1, onLeaving: (act: () => void) => (leave = act) } as unknown as Device;
  const drafts = new Drafts(store, device);
  const written = async (): Promise<void> => {
    for (const resolve of due.splice(0)) resolve();
    await new Promise(setImmediate);
  };
  return { drafts, kept, written, leave: () => leave?.() };
};

const file = (id: string): Attachment => ({ id, name: id, type: 'text/plain', bytes: new Blob([id]) });

const draft = (text: string): Draft => ({ conversation: 'c', text, attachments: [], at: 0 });

const texts = (kept: readonly Change[]): readonly (string | undefined)[] => kept.map((change) => change.draft?.text);

test('each letter is kept at once; those that come while one is written go together', async () => {
  const { drafts, kept, written } = stage();
  for (const text of ['a', 'ab', 'abc']) drafts.change('c', { text });
  assert.deepEqual(texts(kept), ['a']);
  await written();
  assert.deepEqual(texts(kept), ['a', 'abc']);
  await written();
  assert.equal(kept.length, 2);
});

test('nothing waits when the page is left', () => {
  const { drafts, kept, leave } = stage();
  for (const text of ['h', 'half a']) drafts.change('c', { text });
  leave();
  assert.deepEqual(texts(kept), ['h', 'half a']);
});

test('a file is shown once it is kept, with what was typed meanwhile', async () => {
  const { drafts, kept, written } = stage();
  const attached = drafts.attach('c', [file('swans')]);
  assert.deepEqual(drafts.of('c').attachments, []);
  assert.deepEqual(
    kept[0]?.draft?.attachments.map(({ id }) => id),
    ['swans'],
  );
  drafts.change('c', { text: 'What is it?' });
  await written();
  await attached;
  const { text, attachments } = drafts.of('c');
  assert.deepEqual([text, attachments.map(({ id }) => id)], ['What is it?', ['swans']]);
});

test('a draft that was sent is not kept again by a write that was under way', async () => {
  const { drafts, kept, written } = stage();
  for (const text of ['h', 'hello']) drafts.change('c', { text });
  drafts.sent('c', { text: 'hello', attachments: [] });
  await written();
  assert.deepEqual(kept.at(-1), { sentFrom: 'c' });
});

const sent: readonly (readonly [string, string, string, string])[] = [
  ['what was sent is gone', 'hello', 'hello', ''],
  ['what was typed behind it while it was being kept stays', 'hello and more', 'hello', ' and more'],
  ['spaces before it are none of it', '  hello and more', 'hello', ' and more'],
  ['another text than the one that was sent stays', 'something else', 'hello', 'something else'],
];

for (const [name, typed, was, left] of sent)
  test(name, () => {
    const { drafts } = stage();
    drafts.change('c', { text: typed });
    drafts.sent('c', { text: was, attachments: [] });
    assert.equal(drafts.of('c').text, left);
    assert.equal(drafts.of('c').at > 0, left !== '', 'what is gone is as if it had never been');
  });

test('what was attached while the message was being kept stays, and what was sent with it does not', () => {
  const { drafts } = stage();
  drafts.change('c', { text: 'hello', attachments: [file('sent'), file('newer')] });
  drafts.sent('c', { text: 'hello', attachments: [file('sent')] });
  const { text, attachments } = drafts.of('c');
  assert.deepEqual([text, attachments.map(({ id }) => id)], ['', ['newer']]);
});

test('what was typed on in a new conversation goes along into it', () => {
  const { drafts } = stage();
  drafts.change('new', { text: 'hello and more', attachments: [file('newer')] });
  drafts.sent('new', { text: 'hello', attachments: [] }, 'c');
  assert.deepEqual([drafts.of('c').text, drafts.of('c').attachments.length], [' and more', 1]);
  assert.deepEqual([...drafts.all.value.keys()], ['c']);
  drafts.loaded([]);
  assert.equal(drafts.of('c').text, ' and more');
});

test('what another tab kept is taken over, but not in place of what is typed here', () => {
  const { drafts } = stage();
  drafts.loaded([draft('from the other tab')]);
  assert.equal(drafts.of('c').text, 'from the other tab');
  drafts.change('c', { text: 'newer' });
  drafts.loaded([draft('older')]);
  assert.equal(drafts.of('c').text, 'newer');
});
