/** Everything of the world that the doctor asks. */
import { readFile } from 'node:fs/promises';
import type { DoctorWorld } from '../domain/doctor-ports.ts';
import { clock } from './clock.ts';
import { ask } from './doctor/ask.ts';
import { columns, isAttended, leave, readLine } from './doctor/attended.ts';
import { command } from './doctor/command.ts';
import { device } from './doctor/device.ts';
import { dial } from './doctor/dial.ts';
import { past } from './doctor/past.ts';
import { poke } from './doctor/poke.ts';
import { resolve } from './doctor/resolve.ts';
import { random } from './random.ts';

const readText = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

export const doctorWorld: DoctorWorld = { clock, random, device, command, dial, resolve, ask, poke, readText };

/** With what the command needs beside the walk. */
export const doctorCommandWorld = { ...doctorWorld, isAttended, columns, leave, readLine, past };
