/** A text that is told again: what was sent is suppressed, character by character, and the rest passes. */
import type { Alignment } from './alignment.ts';

/** `prose` forgives white space, case, quotes and Unicode forms; `json` white space between tokens; `exact` nothing. */
export type Strictness = 'prose' | 'json' | 'exact';

/** How many characters may be written otherwise: some, and one in so many of the text. */
const forgivenFirst = 4;
const forgivenOneIn = 50;

/** White space as one, a character with its marks as one. */
const unit = /\s+|\P{M}\p{M}*|\p{M}+/uy;
const unitBreak = /[\p{M}\uDC00-\uDFFF]/u;
const quotes: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
};

const isSpace = (text: string): boolean => /^\s/.test(text);

const folded = (text: string): string => {
  if (isSpace(text)) return ' ';
  const form = text.normalize('NFC').toLowerCase();
  return quotes[form] ?? form;
};

const unitAt = (text: string, at: number): string => {
  unit.lastIndex = at;
  return unit.exec(text)?.[0] ?? '';
};

/** The last place at or before `at`, but for 0 always before, where a unit of `text` begins. */
const unitStartBefore = (text: string, at: number): number => {
  let start = at;
  do start--;
  while (start > 0 && (unitBreak.test(text.charAt(start)) || isSpace(text.charAt(start))));
  return Math.max(0, start);
};

export const repeat = (sent: string, strictness: Strictness): Alignment =>
  strictness === 'json' ? new JsonRepeat(sent) : new Repeat(sent, strictness === 'prose');

class Repeat implements Alignment {
  readonly #sent: string;
  readonly #forgives: boolean;
  #at = 0;
  /** Set once the text was found to be written otherwise: what was not compared yet. */
  #loose: string | null = null;
  #forgiven = 0;

  constructor(sent: string, forgives: boolean) {
    this.#sent = sent;
    this.#forgives = forgives;
  }

  take(piece: string): string | null {
    if (this.#at === this.#sent.length) return piece;
    if (this.#loose !== null) return this.#compareLoosely(this.#loose + piece, false);
    const length = Math.min(piece.length, this.#sent.length - this.#at);
    if (this.#sent.startsWith(piece.slice(0, length), this.#at)) {
      this.#at += length;
      return piece.slice(length);
    }
    if (!this.#forgives) return null;
    let at = this.#at;
    while (this.#sent.charAt(at) === piece.charAt(at - this.#at)) at++;
    const from = at === 0 ? 0 : unitStartBefore(this.#sent, at);
    const again = from < this.#at ? this.#sent.slice(from, this.#at) + piece : piece.slice(from - this.#at);
    this.#at = from;
    return this.#compareLoosely(again, false);
  }

  end(): string | null {
    const held = this.#loose === null ? '' : this.#compareLoosely(this.#loose, true);
    if (held === null) return null;
    const missing = this.#sent.slice(this.#at);
    return missing === '' || (this.#forgives && missing.trim() === '') ? held : null;
  }

  #compareLoosely(text: string, isLast: boolean): string | null {
    let from = 0;
    while (from < text.length && this.#at < this.#sent.length) {
      const theirs = unitAt(text, from);
      // A unit may go on in the next piece.
      if (from + theirs.length === text.length && !isLast) break;
      const ours = unitAt(this.#sent, this.#at);
      if (isSpace(theirs) && this.#at === 0 && !isSpace(ours)) {
        from += theirs.length;
        continue;
      }
      if (isSpace(ours) && this.#at === 0 && !isSpace(theirs)) {
        this.#at += ours.length;
        continue;
      }
      const isOurLast = this.#at + ours.length === this.#sent.length;
      if (isOurLast && theirs.startsWith(ours)) from += ours.length;
      else if (folded(theirs) === folded(ours) && this.#forgive(theirs, ours)) from += theirs.length;
      else return null;
      this.#at += ours.length;
    }
    const rest = text.slice(from);
    if (this.#at < this.#sent.length) {
      this.#loose = rest;
      return '';
    }
    this.#loose = null;
    return rest;
  }

  #forgive(theirs: string, ours: string): boolean {
    if (theirs !== ours && !isSpace(ours)) this.#forgiven++;
    return this.#forgiven <= forgivenFirst + this.#at / forgivenOneIn;
  }
}

/** Walks JSON text token by token as far as white space is concerned. */
class JsonRepeat implements Alignment {
  readonly #sent: string;
  #at = 0;
  #isInString = false;
  #isEscaped = false;
  /** Whether what was sent ends between two tokens with white space, which is not to come twice. */
  #isSpaced = false;

  constructor(sent: string) {
    this.#sent = sent;
    this.#skipSpace();
  }

  take(piece: string): string | null {
    for (let index = 0; index < piece.length; index++) {
      const char = piece.charAt(index);
      const isAll = this.#at >= this.#sent.length;
      if (!this.#isInString && isSpace(char) && (!isAll || this.#isSpaced)) continue;
      if (isAll) {
        this.#isSpaced = false;
        return piece.slice(index);
      }
      if (char !== this.#sent.charAt(this.#at)) return null;
      this.#step(char);
    }
    return '';
  }

  end(): string | null {
    return this.#at < this.#sent.length ? null : '';
  }

  #step(char: string): void {
    this.#at++;
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#isInString && char === '\\') this.#isEscaped = true;
    else if (char === '"') this.#isInString = !this.#isInString;
    this.#skipSpace();
  }

  #skipSpace(): void {
    while (!this.#isInString && this.#at < this.#sent.length && isSpace(this.#sent.charAt(this.#at))) {
      this.#at++;
      this.#isSpaced = this.#at === this.#sent.length;
    }
  }
}
