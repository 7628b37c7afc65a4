/** Goes home in order: nobody new, the running calls finish in their time, the rest is told honestly. */
import { causeOf } from '../domain/cause.ts';
import type { Gateway } from './gateway.ts';

/** How long calls that were called off may take to say so. */
const farewellMs = 2_000;

export type Drained = { readonly cutOff: number };

export const drain = async (gateway: Gateway, drainMs: number): Promise<Drained> => {
  const { door, calls, clock } = gateway;
  door.shut();
  const waiting = new AbortController();
  const idle = calls.idle();
  await Promise.race([idle, clock.sleep(drainMs, waiting.signal)]);
  const cutOff = calls.running;
  if (cutOff > 0) {
    calls.abortAll(causeOf('draining', { retryAfterMs: 5_000 }));
    await Promise.race([idle, clock.sleep(farewellMs, waiting.signal)]);
  }
  waiting.abort();
  return { cutOff };
};
