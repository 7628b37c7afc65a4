import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Register } from './register.ts';

interface One {
  readonly id: string;
  readonly n: number;
}

/** Ids whose last digits are few, so that many want the same cell. */
const ids = fc.integer({ min: 0, max: 300 }).map((n) => `req_${'0'.repeat(n % 3)}${(n % 7).toString(16)}${n}`);

const steps = fc.array(fc.oneof(fc.record({ set: ids, n: fc.nat() }), fc.record({ delete: ids })), { maxLength: 600 });

test('it holds what a Map would hold, whatever comes and goes', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const register = new Register<One>();
      const map = new Map<string, One>();
      for (const step of all) {
        if ('set' in step) {
          const one = { id: step.set, n: step.n };
          register.set(one);
          map.set(one.id, one);
        } else {
          register.delete(step.delete);
          map.delete(step.delete);
        }
        assert.equal(register.size, map.size);
      }
      for (const step of all) {
        const id = 'set' in step ? step.set : step.delete;
        assert.equal(register.get(id), map.get(id) ?? null);
      }
      assert.deepEqual(new Set(register.values()), new Set(map.values()));
    }),
  );
});

const idOf = (n: number): string => `req_${Math.imul(n, 2654435761).toString(16)}`;

test('ten thousand come and go, and nothing is left', () => {
  const register = new Register<One>();
  for (let n = 0; n < 10_000; n++) register.set({ id: idOf(n), n });
  assert.equal(register.size, 10_000);
  for (let n = 0; n < 10_000; n++) assert.equal(register.get(idOf(n))?.n, n);
  for (let n = 0; n < 10_000; n++) register.delete(idOf(n));
  assert.deepEqual([register.size, register.values()], [0, []]);
});
