/** Feels twice a second how the gateway itself is, and tells the door whom it has to turn away. */
import type { Clock, Log, Vitals } from '../domain/ports.ts';
import type { Strain } from '../policy/guard.ts';
import { strain } from '../policy/guard.ts';
import type { Door } from '../state/door.ts';

export interface GuardParts {
  readonly clock: Clock;
  readonly door: Door;
  readonly log: Log;
  readonly vitals: () => Vitals;
}

const everyMs = 500;

/** One late moment is a hiccup (a large body, a collection of garbage); two looks in a row are not. */
const lasting = (before: Strain | null, now: Strain | null): Strain | null =>
  before === null || now === null ? null : now;

export const guardItself = async ({ clock, door, log, vitals }: GuardParts, signal: AbortSignal): Promise<void> => {
  let before: Strain | null = null;
  for await (const _ of clock.every(everyMs, signal)) {
    const now = strain(vitals());
    const felt = lasting(before, now);
    before = now;
    if (felt?.sheds !== door.strain?.sheds) {
      if (felt === null) log.info({}, 'the gateway has caught up: all calls are taken again');
      else log.warn({ sheds: felt.sheds, why: felt.says, value: felt.value }, 'the gateway is short of something');
    }
    door.strain = felt;
  }
};
