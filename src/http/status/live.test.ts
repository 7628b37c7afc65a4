/** Who looks at an open status page: told at once of news, bounded in number, and let go when the gateway ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handClock, settle } from '../../../test/fakes/hand-clock.ts';
import type { Visitor } from '../visitor.ts';
import { LiveStatus } from './live.ts';

const stay = (): void => {};

const reader = () => {
  const wrote: string[] = [];
  let leave = stay;
  const downstream = {
    isGone: false,
    isEnded: false,
    status: 0,
    onGone: (listener: (() => void) | null) => void (leave = listener ?? leave),
    head: (status: number) => void (downstream.status = status),
    write: (text: string) => wrote.push(text) > 0,
    drained: () => Promise.resolve(),
    end: () => void (downstream.isEnded = true),
  };
  const refusal = { status: 503, headers: [], body: '' };
  // Only what a reader of events needs.
  const visitor = {
    downstream,
    headers: [],
    incoming: { method: 'GET' },
    voice: { refusal: () => refusal },
    note: () => {},
  } as unknown as Visitor;
  return {
    wrote,
    downstream,
    visitor,
    leave: () => {
      downstream.isGone = true;
      leave();
    },
  };
};

const stage = () => {
  const clock = handClock();
  let [tag, isEnding, looks] = ['a', false, 0];
  const live = new LiveStatus({
    clock,
    tag: () => {
      looks++;
      return tag;
    },
    isEnding: () => isEnding,
  });
  return {
    clock,
    live,
    looks: () => looks,
    change: (next: string) => void (tag = next),
    end: () => void (isEnding = true),
  };
};

test('a word every five seconds, and at once when something changes', async () => {
  const { clock, live, change } = stage();
  const one = reader();
  void live.answer(one.visitor);
  for (let word = 0; word < 2; word++) await clock.pass(5_000);
  assert.deepEqual(one.wrote, ['data: a\n\n', 'data: a\n\n', 'data: a\n\n']);
  change('b');
  live.wake();
  await settle();
  assert.equal(one.wrote.at(-1), 'data: b\n\n');
  one.leave();
});

test('many readers are one look', async () => {
  const { live, looks } = stage();
  const all = Array.from({ length: 100 }, reader);
  for (const { visitor } of all) void live.answer(visitor);
  await settle();
  assert.equal(looks(), 1);
  for (const one of all) one.leave();
});

test('beyond 500 a reader is sent away, and has a place once another leaves', async () => {
  const { live } = stage();
  const all = Array.from({ length: 500 }, reader);
  for (const { visitor } of all) void live.answer(visitor);
  const late = reader();
  await live.answer(late.visitor);
  assert.deepEqual([late.downstream.status, late.wrote], [503, []]);
  all[0]?.leave();
  await settle();
  const next = reader();
  void live.answer(next.visitor);
  assert.equal(next.downstream.status, 200);
  for (const one of [...all, next]) one.leave();
});

test('a gateway that ends lets them go', async () => {
  const { clock, live, end } = stage();
  const one = reader();
  void live.answer(one.visitor);
  end();
  await clock.pass(5_000);
  assert.equal(one.downstream.isEnded, true);
});
