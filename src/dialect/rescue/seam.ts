/** What a seam is: it turns the events of a new attempt into ones that go on with what the caller already has. */
import type { JsonObject } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Alignment } from './alignment.ts';
import { onward } from './onward.ts';
import type { Prefix } from './prefix.ts';
import type { Strictness } from './repeat.ts';
import { repeat } from './repeat.ts';
import type { Way } from './ways.ts';
import { onsetOf } from './ways.ts';

export type Passage =
  | { readonly kind: 'pass'; readonly events: readonly SseEvent[] }
  /** Nothing for the caller yet. */
  | { readonly kind: 'hold' }
  /** It is another answer: nothing more of it may pass. */
  | { readonly kind: 'diverged' };

export interface Seam {
  take(event: SseEvent): Passage;
  /** Once the new attempt's stream was whole: what was held. */
  end(): Passage;
}

export interface SeamOptions {
  readonly prefix: Prefix;
  readonly way: Way;
  /** Whether the text is JSON for a program: then only the very same may be told again. */
  readonly isStructured: boolean;
}

const hold: Passage = { kind: 'hold' };
const diverged: Passage = { kind: 'diverged' };
const passing = (events: readonly SseEvent[]): Passage => (events.length === 0 ? hold : { kind: 'pass', events });

/** An event as bytes; `name` is empty where the dialect has none. */
export const eventOf = (message: JsonObject, name: string): SseEvent => {
  const data = JSON.stringify(message);
  return { raw: Buffer.from(`${name === '' ? '' : `event: ${name}\n`}data: ${data}\n\n`), name, data };
};

export const doneEvent: SseEvent = { raw: Buffer.from('data: [DONE]\n\n'), name: '', data: '[DONE]' };

/** How the visible text of the new attempt is aligned. */
export const textAlignment = ({ prefix, way, isStructured }: SeamOptions): Alignment => {
  if (way.how !== 'restart') return onward(prefix.text, onsetOf(way, prefix.operation));
  return repeat(prefix.text, proseOr(isStructured));
};

export const proseOr = (isStructured: boolean): Strictness => (isStructured ? 'json' : 'prose');

/** Thrown and caught inside a seam, and nowhere else: the new attempt tells another answer. */
export class Diverged extends Error {}

/** What may pass; throws where it is another text. */
export const aligned = (text: string | null): string => {
  if (text === null) throw new Diverged();
  return text;
};

/** What a dialect does at the seam; both may throw `Diverged`. */
export interface Steps {
  read(event: SseEvent): readonly SseEvent[];
  finish(): readonly SseEvent[];
}

/** A seam that, once it diverged, stays so. */
export const guarded = (steps: Steps): Seam => {
  let hasDiverged = false;
  const passage = (step: () => readonly SseEvent[]): Passage => {
    if (hasDiverged) return diverged;
    try {
      return passing(step());
    } catch (error) {
      if (!(error instanceof Diverged)) throw error;
      hasDiverged = true;
      return diverged;
    }
  };
  return { take: (event) => passage(() => steps.read(event)), end: () => passage(() => steps.finish()) };
};
