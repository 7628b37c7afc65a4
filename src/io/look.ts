/** One short look at an address: what it answers, or what became of the try. */
import { request } from 'undici';
import { whyAway } from './why-away.ts';

const limitBytes = 64 * 1024;

export type Looked =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  | { readonly kind: 'away'; readonly code: string };

/** Never rejects. Each look has a connection of its own, as somebody new would. */
export const look = async (url: string, ms: number): Promise<Looked> => {
  try {
    const { statusCode: status, body } = await request(url, { signal: AbortSignal.timeout(ms), reset: true });
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of body as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limitBytes) break;
      pieces.push(piece);
    }
    return { kind: 'answer', status, text: Buffer.concat(pieces).toString('utf8') };
  } catch (error) {
    return { kind: 'away', code: whyAway(error) };
  }
};
