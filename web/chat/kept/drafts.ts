/** What is typed and not sent, kept while it is typed. */
import { signal } from '@preact/signals';
import type { Device } from '../device.ts';
import type { Attachment, Draft } from './records.ts';
import type { Store } from './store.ts';

export class Drafts {
  readonly all = signal<ReadonlyMap<string, Draft>>(new Map());
  readonly #store: Store;
  readonly #device: Device;
  /** Those on their way to the disk, and whether they changed meanwhile. */
  readonly #writing = new Map<string, 'as it is' | 'changed'>();
  /** Those this page has changed: what other tabs kept of them is older. */
  readonly #own = new Set<string>();

  constructor(store: Store, device: Device) {
    this.#store = store;
    this.#device = device;
    device.onLeaving(() => {
      for (const [conversation, state] of this.#writing) if (state === 'changed') void this.#keep(conversation);
    });
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
    void this.#write(conversation);
  }

  /** A file is shown once it is kept: it cannot be typed again. Rejects when it could not be kept, and is shown all the same. */
  async attach(conversation: string, added: readonly Attachment[]): Promise<void> {
    const { attachments, ...draft } = this.of(conversation);
    try {
      await this.#store.keep({ draft: { ...draft, attachments: [...attachments, ...added], at: this.#device.now() } });
    } finally {
      this.change(conversation, { attachments: [...this.of(conversation).attachments, ...added] });
    }
  }

  /** It was sent. What was typed or attached since then is a newer draft, and stays with the person: `to` is where they are now. */
  sent(from: string, sent: Pick<Draft, 'text' | 'attachments'>, to = from): void {
    const { text, attachments } = this.of(from);
    const typed = text.trimStart();
    const isGrown = typed.startsWith(sent.text);
    const newer = {
      text: typed.trimEnd() === sent.text ? '' : isGrown ? typed.slice(sent.text.length) : text,
      attachments: attachments.filter(({ id }) => !sent.attachments.some((one) => one.id === id)),
    };
    if (to !== from) this.change(from, { text: '', attachments: [] });
    this.change(to, newer);
    for (const place of new Set([from, to])) this.#forget(place);
  }

  /** Where nothing is typed any more, other tabs know as much. */
  #forget(conversation: string): void {
    if (!isEmpty(this.of(conversation))) return;
    this.#own.delete(conversation);
    this.all.value = new Map([...this.all.value].filter(([name]) => name !== conversation));
  }

  /** One write at a time; what is typed meanwhile goes with the next. */
  async #write(conversation: string): Promise<void> {
    if (this.#writing.has(conversation)) return void this.#writing.set(conversation, 'changed');
    this.#writing.set(conversation, 'as it is');
    await this.#keep(conversation);
    const isChanged = this.#writing.get(conversation) === 'changed';
    this.#writing.delete(conversation);
    if (isChanged) await this.#write(conversation);
  }

  async #keep(conversation: string): Promise<void> {
    const draft = this.of(conversation);
    // A draft that could not be kept is still on the page; the next letter tries again.
    await this.#store.keep(isEmpty(draft) ? { sentFrom: conversation } : { draft }).catch(() => {});
  }
}

const isEmpty = ({ text, attachments }: Draft): boolean => text === '' && attachments.length === 0;
