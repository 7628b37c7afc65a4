/** An outbox that survives reload and crash: IndexedDB, with a Web Lock per call so that no other tab takes it up as well. */
import type { Outbox, OutboxEntry } from './outbox.ts';
import { worthKeeping } from './outbox.ts';

/** As much of IndexedDB and of Web Locks as is used here. */
interface Target {
  addEventListener(name: string, act: () => void): void;
}
interface IdbRequest<Result> extends Target {
  readonly result: Result;
  readonly error: Error | null;
}
interface IdbStore {
  put(value: unknown): IdbRequest<unknown>;
  getAll(): IdbRequest<unknown>;
  delete(key: string): IdbRequest<unknown>;
}
interface IdbTransaction extends Target {
  objectStore(name: string): IdbStore;
  readonly error: Error | null;
}
interface IdbDatabase extends Target {
  createObjectStore(name: string, options: { keyPath: string }): unknown;
  transaction(name: string, mode: 'readonly' | 'readwrite'): IdbTransaction;
  close(): void;
}
interface Locks {
  request(name: string, act: () => Promise<void>): Promise<unknown>;
  query(): Promise<{ held?: readonly { name?: string }[] }>;
}
interface Browser {
  readonly indexedDB: { open(name: string, version: number): IdbRequest<IdbDatabase> };
  readonly navigator?: { readonly locks?: Locks };
}

const storeName = 'calls';
const version = 1;

const settled = <Result>(request: IdbRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the store failed')));
  });

const openDatabase = (browser: Browser, name: string): Promise<IdbDatabase> => {
  const opening = browser.indexedDB.open(name, version);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(storeName, { keyPath: 'key' }));
  return settled(opening);
};

/** Holds a lock per call for as long as this page lives or until the call leaves the outbox. */
class Holds {
  readonly #locks: Locks | undefined;
  readonly #prefix: string;
  readonly #releases = new Map<string, () => void>();

  constructor(locks: Locks | undefined, prefix: string) {
    this.#locks = locks;
    this.#prefix = prefix;
  }

  take(key: string): void {
    if (this.#locks === undefined || this.#releases.has(key)) return;
    const held = new Promise<void>((resolve) => this.#releases.set(key, resolve));
    this.#locks.request(this.#prefix + key, () => held).catch(() => {});
  }

  release(key: string): void {
    this.#releases.get(key)?.();
    this.#releases.delete(key);
  }

  /** Whether each key is another page's. */
  async others(): Promise<(key: string) => boolean> {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    const names = new Set(held.map(({ name }) => name));
    return (key) => names.has(this.#prefix + key) && !this.#releases.has(key);
  }
}

class BrowserOutbox implements Outbox {
  readonly #browser: Browser;
  readonly #name: string;
  readonly #holds: Holds;
  #database: Promise<IdbDatabase> | null = null;

  constructor(browser: Browser, name: string) {
    this.#browser = browser;
    this.#name = name;
    this.#holds = new Holds(browser.navigator?.locks, `${name}:`);
  }

  async put(entry: OutboxEntry): Promise<void> {
    this.#holds.take(entry.key);
    await this.#change((store) => store.put(entry));
  }

  async list(): Promise<readonly OutboxEntry[]> {
    const database = await this.#open();
    const store = database.transaction(storeName, 'readonly').objectStore(storeName);
    const found = (await settled(store.getAll())) as readonly OutboxEntry[];
    const kept = worthKeeping(found, Date.now());
    const keys = new Set(kept.map(({ key }) => key));
    for (const { key } of found) if (!keys.has(key)) await this.remove(key);
    const isOthers = await this.#holds.others();
    return kept.filter(({ key }) => !isOthers(key));
  }

  async remove(key: string): Promise<void> {
    await this.#change((store) => store.delete(key));
    this.#holds.release(key);
  }

  /** Resolves once it is on the disk's way: the transaction is complete. */
  async #change(act: (store: IdbStore) => unknown): Promise<void> {
    const database = await this.#open();
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(storeName, 'readwrite');
      transaction.addEventListener('complete', resolve);
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('the store is full')));
      act(transaction.objectStore(storeName));
    });
  }

  #open(): Promise<IdbDatabase> {
    this.#database ??= openDatabase(this.#browser, this.#name).then((database) => {
      // A newer version of this file in another tab may need to change it.
      database.addEventListener('versionchange', () => {
        database.close();
        this.#database = null;
      });
      return database;
    });
    this.#database.catch(() => (this.#database = null));
    return this.#database;
  }
}

const isBrowser = (value: object): value is Browser => 'indexedDB' in value && typeof value.indexedDB === 'object';

/** `null` where there is no IndexedDB: outside browsers, and in some private windows. */
export const browserOutbox = (name = 'good-gateway'): Outbox | null => {
  const browser: object = globalThis;
  return isBrowser(browser) ? new BrowserOutbox(browser, name) : null;
};
