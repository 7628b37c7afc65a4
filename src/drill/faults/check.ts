/** Faults of health checks alone: what a server answers when it is asked how it is, while calls go well. */
import type { Fault } from './fault.ts';
import { injected, onCheck } from './fault.ts';
import { reply } from '../upstream/step.ts';

const error = (message: string): string => JSON.stringify({ error: { message: `${message} (${injected})` } });

export const checkFaults = {
  'check-missing': onCheck('answers its health checks with 404; calls go well', () =>
    reply(404, error('There is no such path.')),
  ),
  'check-fails': onCheck('answers its health checks with 500; calls go well', () => reply(500, error('Not well.'))),
} as const satisfies Record<string, Fault>;
