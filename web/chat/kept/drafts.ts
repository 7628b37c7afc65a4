/** What is typed and not sent, kept while it is typed. */
import { signal } from '@preact/signals';
import type { Device } from '../device.ts';
import type { Attachment, Draft } from './records.ts';
import type { Store } from './store.ts';

/** Between a letter and its being kept. */
const keepMs = 300;

export class Drafts {
  readonly all = signal<ReadonlyMap<string, Draft>>(new Map());
  readonly #store: Store;
  readonly #device: Device;
  readonly #due = new Map<string, () => void>();
  /** Those this page has changed: what other tabs kept of them is older. */
  readonly #own = new Set<string>();

  constructor(store: Store, device: Device) {
    this.#store = store;
    this.#device = device;
    device.onLeaving(() => this.keepAll());
  }

  of(conversation: string): Draft {
    return this.all.value.get(conversation) ?? { conversation, text: '', attachments: [], at: 0 };
  }

  loaded(drafts: readonly Draft[]): void {
    const own = [...this.all.value.values()].filter(({ conversation }) => this.#own.has(conversation));
    this.all.value = new Map([...drafts, ...own].map((each) => [each.conversation, each]));
  }

  change(conversation: string, change: { readonly text?: string; readonly attachments?: readonly Attachment[] }): void {
    const draft = { ...this.of(conversation), ...change, at: this.#device.now() };
    this.all.value = new Map(this.all.value).set(conversation, draft);
    this.#own.add(conversation);
    this.#due.get(conversation)?.();
    this.#due.set(
      conversation,
      this.#device.after(keepMs, () => this.#keep(conversation)),
    );
  }

  /** It was sent. What was typed since then is a newer draft, and stays. */
  sent(conversation: string, text: string): void {
    this.#due.get(conversation)?.();
    this.#due.delete(conversation);
    const draft = this.of(conversation);
    if (draft.text.trim() === text) {
      const all = new Map(this.all.value);
      all.delete(conversation);
      this.all.value = all;
    } else
      this.change(conversation, { text: draft.text.startsWith(text) ? draft.text.slice(text.length) : draft.text });
  }

  keepAll(): void {
    for (const conversation of this.#due.keys()) this.#keep(conversation);
  }

  #keep(conversation: string): void {
    this.#due.get(conversation)?.();
    this.#due.delete(conversation);
    const draft = this.of(conversation);
    const isEmpty = draft.text === '' && draft.attachments.length === 0;
    // A draft that could not be kept is still on the page; the next letter tries again.
    void this.#store.keep(isEmpty ? { sentFrom: conversation } : { draft }).catch(() => {});
  }
}
