/** What a collector says that it did not take of what it took (OTLP, partial success). */
import { isObject, objectOf } from '../../dialect/reading.ts';

const counts = ['rejectedSpans', 'rejectedDataPoints'] as const;

/** 64-bit numbers are texts in the JSON of a protobuf; many write a number. */
const countOf = (value: unknown): number => {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 0;
};

/** Spans or data points that were not taken; `hasWord`: a warning came with it, which is not ours to repeat. */
export const partOf = (answer: string): { readonly rejected: number; readonly hasWord: boolean } => {
  const partial = objectOf(answer)?.['partialSuccess'];
  if (!isObject(partial)) return { rejected: 0, hasWord: false };
  const { errorMessage } = partial;
  return {
    rejected: counts.reduce((sum, name) => sum + countOf(partial[name]), 0),
    hasWord: typeof errorMessage === 'string' && errorMessage !== '',
  };
};
