/** Finds conversations by words in their titles and messages. */
import type { Conversation, Message } from './kept/records.ts';

const plain = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Those in which every word of the question is found; all where nothing is asked. */
export const found = (
  conversations: readonly Conversation[],
  messages: Iterable<Message>,
  question: string,
): readonly Conversation[] => {
  const words = plain(question).split(/\s+/).filter(Boolean);
  if (words.length === 0) return conversations;
  const texts = new Map(conversations.map(({ id, title }) => [id, [title]]));
  for (const { conversation, text } of messages) texts.get(conversation)?.push(text);
  return conversations.filter(({ id }) => {
    const text = plain((texts.get(id) ?? []).join('\n'));
    return words.every((word) => text.includes(word));
  });
};
