/** Chance: a draw for policies, and unguessable names. */
import { randomFillSync } from 'node:crypto';
import type { Random } from '../domain/ports.ts';

/** Random bytes are taken in one piece for many names: a system call for each would cost more than the rest of a call's set-up. */
const pool = Buffer.alloc(4096);
let used = pool.length;

const hex = (bytes: number): string => {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
};

export const random: Random = { draw: Math.random, hex };
