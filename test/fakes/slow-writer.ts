/** A model that writes when it is told to: the first half of its words, and the rest. */
import type { ServerResponse } from 'node:http';
import * as say from './answers.ts';
import { inTime } from './patience.ts';
import type { Act } from './upstream.ts';

export interface SlowWriter {
  readonly act: Act;
  /** All it will say. */
  readonly whole: string;
  /** Its first words go out as soon as it was asked. */
  begin(): Promise<void>;
  /** The rest goes out, and the end. */
  finish(): void;
  /** Breaks off without a word. */
  breakOff(): void;
}

export const slowWriter = (): SlowWriter => {
  const asked = Promise.withResolvers<ServerResponse>();
  let response: ServerResponse | null = null;
  let hasBegun = false;
  const head = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    response?.writeHead(200, say.eventStream).write(`${say.opening}${say.chunk('first half, ')}`);
  };
  return {
    whole: 'first half, second half',
    act: (answer) => {
      response = answer;
      hasBegun = false;
      asked.resolve(answer);
    },
    begin: async () => {
      await inTime('the model to be asked', asked.promise);
      head();
    },
    finish: () => {
      head();
      response?.end(`${say.chunk('second half')}${say.done}`);
    },
    breakOff: () => void response?.destroy(),
  };
};
