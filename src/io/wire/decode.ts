/** Decodes a body that came compressed although `identity` was asked for. */
import { Readable, type Transform, pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { Exchange, WireFault, WirePart } from '../../domain/ports.ts';
import { faultOf } from './fault.ts';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** The encoding to undo; `null` when the bytes are plain, or coded in a way nobody here knows. */
export const encodingOf = (header: string | readonly string[] | undefined): string | null => {
  const name = typeof header === 'string' ? header.trim().toLowerCase() : '';
  return Object.hasOwn(decoders, name) ? name : null;
};

class Broken extends Error {
  readonly fault: WireFault;
  constructor(fault: WireFault) {
    super(fault.code);
    this.fault = fault;
  }
}

async function* bytesOf(exchange: Exchange): AsyncGenerator<Uint8Array> {
  for (;;) {
    const part = await exchange.read();
    if (part.kind === 'end') return;
    if (part.kind === 'broken') throw new Broken(part.fault);
    yield part.bytes;
  }
}

/** Reads like the exchange itself, decoded piece by piece. */
export const decoding = (exchange: Exchange, encoding: string): (() => Promise<WirePart>) => {
  const decoder = decoders[encoding]?.() ?? createGunzip();
  const pieces = pipeline(Readable.from(bytesOf(exchange)), decoder, () => {})[Symbol.asyncIterator]();
  return async () => {
    try {
      const next = (await pieces.next()) as IteratorResult<Buffer>;
      return next.done === true ? { kind: 'end' } : { kind: 'data', bytes: next.value };
    } catch (error) {
      return { kind: 'broken', fault: error instanceof Broken ? error.fault : faultOf(error) };
    }
  };
};
