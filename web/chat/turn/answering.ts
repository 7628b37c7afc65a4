/** One answer in the making: asks for it, reads it, comes back to it, until it is whole, explained or called off. */
import type { Change, GatewayClient, Unfinished } from '../../../client/index.ts';
import { explain } from '../../../client/index.ts';
import type { Away } from '../away.ts';
import type { Answer, Trouble } from '../kept/records.ts';
import type { Piece } from './chunks.ts';
import { pieces } from './chunks.ts';
import { Paced } from './paced.ts';
import type { Standing } from './standing.ts';
import { isAway, troubleIn, troubleOf, unsaid } from './trouble.ts';

/** What is being waited for: never a verdict, only what the client or the gateway says. */
export type Progress =
  /** On its way, no word yet. */
  | { readonly kind: 'asked'; readonly since: number; readonly usually: string | null }
  /** The gateway's own words. */
  | { readonly kind: 'waiting'; readonly since: number; readonly says: string }
  /** The line to the gateway is gone; it is looked for again by itself. */
  | { readonly kind: 'lost'; readonly since: number; readonly retryAt: number; readonly away: Away }
  /** Turned away for now. */
  | {
      readonly kind: 'refused';
      readonly since: number;
      readonly retryAt: number;
      readonly trouble: Trouble;
    };

export interface Stage {
  readonly client: GatewayClient;
  now(): number;
  isOnline(): boolean;
  /** The one to ask where none was known when it was asked; `null` while nobody says which there are. */
  model(stopped: AbortSignal): Promise<string | null>;
  /** The request's body. */
  body(answer: Answer): Promise<string>;
  show(answer: Answer): void;
  progress(answer: Answer, progress: Progress | null): void;
  readonly after: (ms: number, act: () => void) => () => void;
  /** How the call stands while nothing of its answer has come. */
  standing(key: string): Promise<Standing | null>;
  /** Nothing of it is to be sent any more. */
  letGo(key: string): Promise<void>;
  /** What an earlier page, or an earlier try, left of it. */
  left(key: string): Promise<Unfinished | null>;
  /** Until it may be worth trying again: the device is online, the page is seen, some seconds went by. */
  pause(signal: AbortSignal): Promise<void>;
}

const url = '/v1/chat/completions';
/** How long the gateway may hold the call when nobody can serve it just now. */
const holdFor = '5m';
const pauseMs = 5_000;
const firstLookMs = 1_000;
const lookMs = 3_000;

type End = Exclude<Piece, { readonly kind: 'text' }>;

/** Words that come faster than they can be read are shown together: more often costs time that a long answer does not have. */
const showMs = 50;

const nothing = (): void => {};

export class Answering {
  readonly #stage: Stage;
  readonly #stop = new AbortController();
  #answer: Answer;
  #since: number;
  #progress: Progress | null = null;
  #away: Away = 'silent';

  constructor(stage: Stage, answer: Answer) {
    this.#stage = stage;
    this.#answer = answer;
    this.#since = stage.now();
  }

  /** Calls it off; what came stays. */
  stop(): void {
    this.#stop.abort(new DOMException('called off', 'AbortError'));
  }

