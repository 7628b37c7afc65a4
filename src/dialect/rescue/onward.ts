/** A text that goes on where the sent one broke: what it tells a second time at the seam is removed. */
import type { Alignment } from './alignment.ts';
import { isHighSurrogate, isWordStart, weightOf } from './alignment.ts';
import { repeat } from './repeat.ts';

/** What a model was shown of the text as the beginning of its answer, less what it is to write once more itself. */
export const shownOf = (text: string): string => (isHighSurrogate(text.slice(-1)) ? text.slice(0, -1) : text).trimEnd();

/**
 * `tokens`: a prefill that goes on at the very token; `echo`: a prefill that may repeat the beginning of the answer;
 * `turn`: a new turn that was asked to begin with the last words, so nothing without them is believed lightly.
 */
export type Onset = 'tokens' | 'echo' | 'turn';

/** How far back an overlap is looked for, in UTF-16 units. */
const reachChars = 400;
/** An overlap says at least so much, else it is chance. Who goes on at the token and repeats a line means it. */
const leastWeight = { tokens: Infinity, echo: 24, turn: 3 } as const;
/** The same for an answer that begins all over while little of it was sent. */
const leastWeightOfAll = { tokens: 24, echo: 3, turn: 3 } as const;
/** Agreement with the beginning of the answer that is no chance any more. */
const startsOverChars = 24;

/** Signs that never begin a sentence: what follows them goes on. */
const goesOn = /^[,.;:!?)\]}…。，、；：！？）」』】]/u;

export const onward = (sent: string, onset: Onset): Alignment => new Onward(sent, onset);

class Onward implements Alignment {
  readonly #sent: string;
  readonly #shown: string;
  readonly #onset: Onset;
  #held = '';
  /** Places in what was shown that the new text may begin to repeat; the first is the beginning. */
  #places: number[];
  #tail: string;
  #phase: 'overlap' | 'tail' | 'through' = 'overlap';
  #startsOver: Alignment | null = null;

  constructor(sent: string, onset: Onset) {
    this.#sent = sent;
    this.#shown = shownOf(sent);
    this.#tail = sent.slice(this.#shown.length);
    this.#onset = onset;
    this.#places = placesIn(this.#shown);
  }

  take(piece: string): string | null {
    if (this.#phase === 'through') return piece;
    if (this.#startsOver !== null) return this.#startsOver.take(piece);
    this.#held += piece;
    return this.#decide(false);
  }

  end(): string | null {
    if (this.#startsOver !== null) return this.#startsOver.end();
    if (this.#phase === 'through') return '';
    if (this.#held === '') return isHighSurrogate(this.#tail.slice(-1)) ? null : '';
    return this.#decide(true);
  }

  #decide(isLast: boolean): string | null {
    if (this.#phase === 'overlap') {
      const trimmed = this.#held.trimStart();
      if (trimmed === '' && !isLast) return '';
      // Who goes on at the very token repeats with the white space or not at all.
      const text = this.#onset === 'tokens' ? this.#held : trimmed;
      const overlap = this.#overlapOf(text, isLast);
      if (overlap === 'unknown') return '';
      if (overlap === 'starts_over') return this.#startOver();
      if (overlap > 0) this.#held = text.slice(overlap);
      else if (this.#onset === 'turn' && !this.#goesOn()) return null;
      this.#phase = 'tail';
    }
    return this.#afterTail(isLast);
  }

  #overlapOf(text: string, isLast: boolean): number | 'unknown' | 'starts_over' {
    const shown = this.#shown;
    this.#places = this.#places.filter((place) => {
      const length = Math.min(text.length, shown.length - place);
      return shown.startsWith(text.slice(0, length), place);
    });
    const isPending = (place: number): boolean => shown.length - place > text.length;
    const isElsewhere = this.#places.some((place) => place > this.#beginning() && isPending(place));
    if (isElsewhere && !isLast) return 'unknown';
    if (this.#agreed(text) >= startsOverChars) return 'starts_over';
    if (this.#places.some(isPending) && !isLast) return 'unknown';
    const found = this.#places.find((place) => !isPending(place) && this.#isOverlap(place));
    return found === undefined ? 0 : shown.length - found;
  }

  /** How far the text agrees with the beginning of what was shown. */
  #agreed(text: string): number {
    const beginning = this.#beginning();
    let at = 0;
    while (at < startsOverChars && at < text.length && text.charAt(at) === this.#shown.charAt(beginning + at)) at++;
    return at;
  }

  #beginning(): number {
    return this.#shown.length - this.#shown.trimStart().length;
  }

  #isOverlap(place: number): boolean {
    const overlap = this.#shown.slice(place);
    const isAll = place <= this.#beginning();
    if (weightOf(overlap) < (isAll ? leastWeightOfAll : leastWeight)[this.#onset]) return false;
    // What stands there twice already may well come a third time.
    return this.#onset === 'turn' || isAll || !this.#shown.slice(0, place).trimEnd().endsWith(overlap.trim());
  }

  #startOver(): string | null {
    this.#startsOver = repeat(this.#sent, 'prose');
    const passed = this.#startsOver.take(this.#held);
    this.#held = '';
    return passed;
  }

  /** A turn that does not begin as it was asked: believed only where it can be nothing but the rest. */
  #goesOn(): boolean {
    const text = this.#held;
    if (goesOn.test(text)) return true;
    const isLower = /^\s*\p{Ll}/u.test(text);
    return isLower && (this.#tail !== '' || /^\s/.test(text));
  }

  /** White space that was sent and not shown is written again by the model, as it sees fit. */
  #afterTail(isLast: boolean): string | null {
    const tail = this.#tail;
    const text = this.#held;
    const isUndecided = !text.startsWith(tail) && (tail.startsWith(text) || text.trim() === '');
    if (isUndecided && !isLast) return '';
    this.#held = '';
    this.#phase = 'through';
    if (text.startsWith(tail)) return text.slice(tail.length);
    if (isHighSurrogate(tail.slice(-1))) return null;
    return text.trimStart();
  }
}

/** Word starts within reach of the end, the beginning of the text before them all. */
const placesIn = (text: string): number[] => {
  const beginning = text.length - text.trimStart().length;
  const places = beginning === 0 ? [0] : [0, beginning];
  for (let at = Math.max(beginning + 1, text.length - reachChars); at < text.length; at++)
    if (isWordStart(text, at)) places.push(at);
  return text === '' ? [] : places;
};
