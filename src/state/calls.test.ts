import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedCall } from '../../test/fakes/ended-call.ts';
import type { CallEnded } from '../domain/event.ts';
import { Calls } from './calls.ts';

const stage = (): {
  calls: Calls;
  told: string[];
  tell: (event: CallEnded, text: string) => void;
  turn: () => void;
} => {
  const acts: (() => void)[] = [];
  const told: string[] = [];
  return {
    calls: new Calls((act) => acts.push(act)),
    told,
    tell: (event, text) => {
      assert.deepEqual(JSON.parse(text), event);
      told.push(event.id);
    },
    turn: () => {
      for (const act of acts.splice(0)) act();
    },
  };
};

const run = (calls: Calls, id: string): void =>
  calls.started({
    id,
    streamId: null,
    at: 0,
    model: 'm',
    attempts: () => [],
    kept: () => 'in memory',
    patienceMs: 0,
    abort: () => {},
  });

test('those that end at one moment are told together, in their order, and once', () => {
  const { calls, told, tell, turn } = stage();
  for (const id of ['a', 'b']) calls.ended(endedCall({ id }), tell);
  assert.deepEqual(told, []);
  turn();
  turn();
  assert.deepEqual(told, ['a', 'b']);
});

test('a call that ended is found before it is told, and after', () => {
  const { calls, tell, turn } = stage();
  calls.ended(endedCall({ id: 'old' }), tell);
  turn();
  calls.ended(endedCall({ id: 'new' }), tell);
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(calls.find('new'), { ended: endedCall({ id: 'new' }) });
    assert.deepEqual(calls.find('old'), { ended: endedCall({ id: 'old' }) });
    assert.deepEqual(
      calls.recent(5).map(({ id }) => id),
      ['new', 'old'],
    );
    assert.deepEqual(
      calls.recent(1).map(({ id }) => id),
      ['new'],
    );
    turn();
  }
});

test('what nobody is to be told of is found all the same', () => {
  const { calls, turn } = stage();
  calls.ended(endedCall({ id: 'stranger' }), null);
  turn();
  assert.deepEqual(calls.find('stranger'), { ended: endedCall({ id: 'stranger' }) });
});

test('it is idle once nothing runs and all is told', async () => {
  const { calls, told, tell, turn } = stage();
  run(calls, 'a');
  let isIdle = false;
  const idle = calls.idle().then(() => (isIdle = true));
  calls.ended(endedCall({ id: 'a' }), tell);
  void calls.idle().then(() => assert.deepEqual(told, ['a']));
  await Promise.resolve();
  assert.equal(isIdle, false);
  turn();
  await idle;
  assert.deepEqual(told, ['a']);
});
