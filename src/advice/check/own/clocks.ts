/** The places where one of the five clocks is written: at the top, on a model, on an upstream. */
import { readDuration } from '../../../config/units.ts';
import type { Timeouts } from '../../../domain/upstream.ts';
import type { Steps } from '../yaml/tree.ts';
import type { OwnConfig } from './config.ts';

export type OwnClock = 'connect' | 'firstToken' | 'idle' | 'answer' | 'total';

export interface WrittenClock {
  readonly ms: number;
  readonly path: Steps;
}

/** Only those that are written; `auto` is no time. */
export const clocksOf = ({ settings, textAt }: OwnConfig, clock: OwnClock): readonly WrittenClock[] => {
  const holders: readonly Steps[] = [
    [],
    ...Array.from(settings.routes.keys(), (model) => ['models', model]),
    ...settings.upstreams.map(({ name }) => ['upstreams', name]),
  ];
  return holders.flatMap((holder) => {
    const path = [...holder, 'timeouts', clock];
    const ms = readDuration(textAt(...path) ?? '');
    return ms === null ? [] : [{ ms, path }];
  });
};

const keys = {
  connect: 'connectMs',
  firstToken: 'firstTokenMs',
  idle: 'idleMs',
  answer: 'answerMs',
  total: 'totalMs',
} as const satisfies Record<OwnClock, keyof Timeouts>;

/** What holds at the top, written or not; `null` for `auto`. */
export const topClock = ({ settings }: OwnConfig, clock: OwnClock): number | null => {
  const ms = settings.timeouts[keys[clock]];
  return ms === 'auto' ? null : ms;
};
