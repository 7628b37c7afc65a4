/** An answer that is cut off: what the caller has of it, and the ways left to go on. */
import type { Answer } from '../domain/answer.ts';
import type { Cause } from '../domain/cause.ts';
import type { Target } from '../domain/upstream.ts';
import { objectOf } from '../dialect/reading.ts';
import type { Prefix, Seam, Streamed, Way } from '../dialect/rescue/index.ts';
import { capabilitiesOf, isStructured, requestBody, rescues, ways } from '../dialect/rescue/index.ts';
import type { SseEvent } from '../dialect/sse.ts';
import { SseFramer } from '../dialect/sse.ts';
import type { Unfinished } from '../policy/rescue-move.ts';
import type { Attempt, Failed } from './open.ts';
import type { Gateway } from './gateway.ts';
import type { Job } from './produce.ts';

/** Every event the caller has been sent; `null` when the first of them are no longer kept. */
export const sentEvents = (answer: Answer): readonly SseEvent[] | null => {
  const follower = answer.follow(0);
  if (follower === null) return null;
  const framer = new SseFramer();
  const events: SseEvent[] = [];
  for (let piece = follower.next(); piece !== null; piece = follower.next()) {
    const framing = framer.push(piece);
    if (framing.kind === 'events') events.push(...framing.events);
  }
  follower.leave();
  return events;
};

/** The break, as the policy sees it. */
export interface Break {
  readonly cause: Cause;
  readonly model: string;
  readonly at: number;
}

/** Not about its length, what it says, or who asks. */
const isAboutShape = ({ code }: Cause): boolean => code === 'invalid_request' || code === 'unprocessable_request';

const nameOf = (way: Way): string => (way.how === 'prefill' ? `prefill ${way.style}` : way.how);

export class Rescue {
  readonly #gateway: Gateway;
  readonly #job: Job;
  readonly #operation: Streamed;
  readonly #request: Readonly<Record<string, unknown>>;
  readonly #used = new Map<Target, Set<Way['how']>>();
  readonly #going = new Map<Attempt, Way>();
  #prefix: Prefix | null = null;
  #break: Break;
  #spent = 0;

  constructor(gateway: Gateway, job: Job, broke: Break) {
    const { call } = job;
    this.#gateway = gateway;
    this.#job = job;
    // Embeddings are never streamed, so nothing of theirs breaks in the middle.
    this.#operation = call.operation === 'embeddings' ? 'chat' : call.operation;
    this.#request = objectOf(Buffer.from(call.body).toString('utf8')) ?? {};
    this.#break = broke;
    this.again(broke);
  }

  /** It broke once more, with more of it in the caller's hands. */
  again(broke: Break): void {
    this.#break = broke;
    const events = sentEvents(this.#job.answer);
    this.#prefix = events === null ? null : rescues[this.#operation].assemble(events);
  }

  /** What is missing when everything but the end itself was told. */
  get closing(): readonly SseEvent[] | null {
    const isAll = this.#prefix !== null && this.#prefix.choices >= this.#job.call.choices;
    return isAll && this.#prefix?.isFinished === true ? rescues[this.#operation].closing : null;
  }

  get cut(): Unfinished {
    const open = this.#job.route.targets.filter((target) => this.#nextWay(target) !== null);
    return { model: this.#break.model, cause: this.#break.cause, brokeAt: this.#break.at, spent: this.#spent, open };
  }

  /** The body for the best way left at a target, which thereby is used. */
  begin(target: Target): { readonly way: Way; readonly body: Uint8Array } | null {
    const way = this.#nextWay(target);
    if (way === null || this.#prefix === null) return null;
    this.#used.set(target, new Set([...(this.#used.get(target) ?? []), way.how]));
    return { way, body: requestBody(way, this.#job.call.body, this.#prefix) };
  }

  goes(attempt: Attempt, way: Way): void {
    this.#going.set(attempt, way);
  }

  seam(attempt: Attempt): Seam | null {
    const way = this.#going.get(attempt);
    if (way === undefined || this.#prefix === null) return null;
    return rescues[this.#operation].seam({ prefix: this.#prefix, way, isStructured: isStructured(this.#request) });
  }

  /** The attempt led nowhere through no fault of its target. */
  wasted(): void {
    this.#spent++;
  }

  /** The target will not hear of that request. Where the way may be why, no call has to find that out again. */
  refused({ attempt, cause }: Failed): void {
    this.wasted();
    const way = this.#going.get(attempt);
    if (way === undefined || way.how === 'restart' || !isAboutShape(cause)) return;
    this.#gateway.fleet.refusesWay(attempt.target, this.#modelAt(attempt.target), nameOf(way));
  }

  #modelAt(target: Target): string {
    return target.model ?? this.#job.call.model;
  }

  #nextWay(target: Target): Way | null {
    if (this.#prefix === null) return null;
    const { fleet } = this.#gateway;
    const model = this.#modelAt(target);
    const owner = fleet.listingOf(target.upstream.name)?.get(model)?.['owned_by'];
    const capabilities = capabilitiesOf({
      dialect: target.upstream.dialect,
      model,
      ownedBy: typeof owner === 'string' ? owner : null,
    });
    const used = this.#used.get(target);
    const left = ways(this.#prefix, this.#request, capabilities).filter(
      (way) => used?.has(way.how) !== true && !fleet.isWayRefused(target, model, nameOf(way)),
    );
    return left[0] ?? null;
  }
}
