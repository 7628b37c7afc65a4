/** Runs a program of the system: no shell, no input, a bounded time and output. */
import { execFile } from 'node:child_process';
import type { Command, Ran } from '../../domain/doctor-ports.ts';

const longestOutput = 256 * 1024;

export const command: Command = ({ file, args, ms }) =>
  new Promise<Ran>((resolve) => {
    const options = { timeout: ms, killSignal: 'SIGKILL', maxBuffer: longestOutput, windowsHide: true } as const;
    const child = execFile(file, args, options, (error, out) => {
      if (error === null) return resolve({ kind: 'ran', status: 0, out });
      if (error.killed === true) return resolve({ kind: 'late' });
      resolve(typeof error.code === 'number' ? { kind: 'ran', status: error.code, out } : { kind: 'absent' });
    });
    child.stdin?.end();
  });
