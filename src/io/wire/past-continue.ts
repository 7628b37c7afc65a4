/** Reads past `100 Continue` (RFC 9110, section 15.2: also where nobody asked for it), at which undici breaks off. */
import type { Socket } from 'node:net';

const begins = [Buffer.from('HTTP/1.1 100'), Buffer.from('HTTP/1.0 100')] as const;
const length = begins[0].length;
const space = 0x20;
const carriageReturn = 0x0d;
const headEnd = Buffer.from('\r\n\r\n');
/** A head that goes on for longer is no such answer, and the parser's to judge. */
const headLimitBytes = 8 * 1024;

/** The digit that nearly every answer differs in. */
const firstDigitAt = 9;
const one = 0x31;

const isBeginning = (bytes: Buffer): boolean => {
  if ((bytes[firstDigitAt] ?? one) !== one) return false;
  const next = bytes[length] ?? space;
  if (next !== space && next !== carriageReturn) return false;
  const seen = Math.min(length, bytes.length);
  return begins.some((begin) => begin.compare(bytes, 0, seen, 0, seen) === 0);
};

const behind = (bytes: Buffer): Buffer => {
  let rest = bytes;
  while (rest.length > 0 && isBeginning(rest)) {
    const end = rest.indexOf(headEnd);
    if (end < 0) break;
    rest = rest.subarray(end + headEnd.length);
  }
  return rest;
};

/** Between a parser and its socket, from the start of each request to the first bytes of its answer. */
export class PastContinue {
  #isDue = false;
  #held: Buffer | null = null;

  /** A request goes out: what comes next begins an answer. */
  expect(): void {
    this.#isDue = true;
    this.#held = null;
  }

  stand(socket: Socket): void {
    // Safe: nobody sets an encoding on it, so it gives bytes.
    const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
    socket.read = (size?: number): Buffer | null => {
      const bytes = read(size);
      return this.#isDue && bytes !== null ? this.#pass(bytes) : bytes;
    };
  }

  #pass(bytes: Buffer): Buffer | null {
    const rest = behind(this.#held === null ? bytes : Buffer.concat([this.#held, bytes]));
    // More has to come to tell.
    this.#isDue = isBeginning(rest) && rest.length <= headLimitBytes;
    this.#held = this.#isDue ? rest : null;
    return this.#isDue ? null : rest;
  }
}
