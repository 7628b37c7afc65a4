/** A conversation's messages as a tree: what is shown of it, and what else there is at each place. */
import type { Answer, Conversation, Message } from './records.ts';
import { root } from './records.ts';

export interface Place {
  readonly message: Message;
  /** All that stand at this place, the oldest first: edits of a prompt, answers to it. */
  readonly siblings: readonly string[];
}

const childrenOf = (messages: readonly Message[]): ReadonlyMap<string, readonly Message[]> =>
  Map.groupBy(
    messages.toSorted((one, other) => one.at - other.at || one.id.localeCompare(other.id)),
    ({ parent }) => parent,
  );

/** From the beginning to the end: at each place the chosen message, else the newest. */
export const shownPath = (messages: readonly Message[], chosen: Conversation['chosen']): readonly Place[] => {
  const children = childrenOf(messages);
  const path: Place[] = [];
  for (let at = root; ;) {
    const here = children.get(at) ?? [];
    const message = here.find(({ id }) => id === chosen[at]) ?? here.at(-1);
    if (message === undefined || path.length > messages.length) return path;
    path.push({ message, siblings: here.map(({ id }) => id) });
    at = message.id;
  }
};

/** What a message was asked in: everything before it, from the beginning. */
export const before = (messages: readonly Message[], message: Message): readonly Message[] => {
  const byId = new Map(messages.map((each) => [each.id, each]));
  const path: Message[] = [];
  for (let at = byId.get(message.parent); at !== undefined && path.length < messages.length; at = byId.get(at.parent))
    path.unshift(at);
  return path;
};

export const isAnswer = (message: Message): message is Answer => message.kind === 'answer';

const longest = 60;

/** A conversation is called by its first words. */
export const titleOf = (text: string): string => {
  const line = text.trim().split('\n')[0]?.trim() ?? '';
  if (line.length <= longest) return line === '' ? 'A picture or a file' : line;
  const cut = line.slice(0, longest);
  return `${cut.slice(0, cut.lastIndexOf(' ') > 30 ? cut.lastIndexOf(' ') : longest)} …`;
};
