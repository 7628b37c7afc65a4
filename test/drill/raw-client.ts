/** Talks to a server over a bare socket and tells exactly what came back: no HTTP client stands in between. */
import { connect } from 'node:net';

export interface RawTalk {
  readonly bytes: Buffer;
  readonly text: string;
  /** How it ended; `open` when the patience was over first. */
  readonly ended: 'fin' | 'rst' | 'refused' | 'open';
  /** How many pieces came. */
  readonly pieces: number;
  readonly firstByteMs: number | null;
  readonly ms: number;
}

export interface RawRequest {
  readonly port: number;
  readonly send: string;
  readonly patienceMs: number;
  /** Leaves as soon as so much was seen. */
  readonly enough?: (bytes: Buffer) => boolean;
  /** Leaves when told to. */
  readonly leave?: AbortSignal;
}

/** Asks the server to close after its answer, so that the end of a good answer is seen at once. */
export const postText = (path: string, body: unknown, connection: 'close' | 'keep-alive' = 'close'): string => {
  const text = JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nhost: drill\r\nconnection: ${connection}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

const endOf = (code: string | undefined): RawTalk['ended'] => (code === 'ECONNREFUSED' ? 'refused' : 'rst');

export const talkRaw = ({ port, send, patienceMs, enough, leave }: RawRequest): Promise<RawTalk> =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    const parts: Buffer[] = [];
    let firstByteMs: number | null = null;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const finish = (ended: RawTalk['ended']): void => {
      clearTimeout(patience);
      socket.destroy();
      const bytes = Buffer.concat(parts);
      resolve({
        bytes,
        text: bytes.toString(),
        ended,
        pieces: parts.length,
        firstByteMs,
        ms: performance.now() - startedAt,
      });
    };
    const patience = setTimeout(() => finish('open'), patienceMs);
    leave?.addEventListener('abort', () => finish('open'));
    socket.on('connect', () => socket.write(send));
    socket.on('data', (part: Buffer) => {
      firstByteMs ??= performance.now() - startedAt;
      parts.push(part);
      if (enough?.(Buffer.concat(parts)) === true) finish('open');
    });
    socket.on('end', () => finish('fin'));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(endOf(error.code)));
  });
