import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesIn } from './gateway.ts';

const greeting = 'good-gateway 0.1.0\n  callers    http://127.0.0.1:41234  \n  operators  http://127.0.0.1:41235\n';

test('where a gateway listens is read from its greeting, and only once all of that is there', () => {
  const places = { callers: '127.0.0.1:41234', operators: '127.0.0.1:41235' };
  for (let length = 0; length < greeting.length; length++) assert.equal(placesIn(greeting.slice(0, length)), null);
  assert.deepEqual(placesIn(greeting), places);
});
