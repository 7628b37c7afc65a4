/** A conversation's tree: what is shown, and that a branch never takes another one away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Message } from './records.ts';
import { root } from './records.ts';
import { before, shownPath, titleOf } from './tree.ts';

const prompt = (id: string, parent: string, at: number): Message => ({
  kind: 'prompt',
  id,
  conversation: 'c',
  parent,
  at,
  text: id,
  attachments: [],
});

const ids = (messages: readonly Message[], chosen: Readonly<Record<string, string>> = {}): readonly string[] =>
  shownPath(messages, chosen).map(({ message }) => message.id);

const forked = [prompt('a', root, 1), prompt('b', 'a', 2), prompt('c', 'a', 3), prompt('d', 'b', 4)];

const cases: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ['the newest branch is shown where none was chosen', {}, ['a', 'c']],
  ['a chosen branch is shown to its end', { a: 'b' }, ['a', 'b', 'd']],
  ['a choice of what is gone counts for nothing', { a: 'x', [root]: 'y' }, ['a', 'c']],
];

for (const [name, chosen, expected] of cases) test(name, () => assert.deepEqual(ids(forked, chosen), expected));

test('what a message was asked in is the way from the beginning to it', () => {
  const last = forked[3] ?? assert.fail();
  assert.deepEqual(
    before(forked, last).map(({ id }) => id),
    ['a', 'b'],
  );
});

test('whatever is kept, even in a circle: the way ends, holds nothing twice, and every sibling can be chosen', () => {
  const name = fc.constantFrom(root, 'a', 'b', 'c', 'd', 'e');
  const messages = fc.uniqueArray(fc.record({ id: name, parent: name, at: fc.nat(5) }), { selector: ({ id }) => id });
  fc.assert(
    fc.property(messages, (made) => {
      const all = made.map(({ id, parent, at }) => prompt(id, parent, at));
      for (const { message, siblings } of shownPath(all, {}))
        for (const sibling of siblings) assert.ok(ids(all, { [message.parent]: sibling }).includes(sibling));
      for (const message of all) assert.ok(before(all, message).length <= all.length);
    }),
  );
});

const titles: readonly (readonly [string, string])[] = [
  ['What is it?\nMore of it', 'What is it?'],
  ['  ', 'A picture or a file'],
  ['word '.repeat(30), `${'word '.repeat(12)}…`],
];

for (const [text, title] of titles)
  test(`a conversation is called "${title}"`, () => assert.equal(titleOf(text), title));
