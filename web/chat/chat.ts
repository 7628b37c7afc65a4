/** The chat itself: what is kept, what is shown, what is on its way. Views read its signals and call its verbs. */
import { batch, computed, signal } from '@preact/signals';
import type { GatewayClient, Unfinished } from '../../client/index.ts';
import { browserOutbox, createClient, memoryOutbox } from '../../client/index.ts';
import type { Answer, Attachment, Conversation, Message, Prompt } from './kept/records.ts';
import { isOpen, root } from './kept/records.ts';
import type { Store } from './kept/store.ts';
import { newAnswer, newConversation, newPrompt, withChoice } from './kept/new-records.ts';
import { before, isAnswer, shownPath } from './kept/tree.ts';
import { Drafts } from './kept/drafts.ts';
import type { Device } from './device.ts';
import { Models } from './models.ts';
import { Account } from './account.ts';
import { Whys } from './whys.ts';
import type { Progress, Stage } from './turn/answering.ts';
import { Answering } from './turn/answering.ts';
import { standingOf } from './turn/standing.ts';
import { bodyOf } from './turn/request.ts';

/** How long a call that is turned away for now is tried again by itself. */
const patienceMs = 5 * 60_000;
/** The gateway remembers a call's key for a day; for so long its answer is looked for. */
const returnMs = 24 * 3600_000;
/** Between two writes of a growing answer. */
const writeMs = 400;

export class Chat {
  readonly conversations = signal<readonly Conversation[]>([]);
  readonly messages = signal<ReadonlyMap<string, Message>>(new Map());
  /** `null`: a new one, not yet begun. */
  readonly current = signal<string | null>(null);
  readonly progress = signal<ReadonlyMap<string, Progress>>(new Map());
  /** False when this browser keeps nothing, or could not keep the last of it. */
  readonly isKept = signal(true);
  /** The prompt that is being worded anew. */
  readonly edited = signal<string | null>(null);
  /** On a narrow window the conversations lie over the chat, when they are asked for; a choice there closes them. */
  readonly isSideOpen = signal(false);
  readonly account = new Account();
  readonly whys = new Whys();
  readonly drafts: Drafts;
  readonly models: Models;
  readonly shown = computed(() => {
    const id = this.current.value;
    const conversation = this.conversations.value.find((one) => one.id === id);
    if (conversation === undefined) return [];
    return shownPath(this.messagesOf(conversation.id), conversation.chosen);
  });
  readonly #store: Store;
  readonly #device: Device;
  readonly #outbox = browserOutbox('good-gateway-chat-outbox') ?? memoryOutbox();
  readonly #client: GatewayClient;
  readonly #running = new Map<string, Answering>();
  readonly #asking = new Set<string>();
  readonly #writtenAt = new Map<string, number>();

