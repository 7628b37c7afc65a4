/** Bytes to time a line with: they cannot be made smaller, and there are never more than a person agreed to. */
import { hash } from 'node:crypto';
import type { Visitor } from '../visitor.ts';
import { refuse, sendJson } from '../visitor.ts';
import type { Bounds } from './bounds.ts';

const mostBytes = 1024 * 1024;
const usualBytes = 256 * 1024;
/** Longer than the window of any usual compression, so that repeating it does not help. */
const blockBytes = 64 * 1024;

const makeBlock = (): Buffer => {
  const parts: Buffer[] = [];
  let last: Buffer = Buffer.from('good-gateway doctor');
  for (let length = 0; length < blockBytes; length += last.length) {
    last = hash('sha512', last, 'buffer');
    parts.push(last);
  }
  return Buffer.concat(parts);
};

let block: Buffer | null = null;

const wantedBytes = (query: string): number => {
  const wanted = Number(new URLSearchParams(query).get('n') ?? usualBytes);
  return Number.isFinite(wanted) ? Math.min(mostBytes, Math.max(1, Math.round(wanted))) : usualBytes;
};

const later = (visitor: Visitor): void =>
  refuse(visitor, 'too_busy', {
    says: 'Many lines are measured at this moment. Try again in a minute.',
    headers: ['retry-after', '60'],
  });

export const sendBytes = async (visitor: Visitor, bounds: Bounds): Promise<void> => {
  const { downstream, headers, incoming } = visitor;
  const wanted = wantedBytes(incoming.query);
  if (!bounds.mayMove(wanted)) return later(visitor);
  block ??= makeBlock();
  downstream.head(200, [
    ...headers,
    'content-type',
    'application/octet-stream',
    'cache-control',
    'no-store, no-transform',
    'content-length',
    String(wanted),
  ]);
  for (let left = wanted; left > 0 && !downstream.isGone; left -= blockBytes) {
    if (!downstream.write(block.subarray(0, Math.min(left, blockBytes)))) await downstream.drained();
  }
  downstream.end();
};

/** Takes bytes in, throws them away, and says how many came. */
export const takeBytes = async (visitor: Visitor, bounds: Bounds): Promise<void> => {
  const announced = Number(visitor.incoming.headers['content-length'] ?? mostBytes);
  if (!bounds.mayMove(Math.min(announced, mostBytes))) return later(visitor);
  const held = await visitor.incoming.hold(mostBytes);
  if (held.kind === 'held') return sendJson(visitor, { bytes: held.bytes.length });
  if (held.kind === 'too_large') return refuse(visitor, 'request_too_large');
  visitor.downstream.destroy();
};
