/** Reads a streamed chat completion: its words as they come, and how it ends. */
import type { GatewayError } from '../../../client/index.ts';
import { explain } from '../../../client/index.ts';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'trouble'; readonly error: GatewayError | null };

interface Chunk {
  readonly error?: unknown;
  readonly choices?: readonly { readonly delta?: { readonly content?: unknown } }[];
}

const read = (data: string): Chunk | null => {
  try {
    return JSON.parse(data) as Chunk | null;
  } catch {
    return null;
  }
};

const pieceOf = async (event: string): Promise<Piece | null> => {
  const data = event
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trimStart()] : []))
    .join('\n');
  if (data === '') return null;
  if (data === '[DONE]') return { kind: 'end' };
  const chunk = read(data);
  if (chunk?.error != null) return { kind: 'trouble', error: await explain({ error: chunk.error }) };
  const text = chunk?.choices?.[0]?.delta?.content;
  return typeof text === 'string' && text !== '' ? { kind: 'text', text } : null;
};

/** Ends behind its last piece; without one the stream was cut. */
export async function* pieces(body: ReadableStream<Uint8Array>): AsyncGenerator<Piece, void> {
  let held = '';
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    held += decoder.decode(bytes, { stream: true });
    const events = held.split(/\r?\n\r?\n/);
    held = events.pop() ?? '';
    for (const event of events) {
      const piece = await pieceOf(event);
      if (piece !== null) yield piece;
      if (piece?.kind === 'end' || piece?.kind === 'trouble') return;
    }
  }
}
