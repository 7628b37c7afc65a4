/** Drafts: kept with every letter, and never lost to something older. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Device } from '../device.ts';
import { Drafts } from './drafts.ts';
import type { Draft } from './records.ts';
import type { Change, Store } from './store.ts';

/** A device whose clock is turned by hand, and a store that tells what it was given. */
const stage = (): { drafts: Drafts; kept: Change[]; later: () => void; leave: () => void } => {
  const kept: Change[] = [];
  const store: Store = {
    keep: async (change) => void kept.push(change),
    all: async () => ({ conversations: [], messages: [], drafts: [] }),
    forget: async () => {},
  };
  let due: (() => void)[] = [];
  let leave: (() => void) | null = null;
  const device = {
    now: () => 1,
    after: (_ms: number, act: () => void) => {
      due.push(act);
      return () => (due = due.filter((each) => each !== act));
    },
    onLeaving: (act: () => void) => (leave = act),
  } as unknown as Device;
  const drafts = new Drafts(store, device);
  return { drafts, kept, later: () => due.forEach((act) => act()), leave: () => leave?.() };
};

const draft = (text: string): Draft => ({ conversation: 'c', text, attachments: [], at: 0 });

test('what is typed is kept after a moment, once', () => {
  const { drafts, kept, later } = stage();
  for (const text of ['a', 'ab', 'abc']) drafts.change('c', { text });
  assert.equal(kept.length, 0);
  later();
  assert.deepEqual(
    kept.map((change) => change.draft?.text),
    ['abc'],
  );
});

test('it is kept at once when the page is left', () => {
  const { drafts, kept, leave } = stage();
  drafts.change('c', { text: 'half a' });
  leave();
  assert.equal(kept[0]?.draft?.text, 'half a');
});

const sent: readonly (readonly [string, string, string, string])[] = [
  ['what was sent is gone', 'hello', 'hello', ''],
  ['what was typed behind it while it was being kept stays', 'hello and more', 'hello', ' and more'],
  ['another text than the one that was sent stays', 'something else', 'hello', 'something else'],
];

for (const [name, typed, was, left] of sent)
  test(name, () => {
    const { drafts } = stage();
    drafts.change('c', { text: typed });
    drafts.sent('c', was);
    assert.equal(drafts.of('c').text, left);
  });

test('what another tab kept is taken over, but not in place of what is typed here', () => {
  const { drafts } = stage();
  drafts.loaded([draft('from the other tab')]);
  assert.equal(drafts.of('c').text, 'from the other tab');
  drafts.change('c', { text: 'newer' });
  drafts.loaded([draft('older')]);
  assert.equal(drafts.of('c').text, 'newer');
});
