/** Finding conversations, and saving them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asJson, asMarkdown, fileName } from './export.ts';
import type { Answer, Conversation, Message, Prompt } from './kept/records.ts';
import { root } from './kept/records.ts';
import { found } from './search.ts';

const conversation: Conversation = {
  id: 'c',
  title: 'Größe: what/is it?',
  at: 0,
  changedAt: 0,
  model: 'm',
  chosen: {},
};
const prompt: Prompt = {
  kind: 'prompt',
  id: 'p',
  conversation: 'c',
  parent: root,
  at: 1,
  text: 'Über Schwäne',
  attachments: [{ id: 'f', name: 'notes.txt', type: 'text/plain', bytes: new Blob(['secret file']) }],
};
const answer: Answer = {
  kind: 'answer',
  id: 'a',
  conversation: 'c',
  parent: 'p',
  at: 2,
  model: 'm',
  key: 'the-key-of-the-call',
  state: 'interrupted',
  text: 'They swim',
  requestId: null,
  trouble: null,
  attempts: null,
  endedAt: null,
};
const messages: readonly Message[] = [prompt, answer];

const questions: readonly (readonly [string, boolean])[] = [
  ['', true],
  ['schwane', true],
  ['SWIM uber', true],
  ['grosse', false],
  ['größe', true],
  ['swim geese', false],
];

for (const [question, isFound] of questions)
  test(`"${question}" ${isFound ? 'finds' : 'does not find'} it`, () =>
    assert.equal(found([conversation], messages, question).length, isFound ? 1 : 0));

test('as text it is read from the beginning to the end, and what is not whole says so', () => {
  const text = asMarkdown(conversation, messages);
  assert.match(
    text,
    /^# Größe.*## You\n\nÜber Schwäne\n\n- attached: notes\.txt\n\n## m\n\nThey swim\n\n\*This answer is not whole/s,
  );
});

test('as JSON it has every branch, and neither files nor keys of calls', () => {
  const text = asJson(conversation, [...messages, { ...answer, id: 'b', text: 'Another' }]);
  assert.match(text, /They swim.*Another/s);
  assert.doesNotMatch(text, /secret file|the-key-of-the-call/);
});

test('its file has a name that every system takes', () => {
  assert.equal(fileName(conversation, 'md'), 'Größe-what-is-it.md');
  assert.equal(fileName({ ...conversation, title: '///' }, 'json'), 'conversation.json');
});
