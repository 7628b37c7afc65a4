/** A conversation as a file: readable Markdown, or JSON with every branch. */
import type { Conversation, Message } from './kept/records.ts';
import { shownPath } from './kept/tree.ts';

const ends: Readonly<Record<string, string>> = {
  interrupted: '*This answer is not whole.*',
  failed: '*There was no answer.*',
  stopped: '*Stopped here.*',
};

const partOf = (message: Message): string => {
  if (message.kind === 'prompt') {
    const files = message.attachments.map(({ name }) => `- attached: ${name}`).join('\n');
    return ['## You', message.text, files].filter((part) => part !== '').join('\n\n');
  }
  const end = ends[message.state] ?? '';
  return [`## ${message.model}`, message.text, end].filter((part) => part !== '').join('\n\n');
};

/** What is shown of it, from the beginning to the end. */
export const asMarkdown = (conversation: Conversation, messages: readonly Message[]): string => {
  const path = shownPath(messages, conversation.chosen);
  const parts = path.map(({ message }) => partOf(message));
  return [`# ${conversation.title}`, new Date(conversation.at).toISOString(), ...parts, ''].join('\n\n');
};

/** All of it but the files' contents and what only this browser needs. */
export const asJson = (conversation: Conversation, messages: readonly Message[]): string => {
  const told = messages.map((message) =>
    message.kind === 'prompt'
      ? { ...message, attachments: message.attachments.map(({ name, type }) => ({ name, type })) }
      : { ...message, key: undefined },
  );
  return `${JSON.stringify({ ...conversation, messages: told }, null, 2)}\n`;
};

/** A name that every file system takes. */
export const fileName = ({ title }: Conversation, ending: string): string =>
  `${
    title
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 50) || 'conversation'
  }.${ending}`;
