/** What sinks were told and have still to be told; a change of an incident, or of what became of a message, is kept at once. */
import { hash } from 'node:crypto';
import type { AlertMessage, Notice, Sink } from '../domain/alert.ts';
import { isWorkEvent } from '../domain/alert.ts';
import type { Delivery } from '../domain/letter.ts';
import type { Incident } from '../domain/incident.ts';
import type { Clock, Random } from '../domain/ports.ts';
import type { Waiting } from '../policy/alert/batch.ts';
import { batchOf, isWaiting } from '../policy/alert/batch.ts';
import type { Post } from '../policy/alert/post.ts';
import { afterChange, afterSending } from '../policy/alert/post.ts';
import { messageOf } from '../policy/alert/wording.ts';
import type { Work } from '../policy/alert/work.ts';
import { afterCallingOff, afterWork } from '../policy/alert/work.ts';

/** Whatever comes is one of at most so many for a sink: beyond, the oldest is given up. */
const mostPosts = 200;

export interface AlertParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'draw'>;
  readonly sinks: () => readonly Sink[];
  /** Where everybody finds an incident; `null` where nobody knows how we are reached. */
  readonly linkOf: (incident: string) => string | null;
  /** Keeps a post under its name, or forgets it. */
  readonly keep: (name: string, post: Post | null) => void;
  /** Asks the gateway that tells the sinks to try one again. */
  readonly askToRetry: (sink: string) => void;
}

/** Since the start. */
export interface SinkCounts {
  readonly sent: number;
  readonly failed: number;
  readonly dead: number;
}

/** What is to be sent, and for whom it was put together. */
export interface Batch {
  readonly sink: Sink;
  readonly message: AlertMessage;
  readonly posts: readonly Waiting[];
}

const nothing: SinkCounts = { sent: 0, failed: 0, dead: 0 };

const named = (posts: readonly Post[]): Map<string, Post> => new Map(posts.map((post) => [nameOf(post), post]));

const nameOf = ({ sink, notice }: Pick<Post, 'sink' | 'notice'>): string => `${sink}:${notice.about}`;

export class Alerts {
  readonly #parts: AlertParts;
  #posts: Map<string, Post>;
  /** Of several gateways on one store one tells the sinks. */
  #isTelling = false;
  readonly #counts = new Map<string, SinkCounts>();

  constructor(parts: AlertParts, known: readonly Post[]) {
    this.#parts = parts;
    this.#posts = named(known);
  }

  get isTelling(): boolean {
    return this.#isTelling;
  }

  /** From now on this gateway tells: what was left to be told, and what happened since. */
  takeOver(known: readonly Post[], incidents: readonly Incident[]): void {
    this.#posts = named(known);
    this.#isTelling = true;
    this.#recall(incidents);
  }

  /** Another one tells; `known`: as it keeps it, to be shown. */
  standBack(known: readonly Post[]): void {
    this.#posts = named(known);
    this.#isTelling = false;
  }

