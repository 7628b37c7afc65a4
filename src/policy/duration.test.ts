import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DurationQuestion } from './duration.ts';
import { expectedDuration } from './duration.ts';
import type { Lasted } from './duration/survival.ts';

const ask = (more: Partial<DurationQuestion> = {}): ReturnType<typeof expectedDuration> =>
  expectedDuration({
    cause: { code: 'connection_refused', family: 'outage', retryAfterMs: null, upstream: 'a' },
    elapsedMs: 0,
    ofCode: [],
    ofFamily: [],
    markers: [],
    now: 1_000_000,
    ...more,
  });

const history = (count: number, seconds: number): readonly Lasted[] =>
  Array.from({ length: count }, (_, index) => ({ ms: (index + 1) * seconds * 1000, hasEnded: true }));

test('what was measured here counts more than what was published', () => {
  const expected = ask({ ofCode: history(10, 60) });
  assert.deepEqual([expected?.p50Seconds, expected?.p90Seconds], [300, 540]);
  assert.equal(expected?.from, '10 such failures measured by this gateway');
});

test('too few of this code: the family is asked, then the published figures', () => {
  assert.match(ask({ ofCode: history(9, 60), ofFamily: history(20, 60) })?.from ?? '', /20 failures of the same kind/);
  assert.match(ask({ ofCode: history(9, 60) })?.from ?? '', /arXiv 2501\.12469/);
});

test('one that outlasts all that were measured falls back to the published figures', () => {
  const expected = ask({ ofCode: history(20, 1), elapsedMs: 3_600_000 });
  assert.match(expected?.from ?? '', /arXiv/);
  assert.ok((expected?.p50Seconds ?? 0) > 3600);
});

test('a time the other side asked for is taken as it is', () => {
  const cause = { code: 'rate_limited', family: 'throttling', retryAfterMs: 7_000, upstream: 'a' } as const;
  assert.deepEqual(ask({ cause }), { p50Seconds: 7, p90Seconds: 7, from: 'the time the other side asked to wait' });
});

test('a declared maintenance ends when it was declared to', () => {
  const cause = { code: 'maintenance', family: 'maintenance', retryAfterMs: null, upstream: 'a' } as const;
  const markers = [{ kind: 'maintenance', from: 400_000, until: 1_600_000, upstream: 'a', what: '' }] as const;
  assert.deepEqual(ask({ cause, markers, elapsedMs: 60_000 })?.p50Seconds, 660);
  assert.equal(ask({ cause, markers: [{ ...markers[0], upstream: 'b' }] }), null);
});

test('what lasts until somebody acts has no expected end, unless it was measured', () => {
  const cause = { code: 'key_refused', family: 'misconfiguration', retryAfterMs: null, upstream: 'a' } as const;
  assert.equal(ask({ cause }), null);
  assert.equal(ask({ cause, ofCode: history(10, 60) })?.p50Seconds, 300);
});
