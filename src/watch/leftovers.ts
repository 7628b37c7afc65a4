/** Looks now and then for calls of a gateway beside this one that was killed, where both keep them in the same folder. */
import type { Gateway } from '../gateway/gateway.ts';
import type { Records } from '../gateway/recover.ts';
import { recover } from '../gateway/recover.ts';

const everyMs = 1_000;

export const watchLeftovers = async (gateway: Gateway, records: Records, signal: AbortSignal): Promise<void> => {
  if (gateway.settings().keepPrompts !== 'durable') return;
  for await (const _ of gateway.clock.every(everyMs, signal)) await recover(gateway, records);
};
