/** Embeddings by the hashing trick: the same text has always the same vector, and texts that share words lie near each other. */
import { createHash } from 'node:crypto';
import type { Ask } from '../upstream/ask.ts';

const defaultDimensions = 256;

/** Each word and each pair of neighbours adds or subtracts one at the place its hash names; the sum has length 1. */
const embed = (text: string, dimensions: number = defaultDimensions): Float32Array => {
  const vector = new Float32Array(dimensions);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const features = ['', ...words, ...words.slice(1).map((word, index) => `${words[index] ?? ''} ${word}`)];
  for (const feature of features) {
    const digest = createHash('sha256').update(feature).digest();
    const place = digest.readUInt32LE(0) % dimensions;
    vector[place] = (vector[place] ?? 0) + (digest.readUInt8(4) % 2 === 0 ? 1 : -1);
  }
  // Two features may cancel each other out in few dimensions; a zero vector has no direction.
  if (vector.every((value) => value === 0)) vector[0] = 1;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};

const encoded = (vector: Float32Array, encoding: Ask['encoding']): unknown =>
  encoding === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector);

export const embeddingsBody = (ask: Ask): unknown => ({
  object: 'list',
  data: ask.inputs.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: encoded(embed(text, ask.dimensions ?? defaultDimensions), ask.encoding),
  })),
  model: ask.model,
  usage: { prompt_tokens: ask.inputTokens, total_tokens: ask.inputTokens },
});
