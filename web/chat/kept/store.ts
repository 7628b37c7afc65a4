/** Where the chat keeps everything: IndexedDB, or the page's memory where there is none. */
import type { DBSchema, IDBPDatabase } from 'idb';
import { openDB } from 'idb';
import type { Conversation, Draft, Message } from './records.ts';

interface Schema extends DBSchema {
  conversations: { key: string; value: Conversation };
  messages: { key: string; value: Message; indexes: { conversation: string } };
  drafts: { key: string; value: Draft };
}

/** One step: all of it is kept, or nothing. */
export interface Change {
  readonly conversation?: Conversation;
  readonly messages?: readonly Message[];
  readonly draft?: Draft;
  /** The draft of this conversation is no longer needed. */
  readonly sentFrom?: string;
}

export interface Everything {
  readonly conversations: readonly Conversation[];
  readonly messages: readonly Message[];
  readonly drafts: readonly Draft[];
}

export interface Store {
  /** Resolves once it is on the disk's way. Rejects when nothing of it could be kept. */
  keep(change: Change): Promise<void>;
  all(): Promise<Everything>;
  forget(conversation: string): Promise<void>;
}

const name = 'good-gateway-chat';

class BrowserStore implements Store {
  readonly #database: IDBPDatabase<Schema>;

  constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  async keep({ conversation, messages = [], draft, sentFrom }: Change): Promise<void> {
    // A letter of a draft outlives a crash of the page, a message also one of the machine.
    const durability = messages.length > 0 ? 'strict' : 'relaxed';
    const work = this.#database.transaction(['conversations', 'messages', 'drafts'], 'readwrite', { durability });
    const [conversations, kept, drafts] = [
      work.objectStore('conversations'),
      work.objectStore('messages'),
      work.objectStore('drafts'),
    ];
    await Promise.all([
      ...(conversation === undefined ? [] : [conversations.put(conversation)]),
      ...messages.map((message) => kept.put(message)),
      ...(draft === undefined ? [] : [drafts.put(draft)]),
      ...(sentFrom === undefined ? [] : [drafts.delete(sentFrom)]),
      work.done,
    ]);
  }

  async all(): Promise<Everything> {
    const work = this.#database.transaction(['conversations', 'messages', 'drafts'], 'readonly');
    const [conversations, messages, drafts] = await Promise.all([
      work.objectStore('conversations').getAll(),
      work.objectStore('messages').getAll(),
      work.objectStore('drafts').getAll(),
    ]);
    return { conversations, messages, drafts };
  }

  async forget(conversation: string): Promise<void> {
    const work = this.#database.transaction(['conversations', 'messages', 'drafts'], 'readwrite');
    await work.objectStore('conversations').delete(conversation);
    await work.objectStore('drafts').delete(conversation);
    const messages = work.objectStore('messages');
    for (const key of await messages.index('conversation').getAllKeys(conversation)) await messages.delete(key);
    await work.done;
  }
}

/** Lives as long as the page: in browsers that keep nothing. */
const memoryStore = (): Store => {
  const conversations = new Map<string, Conversation>();
  const messages = new Map<string, Message>();
  const drafts = new Map<string, Draft>();
  return {
    keep: async (change) => {
      if (change.conversation !== undefined) conversations.set(change.conversation.id, change.conversation);
      for (const message of change.messages ?? []) messages.set(message.id, message);
      if (change.draft !== undefined) drafts.set(change.draft.conversation, change.draft);
      if (change.sentFrom !== undefined) drafts.delete(change.sentFrom);
    },
    all: async () => ({
      conversations: [...conversations.values()],
      messages: [...messages.values()],
      drafts: [...drafts.values()],
    }),
    forget: async (conversation) => {
      conversations.delete(conversation);
      drafts.delete(conversation);
      for (const [id, message] of messages) if (message.conversation === conversation) messages.delete(id);
    },
  };
};

/** `isLasting`: whether it outlives the page. */
export const openStore = async (): Promise<{ readonly store: Store; readonly isLasting: boolean }> => {
  try {
    const database = await openDB<Schema>(name, 1, {
      upgrade: (opened) => {
        opened.createObjectStore('conversations', { keyPath: 'id' });
        opened.createObjectStore('messages', { keyPath: 'id' }).createIndex('conversation', 'conversation');
        opened.createObjectStore('drafts', { keyPath: 'conversation' });
      },
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return { store: new BrowserStore(database), isLasting: true };
  } catch {
    return { store: memoryStore(), isLasting: false };
  }
};
