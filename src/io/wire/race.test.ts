/** Happy Eyeballs with sockets that a test opens, breaks and keeps waiting by hand. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { beforeEach, mock, test } from 'node:test';
import { Race } from './race.ts';

class FakeSocket extends EventEmitter {
  destroyed = false;
  destroy(): this {
    this.destroyed = true;
    return this;
  }
}

let sockets: Map<string, FakeSocket>;
let log: string[];
let race: Race;

const start = (...addresses: string[]): void => {
  sockets = new Map();
  log = [];
  race = new Race({
    addresses,
    open: (address) => {
      const socket = new FakeSocket();
      sockets.set(address, socket);
      log.push(`try ${address}`);
      // Safe: the race uses no more of a socket than this one has.
      return socket as unknown as Socket;
    },
    learn: (address, isGood) => void log.push(`${isGood ? 'good' : 'bad'} ${address}`),
    won: (_socket, address) => void log.push(`won ${address}`),
    lost: (error) => void log.push(`lost ${'code' in error ? String(error.code) : error.message}`),
  });
};

const at = (address: string): FakeSocket => sockets.get(address) ?? assert.fail(`${address} was not tried`);
const refuse = (address: string, code = 'ECONNREFUSED'): unknown =>
  at(address).emit('error', Object.assign(new Error(code), { code }));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('one address that answers is taken', () => {
  start('a');
  at('a').emit('connect');
  assert.deepEqual(log, ['try a', 'good a', 'won a']);
});

test('the next begins 250 ms later, beside the first, which may still win', () => {
  start('a', 'b');
  mock.timers.tick(249);
  assert.deepEqual(log, ['try a']);
  mock.timers.tick(1);
  assert.deepEqual(log, ['try a', 'try b']);
  at('a').emit('connect');
  assert.deepEqual(log.slice(2), ['good a', 'won a']);
  assert.ok(at('b').destroyed);
});

test('an address that was overtaken is remembered as a bad one', () => {
  start('a', 'b');
  mock.timers.tick(250);
  at('b').emit('connect');
  assert.deepEqual(log.slice(2), ['bad a', 'good b', 'won b']);
  assert.ok(at('a').destroyed);
});

test('after a refusal the next begins at once, and nobody else is blamed for it', () => {
  start('a', 'b', 'c');
  refuse('a');
  assert.deepEqual(log, ['try a', 'bad a', 'try b']);
  refuse('b');
  at('c').emit('connect');
  assert.deepEqual(log.slice(3), ['bad b', 'try c', 'good c', 'won c']);
});

test('when all failed, the one that says most speaks for all', () => {
  start('six', 'four', 'other');
  refuse('six', 'ENETUNREACH');
  refuse('four');
  refuse('other', 'EHOSTUNREACH');
  assert.equal(log.at(-1), 'lost ECONNREFUSED');
});

test('with one still out, it is not lost', () => {
  start('a', 'b');
  mock.timers.tick(250);
  refuse('b');
  assert.ok(!log.some((line) => line.startsWith('lost')));
  at('a').emit('connect');
  assert.equal(log.at(-1), 'won a');
});

test('given up, it ends all and says nothing any more', () => {
  start('a', 'b');
  mock.timers.tick(250);
  race.giveUp();
  assert.ok(at('a').destroyed && at('b').destroyed);
  at('a').emit('connect');
  refuse('b');
  assert.deepEqual(log, ['try a', 'try b']);
});
