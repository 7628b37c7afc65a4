/** The five clocks in the config file: at the top with defaults, and where a model or an upstream has its own. */
import { z } from 'zod';
import { someTime, timeOrAuto } from './field.ts';

const clocks = {
  connect: someTime().describe('Dial to connected, TCP and TLS, for every attempt.'),
  firstToken: timeOrAuto().describe(
    'Request sent to first content, for streamed attempts. A number cuts the attempt; `auto` never cuts, it starts a second attempt beside a slow one.',
  ),
  idle: someTime().describe('One content event to the next, for streamed attempts; heartbeats do not count.'),
  answer: someTime().describe('Request sent to whole body, for attempts that are not streamed.'),
  total: someTime().describe('Call accepted to first content of the answer: queue, waits and all attempts.'),
};

export const timeouts = z.strictObject({
  connect: clocks.connect.prefault('2s'),
  firstToken: clocks.firstToken.prefault('auto'),
  idle: clocks.idle.prefault('60s'),
  answer: clocks.answer.prefault('10m'),
  total: clocks.total.prefault('15m'),
});

export const ownTimeouts = z
  .strictObject({
    connect: clocks.connect.optional(),
    firstToken: clocks.firstToken.optional(),
    idle: clocks.idle.optional(),
    answer: clocks.answer.optional(),
    total: clocks.total.optional(),
  })
  .prefault({})
  .describe('Clocks that differ here; the most specific wins: upstream, then model, then top.');
