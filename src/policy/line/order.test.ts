import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Priority } from '../../domain/settings.ts';
import type { Lanes, Queue, Waiter } from './order.ts';
import { aheadOf, chooseNext, chooseShed } from './order.ts';

interface Named extends Waiter {
  readonly name: string;
}

/** `a1 a2 | b1`: callers and their calls, in the order they stand. */
const lane = (text: string, priority: Priority, since = 0): Queue<Named>[] =>
  text
    .split('|')
    .map((part) => part.trim().split(' ').filter(Boolean))
    .filter((names) => names.length > 0)
    .map((names) => {
      const caller = names[0]?.[0] ?? '';
      return {
        caller,
        waiters: names.map((name) => ({ name, caller, priority, since })),
        busySince: since,
        turns: 0,
      };
    });

const lanes = (interactive: string, batch = ''): Lanes<Named> => ({
  interactive: lane(interactive, 'interactive'),
  batch: lane(batch, 'batch'),
});

/** The line after that one has gone on. */
const without = (from: Lanes<Named>, gone: Named): Lanes<Named> => {
  const own = from[gone.priority].find(({ caller }) => caller === gone.caller);
  const others = from[gone.priority].filter((queue) => queue !== own);
  const left = own?.waiters.filter((waiter) => waiter !== gone) ?? [];
  const moved =
    own === undefined || left.length === 0 ? others : [...others, { ...own, waiters: left, turns: own.turns + 1 }];
  return { ...from, [gone.priority]: moved };
};

/** All of them, in the order they go on when nobody new comes. */
const inOrder = (from: Lanes<Named>, now: number): readonly Named[] => {
  const order: Named[] = [];
  for (let left = from, next = chooseNext(left, 0, now); next !== null; next = chooseNext(left, order.length, now)) {
    order.push(next);
    left = without(left, next);
  }
  return order;
};

const names = (order: readonly Named[]): string => order.map(({ name }) => name).join(' ');

const orders = [
  { says: 'one caller: who came first', line: lanes('a1 a2 a3'), order: 'a1 a2 a3' },
  { says: 'callers take turns', line: lanes('a1 a2 a3 | b1'), order: 'a1 b1 a2 a3' },
  { says: 'interactive before batch', line: lanes('a1 a2', 'b1 | c1'), order: 'a1 a2 b1 c1' },
];
for (const { says, line, order } of orders) test(says, () => assert.equal(names(inOrder(line, 1_000)), order));

test('batch calls are late, they do not starve: one place in sixteen is theirs', () => {
  const many = Array.from({ length: 40 }, (_, index) => `a${index}`).join(' ');
  const order = inOrder(lanes(many, 'b1 b2'), 1_000).map(({ name }) => name);
  assert.deepEqual([order.indexOf('b1'), order.indexOf('b2')], [15, 31]);
});

const standing = (changed: Partial<Queue<Named>> = {}): Lanes<Named> => {
  const waiters = Array.from({ length: 12 }, (_, index) => ({
    name: `a${index}`,
    caller: 'a',
    priority: 'interactive' as const,
    since: index * 1_000,
  }));
  return { interactive: [{ caller: 'a', waiters, busySince: 0, turns: 12, ...changed }], batch: [] };
};

test('under standing load the newest go first, and one in four is the oldest', () => {
  assert.equal(chooseNext(standing({ turns: 8 }), 0, 12_000)?.name, 'a11', 'as soon as it moves');
  assert.equal(names(inOrder(standing(), 12_000)).split(' ').slice(0, 7).join(' '), 'a11 a10 a9 a0 a8 a1 a2');
});

const calm = [
  { says: 'a burst that nobody joins any more', line: standing(), now: 30_000 },
  { says: 'a line that has just formed', line: standing({ busySince: 9_000 }), now: 12_000 },
  { says: 'a line that has hardly moved', line: standing({ turns: 7 }), now: 12_000 },
];
for (const { says, line, now } of calm)
  test(`${says} is worked off in order`, () => assert.equal(chooseNext(line, 0, now)?.name, 'a0'));

