import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Answer } from '../domain/answer.ts';
import { causeOf } from '../domain/cause.ts';
import type { Call } from '../domain/call.ts';
import type { Settings } from '../domain/settings.ts';
import type { Flight, Kept } from './cache.ts';
import { Cache, keyOf } from './cache.ts';

// Safe: the cache reads nothing else of the settings.
const settings = (cacheBytes: number): Settings => ({ limits: { cacheBytes } }) as Settings;
const kept = (bytes: number, at = 0, until = 1_000): Kept => ({
  at,
  until,
  contentType: 'application/json',
  upstream: 'one',
  bytes: Buffer.alloc(bytes, 'x'),
});
const call = (more: Partial<Call> = {}): Call =>
  // Safe: a key is made of these alone.
  ({ operation: 'chat', stream: false, caller: 'a', query: '', headers: {}, body: Buffer.from('{}'), ...more }) as Call;
const rule = { freshMs: 1, staleMs: 0, isShared: false };
const route = {
  model: 'm',
  totalMs: 1,
  targets: [],
  sticky: 'off',
  replay: 'safe',
  assemble: 'off',
  cache: rule,
} as const;

test('every part of a request that changes its answer changes its key, and a shared one has no caller in it', () => {
  const others: Partial<Call>[] = [
    {},
    { operation: 'completions' },
    { stream: true },
    { caller: 'b' },
    { query: '?beta=true' },
    { headers: { 'anthropic-beta': 'x' } },
    { headers: { 'openai-beta': 'x' } },
    { body: Buffer.from('{ }') },
  ];
  assert.equal(new Set(others.map((more) => keyOf(call(more), route, rule))).size, others.length);
  assert.equal(keyOf(call({ credentials: { authorization: 'x' } }), route, rule), keyOf(call(), route, rule));
  const shared = { ...rule, isShared: true };
  assert.equal(keyOf(call(), route, shared), keyOf(call({ caller: 'b' }), route, shared));
});

test('whatever is kept and asked for, bytes and bound agree', () => {
  const step = fc.record({ key: fc.integer({ min: 0, max: 9 }), bytes: fc.nat(4_000), finds: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = new Cache(settings(8_000));
      for (const { key, bytes, finds } of steps) {
        if (finds) cache.find(String(key));
        else {
          cache.keep(String(key), kept(bytes));
          assert.equal(cache.find(String(key))?.bytes.length, bytes);
        }
        assert.ok(cache.bytes <= 8_000);
        assert.equal(cache.answers === 0, cache.bytes === 0);
      }
    }),
  );
});

test('the one used longest ago goes first', () => {
  const cache = new Cache(settings(3_000));
  for (const key of ['a', 'b']) cache.keep(key, kept(700));
  cache.find('a');
  cache.keep('c', kept(700));
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => cache.find(key) !== null),
    [true, false, true],
  );
});

test('an answer of more than a megabyte is not kept, and takes the place of none', () => {
  const cache = new Cache(settings(64 * 1024 * 1024));
  cache.keep('a', kept(10));
  cache.keep('b', kept(1024 * 1024 + 1));
  assert.equal(cache.find('b'), null);
  assert.notEqual(cache.find('a'), null);
});

test('what nobody may have any longer is let go of within a minute', () => {
  const cache = new Cache(settings(8_000));
  cache.keep('old', kept(10, 100_000, 100_001));
  cache.keep('new', kept(10, 161_000, 170_000));
  assert.equal(cache.answers, 1);
  assert.equal(cache.find('old'), null);
});

test('a smaller bound holds at once', () => {
  const cache = new Cache(settings(8_000));
  for (const key of ['a', 'b', 'c']) cache.keep(key, kept(1_000));
  cache.configure(settings(2_000));
  assert.equal(cache.answers, 1);
});

// Safe: the cache looks at nothing else of a flight.
const flying = (ending: Answer['ending'] = null): Flight => ({ answer: { ending } }) as Flight;

test('the first of identical calls stays the one to wait for, until it has ended or failed', () => {
  const cache = new Cache(settings(1));
  const [first, second, next] = [flying(), flying(), flying()];
  cache.begin('k', first);
  cache.begin('k', second);
  cache.ended('k', second);
  assert.equal(cache.flight('k'), first);
  cache.ended('k', first);
  assert.equal(cache.flight('k'), null);
  const failed = flying({ kind: 'failed', failure: { cause: causeOf('upstream_error'), error: null } });
  cache.begin('k', failed);
  assert.equal(cache.flight('k'), null);
  cache.begin('k', next);
  cache.ended('k', failed);
  assert.equal(cache.flight('k'), next);
});
