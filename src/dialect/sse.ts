/** Cuts a byte stream into server-sent events (WHATWG HTML, section 9.2.6), keeping the bytes of their `data` lines. */
import { isUtf8 } from 'node:buffer';

export interface SseEvent {
  /** The event's lines with line feeds and its blank line, less `id` lines and comments. */
  readonly raw: Buffer;
  /** The `event` field, or empty. */
  readonly name: string;
  readonly data: string;
}

export type Framing =
  | { readonly kind: 'events'; readonly events: readonly SseEvent[] }
  | { readonly kind: 'bad'; readonly why: 'event_too_large' | 'not_utf8' };

const LF = 10;
const CR = 13;
const blankLine = Buffer.from('\n\n');
const dataField = Buffer.from('data:');
const bom = Buffer.from([0xef, 0xbb, 0xbf]);
const nothing = Buffer.alloc(0);

/** Most bytes an event may have before its blank line comes. */
const eventLimitBytes = 8 * 1024 * 1024;

/** From here on it is worth having room for what is still to come. */
const longEventBytes = 64 * 1024;

class NotUtf8 extends Error {}

const text = (bytes: Buffer): string => {
  const decoded = bytes.toString('utf8');
  if (decoded.includes('\uFFFD') && !isUtf8(bytes)) throw new NotUtf8();
  return decoded;
};

/** The value of a field line: what follows its colon and one optional space. */
const valueAfter = (line: Buffer, colon: number): Buffer =>
  line.subarray(line[colon + 1] === 0x20 ? colon + 2 : colon + 1);

/** Turns CRLF and lone CR into LF; a CR at the very end waits for what follows it. */
const withLineFeeds = (bytes: Buffer): { bytes: Buffer; heldCr: boolean } => {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte !== CR) out[length++] = byte;
    else if (at === bytes.length - 1) return { bytes: out.subarray(0, length), heldCr: true };
    else if (bytes[at + 1] !== LF) out[length++] = LF;
  }
  return { bytes: out.subarray(0, length), heldCr: false };
};

export class SseFramer {
  #rest: Buffer = nothing;
  /** Where the rest lies at the beginning, with room behind it once it comes in many pieces. */
  #room: Buffer = nothing;
  #scanned = 0;
  #heldCr = false;
  #started = false;

  /** Whether bytes of an unfinished event are waiting. */
  get pending(): boolean {
    return this.#rest.length > 0;
  }

  push(bytes: Uint8Array): Framing {
    let fresh = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#heldCr) {
      fresh = Buffer.concat([Buffer.from('\r'), fresh]);
      this.#heldCr = false;
    }
    if (fresh.includes(CR)) {
      const { bytes: clean, heldCr } = withLineFeeds(fresh);
      fresh = clean;
      this.#heldCr = heldCr;
    }
    let buffer = this.#rest.length === 0 ? fresh : this.#joined(fresh);
    if (!this.#started && buffer.length > 0) {
      if (buffer.length < 3 && bom.subarray(0, buffer.length).equals(buffer)) {
        this.#rest = buffer;
        return { kind: 'events', events: [] };
      }
      this.#started = true;
      if (buffer.subarray(0, 3).equals(bom)) buffer = buffer.subarray(3);
    }
    return this.#cut(buffer);
  }

  /** What the stream ended with when its last blank line is missing: by the standard no event, yet some servers forget it. */
  end(): Framing {
    const rest = this.#rest;
    this.#rest = nothing;
    if (rest.length === 0) return { kind: 'events', events: [] };
    return this.#cut(Buffer.concat([rest, blankLine]));
  }

  /** A long event in many pieces is not copied whole for each of them. */
  #joined(fresh: Buffer): Buffer {
    const length = this.#rest.length + fresh.length;
    if (length < longEventBytes) return Buffer.concat([this.#rest, fresh]);
    if (length > this.#room.length) {
      this.#room = Buffer.allocUnsafeSlow(length * 2);
      this.#rest.copy(this.#room);
    }
    fresh.copy(this.#room, this.#rest.length);
    return this.#room.subarray(0, length);
  }

  #cut(buffer: Buffer): Framing {
    const events: SseEvent[] = [];
    let from = 0;
    let search = this.#scanned;
    try {
      for (;;) {
        while (buffer[from] === LF) from++;
        const stop = buffer.indexOf(blankLine, Math.max(from, search));
        if (stop < 0) break;
        const event = eventOf(buffer, from, stop);
        if (event !== null) events.push(event);
        from = stop + 2;
        search = from;
      }
    } catch (error) {
      if (error instanceof NotUtf8) return { kind: 'bad', why: 'not_utf8' };
      throw error;
    }
    // Copied, so that a small rest does not keep a whole network buffer alive; what only grew lies where it may go on growing.
    const mayGrow = from === 0 && buffer.buffer === this.#room.buffer && buffer.byteOffset === 0;
    if (mayGrow) this.#rest = buffer;
    else {
      this.#rest = from === buffer.length ? nothing : Buffer.from(buffer.subarray(from));
      this.#room = nothing;
    }
    this.#scanned = Math.max(0, this.#rest.length - 1);
    if (this.#rest.length > eventLimitBytes) return { kind: 'bad', why: 'event_too_large' };
    return { kind: 'events', events };
  }
}

const eventOf = (buffer: Buffer, from: number, stop: number): SseEvent | null => {
  const firstLineEnd = buffer.indexOf(LF, from);
  const onlyData = firstLineEnd === stop && buffer.compare(dataField, 0, 5, from, Math.min(from + 5, stop)) === 0;
  if (!onlyData) return eventOfLines(buffer.subarray(from, stop));
  const line = buffer.subarray(from, stop);
  return { raw: buffer.subarray(from, stop + 2), name: '', data: text(valueAfter(line, 4)) };
};

const eventOfLines = (block: Buffer): SseEvent | null => {
  const kept: Buffer[] = [];
  const data: string[] = [];
  let name = '';
  for (let at = 0; at <= block.length;) {
    const end = block.indexOf(LF, at);
    const line = block.subarray(at, end < 0 ? block.length : end);
    at = end < 0 ? block.length + 1 : end + 1;
    if (line.length === 0 || line[0] === 0x3a) continue;
    const colon = line.indexOf(0x3a);
    const field = line.toString('latin1', 0, colon < 0 ? line.length : colon);
    if (field === 'id') continue;
    kept.push(line, Buffer.from('\n'));
    if (field === 'data') data.push(colon < 0 ? '' : text(valueAfter(line, colon)));
    else if (field === 'event') name = colon < 0 ? '' : text(valueAfter(line, colon));
  }
  if (data.length === 0) return null;
  kept.push(Buffer.from('\n'));
  return { raw: Buffer.concat(kept), name, data: data.join('\n') };
};
