/** What puts an answer together: events in, at the end the one body that the same call without `stream` would have had. */
import type { JsonObject } from '../reading.ts';
import type { SseEvent } from '../sse.ts';

export interface Assembler {
  take(event: SseEvent): void;
  /** Of a whole stream; `null` when it holds something no body can be made of. */
  body(): JsonObject | null;
}

export type Growing = Record<string, unknown>;

/** What was told last stands; `null` only where nothing else was told. */
export const told = (target: Growing, name: string, value: unknown): void => {
  if (value !== null || target[name] === undefined) target[name] = value;
};

/** Text grows, lists get longer, anything else is what was told last. */
export const grow = (target: Growing, name: string, value: unknown): void => {
  const before = target[name];
  if (typeof value === 'string' && typeof before === 'string') target[name] = before + value;
  else if (Array.isArray(value) && Array.isArray(before))
    target[name] = [...(before as unknown[]), ...(value as unknown[])];
  else told(target, name, value);
};
