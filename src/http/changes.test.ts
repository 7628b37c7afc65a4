import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readChange } from './changes.ts';

const now = Date.parse('2026-01-02T03:04:05Z');
const bounds = { now, upstreams: ['primary'] };

test('a change is taken with only what it was, for now and for all upstreams', () => {
  const marker = { kind: 'change', at: now, upstream: null, what: 'v2 of the model server', by: null };
  assert.deepEqual(readChange({ what: 'v2 of the model server' }, bounds), { kind: 'change', marker });
});

test('a time can be a date with an offset or milliseconds', () => {
  for (const at of ['2026-01-02T02:04:05Z', '2026-01-02T03:04:05.000+01:00', now - 3_600_000]) {
    const read = readChange({ what: 'x', at, by: 'ci', upstream: 'primary' }, bounds);
    const marker = { kind: 'change', at: now - 3_600_000, upstream: 'primary', what: 'x', by: 'ci' };
    assert.deepEqual(read, { kind: 'change', marker });
  }
});

test('what is not of this shape is refused in words that never quote it', () => {
  const bad: readonly unknown[] = [
    null,
    [],
    'x',
    {},
    { what: '' },
    { what: ' ' },
    { what: 'x'.repeat(201) },
    { what: 'line\nbreak' },
    { what: 'x', by: 7 },
    { what: 'x', upstream: 'secret-name' },
    { what: 'x', upstream: {} },
    { what: 'x', at: 'yesterday' },
    { what: 'x', at: '2026-01-02T03:04:05' },
    { what: 'x', at: now - 90_000_000 },
    { what: 'x', at: now + 600_000 },
    { what: 'x', at: Number.NaN },
    { what: 'x', secret: 'secret-name' },
  ];
  for (const body of bad) {
    const read = readChange(body, bounds);
    assert.equal(read.kind, 'refused', JSON.stringify(body));
    assert.ok(read.kind === 'refused' && !read.message.includes('secret-name'));
  }
});

test('whatever is posted, what is taken stays in its bounds', () => {
  const shape = fc.record(
    { what: fc.anything(), at: fc.anything(), by: fc.anything(), upstream: fc.anything() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(shape, fc.anything()), (body) => {
      const read = readChange(body, bounds);
      return read.kind === 'refused' || (read.marker.what.length <= 200 && read.marker.kind === 'change');
    }),
  );
});
