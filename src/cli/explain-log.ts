/** Runs `explain` over files and standard input: unpacks them, shows how far it is, says what could not be read. */
import { PassThrough } from 'node:stream';
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { LogCounts } from '../advice/explain/log.ts';
import { LogReader } from '../advice/explain/log.ts';
import type { Tally } from '../advice/explain/tally.ts';
import type { Terminal } from '../domain/ports.ts';

const megabyte = 1024 * 1024;
const quietMs = 1_000;
const stepMs = 250;

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, at) => bytes[at] === byte);

/** `null`: as it is. */
const unpacker = (head: Uint8Array): Transform | null => {
  if (startsWith(head, [0x1f, 0x8b])) return createGunzip();
  return startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]) ? createZstdDecompress() : null;
};

/** Passes bytes through an unpacker where the first ones ask for it. */
export async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done === true) return;
  const transform = unpacker(first.value);
  const rest = { [Symbol.asyncIterator]: () => pieces };
  if (transform === null) {
    yield first.value;
    yield* rest;
    return;
  }
  const feed = new PassThrough();
  const fed = pump(first.value, rest, feed);
  feed.pipe(transform);
  feed.on('error', (error) => transform.destroy(error));
  yield* transform as AsyncIterable<Uint8Array>;
  await fed;
}

const pump = async (first: Uint8Array, rest: AsyncIterable<Uint8Array>, feed: PassThrough): Promise<void> => {
  const room = async (bytes: Uint8Array): Promise<void> => {
    if (feed.write(bytes)) return;
    await new Promise<void>((resolve) => {
      feed.once('drain', resolve);
      feed.once('close', resolve);
    });
  };
  try {
    await room(first);
    for await (const piece of rest) {
      if (feed.destroyed) return;
      await room(piece);
    }
    feed.end();
  } catch (error) {
    feed.destroy(error instanceof Error ? error : new Error(String(error)));
  }
};

/** How far it is, on stderr, for whatever takes more than a second. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #startedAt: number;
  #saidAt: number;
  #hasSaid = false;
  #bytes = 0;
  total = 0;

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
    this.#startedAt = now();
    this.#saidAt = this.#startedAt;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    const now = this.#now();
    if (now - this.#startedAt < quietMs || now - this.#saidAt < stepMs) return;
    this.#saidAt = now;
    this.#hasSaid = true;
    this.#terminal.err(`\r${this.#text(now)}`);
  }

  end(): void {
    if (this.#hasSaid) this.#terminal.err(`\r${this.#text(this.#now())}\n`);
  }

  #text(now: number): string {
    const read = this.#bytes / megabyte;
    const pace = read / Math.max(0.001, (now - this.#startedAt) / 1000);
    const share = this.total === 0 ? null : Math.min(1, this.#bytes / this.total);
    const filled = share === null ? 0 : Math.round(share * 20);
    const bar = share === null ? '' : `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}] ${Math.round(share * 100)} % `;
    return `explain: ${bar}${Math.round(read)} MB, ${Math.round(pace)} MB/s`.padEnd(70);
  }
}

export interface LogRead {
  readonly counts: LogCounts;
  /** What went wrong while reading; `null` when it was read to its end. */
  readonly broke: string | null;
}

async function* counted(source: AsyncIterable<Uint8Array>, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    progress.add(piece.length);
    yield piece;
  }
}

export interface LogSource {
  readonly name: string | null;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly progress: Progress;
}

/** Reads one log to its end, or to where it breaks. */
export const readLog = async (
  { name, bytes, progress }: LogSource,
  tally: Tally,
  stop: AbortSignal,
): Promise<LogRead> => {
  const reader = new LogReader(tally, name);
  try {
    for await (const piece of unpacked(counted(bytes, progress))) {
      if (stop.aborted) return { counts: reader.end(), broke: 'stopped before its end' };
      reader.write(piece);
    }
    return { counts: reader.end(), broke: null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return {
      counts: reader.end(),
      broke:
        code === 'Z_BUF_ERROR'
          ? 'the packed file ends early'
          : `cannot be read on (${code === '' ? String(error) : code})`,
    };
  }
};