  constructor(store: Store, device: Device) {
    this.#store = store;
    this.#device = device;
    this.drafts = new Drafts(store, device);
    this.models = new Models(device);
    this.#client = createClient({
      outbox: this.#outbox,
      patienceMs,
      returnMs,
      gateways: [location.origin],
      onChange: (change) => this.#running.get(change.key)?.hear(change),
    });
    device.onOtherTab(() => void this.load());
  }

  /** Reads what is kept; what this page works on itself is newer here. */
  async load(): Promise<void> {
    const { conversations, messages, drafts } = await this.#store.all();
    const own = [...this.messages.value.values()].filter((each) => isAnswer(each) && this.#running.has(each.key));
    batch(() => {
      this.conversations.value = conversations.toSorted((one, other) => other.changedAt - one.changedAt);
      this.messages.value = new Map([...messages, ...own].map((each) => [each.id, each]));
      this.drafts.loaded(drafts);
    });
  }

  /** Takes up whatever is not whole and nobody works on: after a reload, a crash, or when another tab was closed. */
  async takeUp(): Promise<void> {
    const open = [...this.messages.value.values()].filter(isAnswer).filter(isOpen);
    for (const answer of open) if (!this.#running.has(answer.key)) this.#run(answer, 'left');
  }

  /** Keeps the prompt, then sends it. Resolves once it is kept. */
  async ask(text: string, attachments: readonly Attachment[]): Promise<void> {
    const from = this.current.value;
    const sentFrom = from ?? 'new';
    const conversation = this.#conversation() ?? newConversation(this.#device, text, this.models.chosen.value);
    const parent = this.shown.value.at(-1)?.message.id ?? root;
    await this.#once(sentFrom, () => this.#begin({ conversation, parent, text, attachments, from, sentFrom }));
  }

  /** To a draft. */
  async attach(draft: string, files: readonly Attachment[]): Promise<void> {
    await this.drafts.attach(draft, files).catch(() => void (this.isKept.value = false));
  }

  /** The same place, other words: what was there before stays beside it. */
  async edit(prompt: Prompt, text: string): Promise<void> {
    const conversation = this.#conversation();
    if (conversation === undefined) return;
    const { parent, attachments } = prompt;
    const sentFrom = `edit:${prompt.id}`;
    await this.#once(sentFrom, () =>
      this.#begin({ conversation, parent, text, attachments, from: conversation.id, sentFrom }),
    );
  }

  /** Another answer to the same prompt; the one there is stays, unless it says nothing. */
  async again(answer: Answer, model: string): Promise<void> {
    const conversation = this.#conversation();
    if (conversation === undefined) return;
    await this.#once(answer.id, async () => {
      const next = newAnswer(this.#device, { conversation: conversation.id, prompt: answer.parent, model });
      const isEmpty = answer.text === '' && !isOpen(answer);
      const kept = isEmpty ? { ...next, id: answer.id, at: answer.at } : next;
      await this.#keep({ conversation: withChoice(conversation, answer.parent, kept), messages: [kept] });
      this.#run(kept, 'new');
    });
  }

  stop(answer: Answer): void {
    this.#running.get(answer.key)?.stop();
  }

  choose(parent: string, child: string): void {
    const conversation = this.#conversation();
    if (conversation === undefined) return;
    void this.#keep({ conversation: withChoice(conversation, parent, { id: child, at: 0 }) });
  }

  /** A conversation goes on with the model it was last asked with. */
  open(id: string | null): void {
    this.current.value = id;
    this.isSideOpen.value = false;
    const model = this.#conversation()?.model;
    if (model !== undefined && this.models.all.value.some(({ name }) => name === model)) this.models.choose(model);
  }

  /** What the missing sign-in refused is asked again. */
  async signedIn(): Promise<void> {
    await this.models.look();
    const refused = this.shown.value
      .map(({ message }) => message)
      .filter(isAnswer)
      .at(-1);
    if (refused?.trouble?.status === 401) await this.again(refused, refused.model);
  }

  async signOut(): Promise<void> {
    await this.account.signOut();
    await this.models.look();
  }

  rename(conversation: Conversation, title: string): void {
    void this.#keep({ conversation: { ...conversation, title } });
  }

  async forget(conversation: Conversation): Promise<void> {
    for (const message of this.messagesOf(conversation.id)) if (isAnswer(message)) this.stop(message);
    await this.#store.forget(conversation.id);
    if (this.current.value === conversation.id) this.open(null);
    this.#device.tellOtherTabs();
    await this.load();
  }

  get openAnswer(): Answer | undefined {
    return this.shown.value
      .map(({ message }) => message)
      .filter(isAnswer)
      .findLast(isOpen);
  }

  messagesOf(conversation: string): readonly Message[] {
    return [...this.messages.value.values()].filter((each) => each.conversation === conversation);
  }

  #conversation(): Conversation | undefined {
    return this.conversations.value.find(({ id }) => id === this.current.value);
  }

  /** A key that bounces asks once: what is asked from one place goes out before the next can. */
  async #once(place: string, ask: () => Promise<void>): Promise<void> {
    if (this.#asking.has(place)) return;
    this.#asking.add(place);
    await ask().finally(() => this.#asking.delete(place));
  }

  async #begin(asked: {
    readonly conversation: Conversation;
    readonly parent: string;
    readonly text: string;
    readonly attachments: readonly Attachment[];
    /** What was shown when it was asked: who has gone elsewhere since is left there. */
    readonly from: string | null;
    readonly sentFrom: string;
  }): Promise<void> {
    const { parent, text, attachments, from, sentFrom } = asked;
    const model = this.models.chosen.value;
    const { id } = asked.conversation;
    const prompt = newPrompt(this.#device, { conversation: id, parent, text, attachments });
    const answer = newAnswer(this.#device, { conversation: id, prompt: prompt.id, model });
    const conversation = withChoice({ ...asked.conversation, model }, parent, prompt);
    await this.#keep({ conversation, messages: [prompt, answer], sentFrom });
    const isThere = this.current.value === from;
    this.drafts.sent(sentFrom, { text, attachments }, isThere && from === null ? id : sentFrom);
    if (isThere) this.open(id);
    this.#run(answer, 'new');
  }

  /** Kept first, shown then. A browser that keeps nothing stops nobody, but says so. */
  async #keep(change: Parameters<Store['keep']>[0]): Promise<void> {
    try {
      await this.#store.keep(change);
    } catch {
      this.isKept.value = false;
    }
    const { conversation, messages = [] } = change;
    batch(() => {
      if (conversation !== undefined) {
        const others = this.conversations.value.filter(({ id }) => id !== conversation.id);
        this.conversations.value = [conversation, ...others].toSorted((one, other) => other.changedAt - one.changedAt);
      }
      if (messages.length > 0)
        this.messages.value = new Map([...this.messages.value, ...messages.map((each) => [each.id, each] as const)]);
    });
    this.#device.tellOtherTabs();
  }

  /** One tab at a time works on an answer. */
  #run(answer: Answer, how: 'new' | 'left'): void {
    const answering = new Answering(this.#stage(), answer);
    this.#running.set(answer.key, answering);
    const work = async (): Promise<void> => answering.run(how === 'new' ? null : await this.#left(answer.key));
    void this.#device.alone(answer.key, work).finally(() => {
      this.#running.delete(answer.key);
      this.#writtenAt.delete(answer.id);
    });
  }

  async #left(key: string): Promise<Unfinished | null> {
    return (await this.#client.resume()).find(({ entry }) => entry.key === key) ?? null;
  }

  #stage(): Stage {
    return {
      client: this.#client,
      now: this.#device.now,
      isOnline: this.#device.isOnline,
      model: (stopped) => this.models.toAsk(stopped),
      body: (answer) => {
        const messages = this.messagesOf(answer.conversation);
        return bodyOf(answer.model, before(messages, answer));
      },
      show: (answer) => this.#show(answer),
      progress: (answer, progress) => {
        const all = new Map(this.progress.value);
        if (progress === null) all.delete(answer.id);
        else all.set(answer.id, progress);
        this.progress.value = all;
      },
      letGo: (key) => this.#outbox.remove(key),
      left: (key) => this.#left(key),
      after: this.#device.after,
      standing: standingOf,
      pause: (stopped) => this.#device.worthTrying(stopped),
    };
  }

  #show(answer: Answer): void {
    const shown = this.messages.value.get(answer.id);
    const now = this.#device.now();
    const isGrowth = shown?.kind === 'answer' && shown.state === answer.state && answer.state === 'streaming';
    this.messages.value = new Map(this.messages.value).set(answer.id, answer);
    if (isGrowth && now - (this.#writtenAt.get(answer.id) ?? 0) < writeMs) return;
    this.#writtenAt.set(answer.id, now);
    // The sign-in is over: whoever looks now is told so.
    if (answer.trouble?.status === 401) void this.models.look();
    void this.#store.keep({ messages: [answer] }).then(
      () => this.#device.tellOtherTabs(),
      () => (this.isKept.value = false),
    );
  }
}