  /** Those that wait or were given up first, then by name. */
  list(): readonly Post[] {
    const names = new Set(this.#parts.sinks().map(({ name }) => name));
    return [...this.#posts.values()].filter(({ sink }) => names.has(sink));
  }

  countsOf(sink: string): SinkCounts {
    return this.#counts.get(sink) ?? nothing;
  }

  waiting(sink: string): number {
    return this.list().filter((post) => post.sink === sink && isWaiting(post)).length;
  }

  #recall(incidents: readonly Incident[]): void {
    const known = new Set([...this.#posts.values()].map(({ notice }) => notice.about));
    for (const incident of incidents) if (incident.resolvedAt === null || known.has(incident.id)) this.learn(incident);
  }

  learn(incident: Incident): void {
    if (!this.#isTelling) return;
    const now = this.#parts.clock.now();
    for (const sink of this.#parts.sinks()) {
      this.#step(`${sink.name}:${incident.id}`, (post) => {
        const next = afterChange(post, incident, { sink, now });
        return next === null || next === post ? post : this.#linked(next);
      });
    }
  }

  /** How announced work stands, for the sinks that want to know. */
  learnWork(works: readonly Work[]): void {
    if (!this.#isTelling) return;
    const now = this.#parts.clock.now();
    const ids = new Set(works.map(({ id }) => id));
    for (const sink of this.#parts.sinks()) {
      if (sink.maintenance.length === 0) continue;
      for (const work of works) this.#step(`${sink.name}:${work.id}`, (post) => afterWork(post, work, { sink, now }));
      const gone = this.#of(sink.name).filter(({ notice }) => isWorkEvent(notice.event) && !ids.has(notice.about));
      for (const post of gone) this.#step(nameOf(post), () => afterCallingOff(post, { sink, now }));
    }
  }

  /** What goes out to a sink now. */
  batch(sink: Sink): Batch | null {
    if (!this.#isTelling) return null;
    const now = this.#parts.clock.now();
    const posts = batchOf(this.#of(sink.name), sink, now);
    if (posts.length === 0) return null;
    const notices = posts.map(({ notice }) => notice);
    return { sink, posts, message: messageOf(messageId(sink.name, notices), now, notices) };
  }

  settle({ sink, posts }: Batch, delivery: Delivery): void {
    const { clock, random } = this.#parts;
    const moment = { now: clock.now(), draw: random.draw() };
    this.#count(sink.name, delivery.kind === 'delivered' ? 'sent' : 'failed');
    // Whoever tells now has its own view of them.
    if (!this.#isTelling) return;
    for (const sent of posts) {
      const name = nameOf(sent);
      const post = this.#posts.get(name);
      if (post === undefined) continue;
      const after = afterSending(sent, delivery, moment);
      if (after?.state.kind === 'dead') this.#count(sink.name, 'dead');
      this.#put(name, post.revision === sent.revision ? after : overtaken(post, after));
    }
  }

  /** What was given up or waits for a better hour is tried again at once. */
  retry(sink: string): number {
    const now = this.#parts.clock.now();
    const stuck = this.#of(sink).filter(({ state }) => state.kind !== 'told');
    if (!this.#isTelling) this.#parts.askToRetry(sink);
    else this.#again(stuck, now);
    return stuck.length;
  }

  #again(stuck: readonly Post[], now: number): void {
    for (const post of stuck)
      this.#put(nameOf(post), {
        ...post,
        state: { kind: 'waiting', since: now, attempts: 1, notBefore: now, why: null },
      });
  }

  #of(sink: string): readonly Post[] {
    return [...this.#posts.values()].filter((post) => post.sink === sink);
  }

  #linked(post: Post): Post {
    const { isPublished, about } = post.notice;
    return isPublished ? { ...post, notice: { ...post.notice, link: this.#parts.linkOf(about) } } : post;
  }

  #step(name: string, step: (post: Post | null) => Post | null): void {
    const post = this.#posts.get(name) ?? null;
    const next = step(post);
    if (next !== post) this.#put(name, next);
  }

  #put(name: string, post: Post | null): void {
    if (post === null) this.#posts.delete(name);
    else this.#posts.set(name, post);
    this.#parts.keep(name, post);
    if (post !== null) this.#bound(post.sink);
  }

  #bound(sink: string): void {
    const posts = this.#of(sink);
    const excess = posts.length - mostPosts;
    if (excess <= 0) return;
    // Insertion order: the oldest stand first.
    for (const post of posts.slice(0, excess)) {
      this.#posts.delete(nameOf(post));
      this.#parts.keep(nameOf(post), null);
      if (isWaiting(post)) this.#count(sink, 'dead');
    }
  }

  #count(sink: string, what: keyof SinkCounts): void {
    const counts = this.countsOf(sink);
    this.#counts.set(sink, { ...counts, [what]: counts[what] + 1 });
  }
}

/** Something new happened while the message was on its way. */
const overtaken = (post: Post, sent: Post | null): Post => {
  if (sent === null || sent.state.kind === 'told') return { ...post, told: sent?.told ?? null };
  return post;
};

const messageId = (sink: string, notices: readonly Notice[]): string =>
  `msg_${hash('sha256', [sink, ...notices.map(({ id }) => id)].join('\n')).slice(0, 32)}`;
