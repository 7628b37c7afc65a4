/** Opens the place where answers live, as `keepPrompts` wishes it. */
import { dirname, join } from 'node:path';
import type { Answers } from '../domain/answer.ts';
import { causeOf } from '../domain/cause.ts';
import type { Log, Terminal } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Calls } from '../state/calls.ts';
import type { World } from './world.ts';

interface Parts {
  readonly world: World;
  readonly terminal: Terminal;
  readonly settings: Settings;
  readonly log: Log;
  readonly calls: Calls;
}

/** `null` after saying why not. */
export const openAnswers = ({ world, terminal, settings, log, calls }: Parts): Answers | null => {
  const { clock, random } = world;
  const { keepPrompts, store } = settings;
  if (keepPrompts !== 'durable') return world.openAnswers(clock, keepPrompts === 'off' ? 'not at all' : 'for a while');
  const folder = join(dirname(store.kind === 'sqlite' ? store.path : ''), 'answers');
  const secret = terminal.env['GOOD_GATEWAY_SECRET'] ?? '';
  const onLost = (callId: string): void => calls.abort(callId, causeOf('gateway_restarted'));
  try {
    return world.openAnswersOnDisk({ folder, secret, clock, random, log, onLost });
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    terminal.err(`serve: keepPrompts: durable needs a folder it can write to: ${why}\n`);
    return null;
  }
};
