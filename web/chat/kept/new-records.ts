/** Makes conversations, prompts and answers as they are at their beginning. */
import type { Device } from '../device.ts';
import type { Answer, Conversation, Message, Prompt } from './records.ts';
import { titleOf } from './tree.ts';

export const newConversation = ({ now, newId }: Device, text: string, model: string): Conversation => {
  const at = now();
  return { id: newId(), title: titleOf(text), at, changedAt: at, model, chosen: {} };
};

export const newPrompt = (
  { now, newId }: Device,
  of: Pick<Prompt, 'conversation' | 'parent' | 'text' | 'attachments'>,
): Prompt => ({ kind: 'prompt', id: newId(), at: now(), ...of });

export const newAnswer = (
  { now, newId }: Device,
  of: { readonly conversation: string; readonly prompt: string; readonly model: string },
): Answer => ({
  kind: 'answer',
  id: newId(),
  conversation: of.conversation,
  parent: of.prompt,
  at: now(),
  model: of.model,
  key: newId(),
  state: 'queued',
  text: '',
  requestId: null,
  trouble: null,
  attempts: null,
  endedAt: null,
});

export const withChoice = (
  conversation: Conversation,
  parent: string,
  child: Pick<Message, 'id' | 'at'>,
): Conversation => ({
  ...conversation,
  changedAt: Math.max(conversation.changedAt, child.at),
  chosen: { ...conversation.chosen, [parent]: child.id },
});
