/** What the command `explain` needs of the world. */
import { clock } from './clock.ts';
import { isStdinTty, openFile, stdin } from './files.ts';

export const explainWorld = { openFile, stdin, isStdinTty, monotonic: (): number => clock.monotonic() };
