import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Vitals } from '../domain/ports.ts';
import type { Door } from '../state/door.ts';
import { guardItself } from './guard.ts';

/** Plays one look after another, and gives what the door was told at each. */
const felt = async (
  looks: readonly Vitals[],
): Promise<{ told: readonly (string | null)[]; logged: readonly string[] }> => {
  const told: (string | null)[] = [];
  const logged: string[] = [];
  const door: Pick<Door, 'strain'> = { strain: null };
  const note = (_: unknown, message: string): void => void logged.push(message);
  let at = 0;
  async function* every(): AsyncGenerator<void> {
    while (at < looks.length) {
      yield;
      told.push(door.strain?.sheds ?? null);
    }
  }
  const clock = { every } as unknown as Parameters<typeof guardItself>[0]['clock'];
  const log = { debug: note, info: note, warn: note, error: note };
  const vitals = (): Vitals => looks[at++] ?? assert.fail('no more looks');
  await guardItself({ clock, door: door as Door, log, vitals }, new AbortController().signal);
  return { told, logged };
};

const well: Vitals = { lag: 1, heap: 0.3, descriptors: null };
const late: Vitals = { ...well, lag: 400 };
const dire: Vitals = { ...well, heap: 0.99 };

test('one late moment changes nothing, two in a row do, and the first good one ends it', async () => {
  const { told, logged } = await felt([well, late, well, late, late, dire, well, well]);
  assert.deepEqual(told, [null, null, null, null, 'batch', 'all', null, null]);
  assert.equal(logged.length, 3, 'said at each change, not at each look');
});