  /** Told by the client of what happens on the way. */
  hear(change: Change): void {
    const now = this.#stage.now();
    const retryAt = now + ('retryInMs' in change ? change.retryInMs : 0);
    switch (change.kind) {
      case 'waiting':
        return this.#tell({ kind: 'waiting', since: this.#sinceOf('waiting'), says: change.says });
      case 'lost':
        return this.#lose(retryAt, 'silent');
      case 'refused': {
        const { failure, status } = change;
        // Not in the gateway's words: a proxy in front of it speaks, and the gateway is away.
        if (failure === null) return this.#lose(retryAt, status);
        return this.#tell({
          kind: 'refused',
          since: this.#sinceOf('refused'),
          retryAt,
          trouble: troubleOf(failure),
        });
      }
      case 'back':
        return this.#tell(null);
      case 'not-kept':
        return;
      default:
        return change satisfies never;
    }
  }

  async run(left: Unfinished | null): Promise<void> {
    let unfinished = left;
    while (!(await this.#once(unfinished))) {
      this.#lose(this.#stage.now() + pauseMs, this.#away);
      await this.#stage.pause(this.#stop.signal);
      if (this.#stop.signal.aborted) return this.#over('stopped', null);
      unfinished = await this.#stage.left(this.#answer.key);
    }
  }

  #lose(retryAt: number, away: Away): void {
    // Nobody has it but this browser.
    if (this.#answer.requestId === null) this.#become({ state: 'queued' });
    this.#away = away;
    this.#tell({
      kind: 'lost',
      since: this.#sinceOf('lost'),
      retryAt,
      away: this.#stage.isOnline() ? away : 'offline',
    });
  }

  /** True when it is over; false when nobody was reached. */
  async #once(left: Unfinished | null): Promise<boolean> {
    const { signal } = this.#stop;
    try {
      const response = left === null ? await this.#ask() : await this.#comeBack(left);
      if (!response.ok) {
        const trouble = await troubleIn(response);
        if (isAway(trouble)) return false;
        await this.#over('failed', trouble);
        return true;
      }
      return await this.#read(response);
    } catch (error) {
      if (signal.aborted) await this.#over('stopped', null);
      else {
        const known = await explain(error, location.href);
        if (known === null || known.code === 'connection_lost') return false;
        await this.#over(this.#answer.text === '' ? 'failed' : 'interrupted', troubleOf(known));
      }
      return true;
    }
  }

  async #ask(): Promise<Response> {
    const { signal } = this.#stop;
    const model = this.#answer.model || (await this.#stage.model(signal));
    signal.throwIfAborted();
    if (model === null) throw new Error('nobody says which models there are');
    this.#answer = { ...this.#answer, model };
    const body = await this.#stage.body(this.#answer);
    this.#become({ state: 'sent' });
    this.#tell({ kind: 'asked', since: this.#since, usually: null });
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': this.#answer.key,
      'good-gateway-hold': holdFor,
    };
    return this.#looking(() => this.#stage.client.fetch(url, { method: 'POST', headers, body, signal }));
  }

  /** That the line was lost is said until the gateway is heard, or the first word. */
  #comeBack(left: Unfinished): Promise<Response> {
    const again = (): Promise<Response> => left.again({ signal: this.#stop.signal });
    return this.#answer.text === '' ? this.#looking(again) : again();
  }

  /** A stream's head comes with its first word, or after 15 s: until then the gateway is asked how the call stands. */
  async #looking(ask: () => Promise<Response>): Promise<Response> {
    let isOver = false;
    let cancel = nothing;
    const look = async (): Promise<void> => {
      const standing = await this.#stage.standing(this.#answer.key);
      if (isOver) return;
      if (standing !== null) {
        if (this.#answer.requestId === null) this.#become({ requestId: standing.requestId, state: 'sent' });
        const { waiting, usually } = standing;
        if (waiting === null) this.#tell({ kind: 'asked', since: this.#since, usually });
        else this.#tell({ kind: 'waiting', since: this.#sinceOf('waiting'), says: waiting });
      }
      cancel = this.#stage.after(lookMs, () => void look());
    };
    cancel = this.#stage.after(firstLookMs, () => void look());
    try {
      return await ask();
    } finally {
      isOver = true;
      cancel();
    }
  }

  async #read(response: Response): Promise<boolean> {
    const { headers, body } = response;
    const requestId = this.#answer.requestId ?? headers.get('good-gateway-request') ?? headers.get('x-request-id');
    const attempts = Number(headers.get('good-gateway-attempts') ?? '') || this.#answer.attempts;
    this.#become({ requestId, attempts });
    if (body === null) throw new Error('an answer without a body');
    // What was seen before a reload stays until the answer, which comes from its beginning, has grown past it.
    const seen = this.#answer.text;
    let text = '';
    const shown = new Paced(
      () => this.#become({ state: 'streaming', text: seen.startsWith(text) ? seen : text }),
      (act) => this.#stage.after(showMs, act),
    );
    const ended = await this.#readPieces(body, (more) => {
      text += more;
      this.#tell(null);
      shown.ask();
    }).finally(() => shown.finish());
    if (ended === null) {
      this.#stop.signal.throwIfAborted();
      return false;
    }
    this.#become({ text });
    if (ended.kind === 'end') await this.#over('done', null);
    else {
      const trouble = ended.error === null ? unsaid : troubleOf(ended.error);
      await this.#over(text === '' ? 'failed' : 'interrupted', trouble);
    }
    return true;
  }

  /** How it ended; `null` where it was cut. */
  async #readPieces(body: ReadableStream<Uint8Array>, hear: (text: string) => void): Promise<End | null> {
    for await (const piece of pieces(body)) {
      if (piece.kind !== 'text') return piece;
      hear(piece.text);
    }
    return null;
  }

  #become(change: Partial<Answer>): void {
    this.#answer = { ...this.#answer, ...change };
    this.#stage.show(this.#answer);
  }

  async #over(state: 'done' | 'interrupted' | 'failed' | 'stopped', trouble: Trouble | null): Promise<void> {
    const requestId = this.#answer.requestId ?? trouble?.requestId ?? null;
    this.#tell(null);
    this.#become({ state, trouble, requestId, endedAt: this.#stage.now() });
    await this.#stage.letGo(this.#answer.key).catch(() => {});
  }

  #sinceOf(kind: Progress['kind']): number {
    return this.#progress?.kind === kind ? this.#progress.since : this.#stage.now();
  }

  #tell(progress: Progress | null): void {
    if (progress === null && this.#progress === null) return;
    this.#progress = progress;
    this.#stage.progress(this.#answer, progress);
  }
}
