/** Cuts bytes into lines in bounded memory: over-long lines, other encodings and what is no text are met and counted. */

/** Of a longer line only this much is kept. */
export const keptLength = 16_384;

export interface LineCounts {
  /** All lines, those that could not be read included. */
  lines: number;
  /** Lines longer than is kept. */
  cut: number;
  /** Lines that hold no text. */
  binary: number;
}

export type Encoding = 'bytes' | 'utf-16le' | 'utf-16be';

/** By its mark, or by the zeros between plain letters. */
export const encodingOf = (head: Uint8Array): Encoding => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 400);
  const zeros = (from: number): number => sample.filter((byte, at) => at % 2 === from && byte === 0).length;
  const many = sample.length / 2 / 2;
  if (sample.length >= 20 && zeros(1) > many && zeros(0) === 0) return 'utf-16le';
  if (sample.length >= 20 && zeros(0) > many && zeros(1) === 0) return 'utf-16be';
  return 'bytes';
};

const isBinary = (line: string): boolean => {
  // oxlint-disable-next-line no-control-regex
  const odd = line.slice(0, 1000).match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0;
  return odd > 0 && odd * 20 > Math.min(1000, line.length);
};

/** Bytes stay one sign each (Latin-1) while lines are looked through: that is fast, and `readable` mends the few that matter. */
export const readable = (line: string): string => {
  const text = Buffer.from(line, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? line : text;
};

export class LineCutter {
  readonly counts: LineCounts = { lines: 0, cut: 0, binary: 0 };
  readonly #take: (line: string, number: number) => void;
  #decode: ((chunk: Uint8Array) => string) | null = null;
  #rest = '';
  #isLong = false;

  constructor(take: (line: string, number: number) => void) {
    this.#take = take;
  }

  write(chunk: Uint8Array): void {
    this.#decode ??= decoderFor(encodingOf(chunk));
    const text = this.#decode(chunk);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#line(from, end, text);
      from = end + 1;
    }
    this.#keep(text, from);
  }

  end(): void {
    if (this.#rest !== '' || this.#isLong) this.#line(0, 0, '');
  }

  #keep(text: string, from: number): void {
    const length = text.length - from;
    if (this.#rest.length + length > keptLength) {
      this.#isLong = true;
      this.#rest += text.slice(from, from + Math.max(0, keptLength - this.#rest.length));
    } else this.#rest += text.slice(from);
  }

  #line(from: number, end: number, text: string): void {
    const { counts } = this;
    counts.lines += 1;
    const piece = text.slice(from, end);
    const joined = this.#rest === '' ? piece : this.#rest + piece;
    const whole = joined.endsWith('\r') ? joined.slice(0, -1) : joined;
    const isLong = this.#isLong || whole.length > keptLength;
    this.#rest = '';
    this.#isLong = false;
    if (isLong) counts.cut += 1;
    const line = isLong ? whole.slice(0, keptLength) : whole;
    if (line === '') return;
    // Most lines have no zero byte; only those that do are looked at closely.
    if ((line.includes('\0') || line.charCodeAt(0) < 32) && isBinary(line)) counts.binary += 1;
    else this.#take(line, counts.lines);
  }
}

const decoderFor = (encoding: Encoding): ((chunk: Uint8Array) => string) => {
  if (encoding === 'bytes')
    return (chunk) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
  const decoder = new TextDecoder(encoding);
  // As if it had been read byte by byte, so that `readable` fits both.
  return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8').toString('latin1');
};
