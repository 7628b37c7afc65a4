import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CauseCode } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Freshness } from './cache.ts';
import { freshness, isOfOneCaller, mayStandIn, wishOf } from './cache.ts';

const rule = { freshMs: 1_000, staleMs: 5_000, isShared: false };

const ages: readonly (readonly [ageMs: number, control: string | null, is: Freshness])[] = [
  [0, null, 'fresh'],
  [999, null, 'fresh'],
  [1_000, null, 'stale'],
  [5_999, null, 'stale'],
  [6_000, null, 'old'],
  [-1, null, 'old'],
  [0, 'no-cache', 'old'],
  [0, 'no-store', 'old'],
  [0, 'max-age=0', 'old'],
  [900, 'max-age=60', 'fresh'],
  [5_000, 'max-age=60', 'stale'],
  [5_000, 'max-age=2', 'old'],
  [900, 'Max-Age="60", foo', 'fresh'],
  [5_000, 'max-age=60, max-age=2', 'old'],
  [0, 'foo, No-Cache', 'old'],
  [0, 'max-age=soon', 'fresh'],
];

for (const [ageMs, control, is] of ages)
  test(`an answer of ${ageMs} ms is ${is} to a request with ${control ?? 'no Cache-Control'}`, () => {
    assert.equal(freshness(ageMs, rule, wishOf(control)), is);
  });

test('only no-store forbids keeping', () => {
  assert.deepEqual(
    [null, 'no-cache', 'max-age=0', 'no-store', 'no-cache, no-store'].map((control) => wishOf(control).mayKeep),
    [true, true, true, false, false],
  );
});

const failures: readonly (readonly [code: CauseCode, standsIn: boolean, isOfOne: boolean])[] = [
  ['connection_refused', true, false],
  ['upstream_error', true, false],
  ['key_refused', true, false],
  ['rate_limited', true, false],
  ['deadline_exceeded', true, true],
  ['invalid_request', false, false],
  ['content_filtered', false, false],
  ['client_gone', false, true],
  ['cancelled', false, true],
];

for (const [code, standsIn, isOfOne] of failures)
  test(`after ${code} an old answer ${standsIn ? 'may' : 'may not'} stand in, and it is ${isOfOne ? 'one caller’s own' : 'shared'}`, () => {
    assert.equal(mayStandIn(causeOf(code)), standsIn);
    assert.equal(isOfOneCaller(causeOf(code)), isOfOne);
  });