const anyLane = fc
  .array(fc.integer({ min: 1, max: 7 }), { maxLength: 5 })
  .map((counts) =>
    counts.map((count, at) => Array.from({ length: count }, (_, n) => `${'abcde'[at]}${n}`).join(' ')).join(' | '),
  );

test('property: everybody goes on once, and the place that was told is the place', () => {
  fc.assert(
    fc.property(anyLane, anyLane, (interactive, batch) => {
      const line = lanes(interactive, batch);
      const order = inOrder(line, 1_000);
      const all = [...line.interactive, ...line.batch].flatMap(({ waiters }) => waiters);
      assert.equal(new Set(order).size, all.length);
      for (const waiter of line.interactive.flatMap(({ waiters }) => waiters)) {
        const before = order.slice(0, order.indexOf(waiter)).filter(({ priority }) => priority === 'interactive');
        assert.equal(aheadOf(line, waiter, 1_000), before.length);
      }
    }),
  );
});

/** One more at the end of its caller's queue, or of the lane. */
const joined = (from: Lanes<Named>, one: Named): Lanes<Named> => {
  const all = from[one.priority];
  const own = all.find(({ caller }) => caller === one.caller);
  const fresh = { caller: one.caller, waiters: [one], busySince: one.since, turns: 0 };
  const more =
    own === undefined
      ? [...all, fresh]
      : all.map((queue) => (queue === own ? { ...own, waiters: [...own.waiters, one] } : queue));
  return { ...from, [one.priority]: more };
};

const anyNewcomer = fc.record({
  caller: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  priority: fc.constantFrom<Priority>('interactive', 'batch'),
});

test('property: nobody starves, however many come after them without end', () => {
  const callers = 5;
  fc.assert(
    fc.property(
      anyLane,
      anyLane,
      fc.array(anyNewcomer, { minLength: 1, maxLength: 40 }),
      (interactive, batch, comers) => {
        let line = lanes(interactive, batch);
        const left = new Set([...line.interactive, ...line.batch].flatMap(({ waiters }) => waiters));
        // Seven at the most wait before the last of a caller; one turn in four is the oldest's, one in sixteen a batch call's.
        const enough = 8 * 4 * callers * 16;
        for (let turn = 0; turn < enough && left.size > 0; turn++) {
          const comer = comers[turn % comers.length];
          if (comer !== undefined) line = joined(line, { ...comer, name: `new ${turn}`, since: turn * 1_000 });
          const next = chooseNext(line, turn, turn * 1_000);
          assert.ok(next !== null);
          left.delete(next);
          line = without(line, next);
        }
        assert.equal(left.size, 0, [...left].map(({ name }) => name).join(' '));
      },
    ),
    { numRuns: 40 },
  );
});

test('property: no caller goes on twice while another one waits that has not gone on', () => {
  fc.assert(
    fc.property(anyLane, (interactive) => {
      const order = inOrder(lanes(interactive), 1_000);
      const callers = new Set(order.map(({ caller }) => caller)).size;
      assert.equal(new Set(order.slice(0, callers).map(({ caller }) => caller)).size, callers);
    }),
  );
});

const shed = [
  { says: 'the newcomer, when all have as many', line: lanes('a1 | b1'), who: 'b1', leaves: null },
  { says: 'the newest of who has most', line: lanes('a1 a2 | b1'), who: 'b1', leaves: 'a2' },
  { says: 'the newcomer, when it is who has most', line: lanes('a1 a2 | b1'), who: 'a2', leaves: null },
  { says: 'a batch call before any other', line: lanes('a1 a2 | b1', 'c1 c2'), who: 'a2', leaves: 'c2' },
  { says: 'no interactive call for a batch call', line: lanes('a1 a2 a3', 'b1'), who: 'b1', leaves: null },
];
for (const { says, line, who, leaves } of shed)
  test(`a full line sends away ${says}`, () => {
    const newcomer = [...line.interactive, ...line.batch]
      .flatMap(({ waiters }) => waiters)
      .find(({ name }) => name === who);
    assert.ok(newcomer !== undefined);
    assert.equal(chooseShed(line, newcomer)?.name ?? null, leaves);
  });
