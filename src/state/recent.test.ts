import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import type { Random } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { CallSpec } from '../../test/fakes/story.ts';
import { now, sightingOf, times } from '../../test/fakes/story.ts';
import type { Asking } from './recent.ts';
import { Recent } from './recent.ts';

const random: Random = { draw: () => 0.5, hex: (bytes) => 'ab'.repeat(bytes) };

/** Only what the memory reads of the settings is in them. */
const settings = {
  upstreams: [
    { name: 'a', url: 'https://api.one.example/v1', zone: null },
    { name: 'b', url: 'https://api.two.example/v1', zone: null },
  ],
} as unknown as Settings;

const body = Buffer.from('{"model":"m","messages":[{"role":"user","content":"my very own words"}]}');

const event = (spec: CallSpec, id = 'r'): CallEnded => sightingOf(spec, id).call as CallEnded;

const asking = (spec: CallSpec, id: string, more: Partial<Asking> = {}): Asking => ({
  call: sightingOf(spec, id).call,
  userAgent: 'OpenAI/Python 1.0',
  body,
  ...more,
});

const fresh = (): Recent => new Recent(random, settings);

const learnt = (specs: readonly CallSpec[]): Recent => {
  const recent = fresh();
  for (const [index, spec] of specs.entries()) recent.learn(event(spec, `r${index}`), { userAgent: 'curl/8', body });
  return recent;
};

test('it holds at most 5,000 calls, the newest', () => {
  const recent = learnt(times(12_000, (index) => ({ ago: 1, ms: index })));
  const { sightings } = recent.past();
  assert.equal(sightings.length, 5_000);
  assert.deepEqual([sightings[0]?.call.ms, sightings.at(-1)?.call.ms], [7_000, 11_999]);
});

test('what is older than ten minutes goes', () => {
  const recent = learnt([...times(20, () => ({ ago: 900 })), ...times(5, () => ({ ago: 500 })), { ago: 0 }]);
  assert.equal(recent.past().sightings.length, 6);
});

test('a request that failed is known by a keyed digest, one that went well by nothing, and neither by its words', () => {
  const recent = learnt([{ ago: 2 }, { ago: 1, code: 'connection_terminated' }]);
  const [well, ill] = recent.past().sightings;
  assert.equal(well?.prompt, null);
  assert.match(ill?.prompt ?? '', /^[0-9a-f]{16}$/);
  assert.ok(!JSON.stringify(recent.past()).includes('my very own'));
  const other = new Recent({ ...random, hex: (bytes) => 'cd'.repeat(bytes) }, settings);
  other.learn(event({ ago: 1, code: 'connection_terminated' }), { userAgent: null, body });
  assert.notEqual(other.past().sightings[0]?.prompt, ill?.prompt);
});

const long = (end: string): Buffer => Buffer.concat([Buffer.alloc(300_000, 'x'), Buffer.from(end)]);

const promptOf = (bytes: Buffer): string | null =>
  fresh().sighting(asking({ ago: 1, code: 'connection_terminated' }, 'r', { body: bytes })).prompt;

test('long requests that differ only at their end are not the same', () => {
  assert.notEqual(promptOf(long('one')), promptOf(long('two')));
  assert.equal(promptOf(long('one')), promptOf(long('one')));
});

test('an upstream that calls itself by a new name was changed; one that returns to an old name was not', () => {
  const recent = fresh();
  for (const [index, text] of ['v1', 'v1', 'v2', 'v1', 'v2'].entries()) recent.fingerprint('a', text, now + index);
  recent.fingerprint('unknown', 'v1', now);
  recent.fingerprint('unknown', 'v2', now);
  assert.deepEqual(recent.markers, [{ kind: 'version', at: now + 2, upstream: 'a', what: 'v2', by: null }]);
});

test('markers are bounded in number and age', () => {
  const recent = fresh();
  const mark = (at: number): void => recent.mark({ kind: 'change', at, upstream: null, what: 'x', by: null });
  for (const at of times(500, (index) => now + index)) mark(at);
  assert.equal(recent.markers.length, 200);
  mark(now + 86_500_000);
  assert.equal(recent.markers.length, 1);
});

test('a failure is explained by what happened around it', () => {
  const recent = learnt(times(6, (index) => ({ ago: 20 - index, code: 'connection_refused' as const, ms: 1 })));
  recent.mark({ kind: 'change', at: now - 25_000, upstream: 'a', what: 'x', by: null });
  const last = asking({ ago: 0, code: 'connection_refused', ms: 1 }, 'mine');
  const found = recent.explain(causeOf('connection_refused', { upstream: 'a', confidence: 0.9 }), last, now);
  assert.equal(found?.cause.family, 'maintenance');
  assert.deepEqual([found?.scope.level, found?.scope.affected], ['upstream', 7]);
});

test('in a storm only a few are looked at anew, and their like get the same verdict with clues of their own', () => {
  const recent = learnt(
    times(2_000, (index) => ({ ago: 100 - index / 50, code: 'connection_refused' as const, ms: 1 })),
  );
  const explained = times(500, (index) => {
    const own = { says: 'attempt', value: String(index) };
    const cause = causeOf('connection_refused', { upstream: 'a', confidence: 0.9, clues: [own] });
    const call = asking({ ago: 0, code: 'connection_refused', ms: 1, caller: `c${index}` }, `s${index}`);
    return recent.explain(cause, call, now);
  });
  assert.equal(new Set(explained.map((one) => one?.scope)).size, 5);
  assert.ok(explained.every((one) => one?.cause.family === 'outage' && one.cause.confidence === one.confidence));
  assert.deepEqual(explained.at(-1)?.cause.clues[0], { says: 'attempt', value: '499' });
  const other = recent.explain(
    causeOf('upstream_error', { upstream: 'b', confidence: 0.9 }),
    asking({ ago: 0, upstream: 'b', code: 'upstream_error' }, 'x'),
    now,
  );
  assert.equal(other, null, 'one of another kind keeps its first guess');
  const later = recent.explain(
    causeOf('upstream_error', { upstream: 'b', confidence: 0.9 }),
    asking({ ago: 0, upstream: 'b', code: 'upstream_error' }, 'x'),
    now + 250,
  );
  assert.notEqual(later, null);
});

test('an upstream that is no longer configured leaves nothing behind', () => {
  const recent = fresh();
  recent.probe('a', { at: now, cause: null });
  recent.configure({ ...settings, upstreams: settings.upstreams.slice(1) });
  assert.deepEqual([...recent.past().probes.keys()], []);
  recent.probe('a', { at: now, cause: null });
  assert.deepEqual([...recent.past().probes.keys()], []);
});

test('a caller’s own mistakes are not looked at twice, so that they never take a look from others', () => {
  const recent = fresh();
  for (let call = 0; call < 100; call++)
    assert.equal(
      recent.explain(
        causeOf('invalid_request', { confidence: 0.9 }),
        asking({ ago: 0, code: 'invalid_request' }, `${call}`),
        now,
      ),
      null,
    );
  const other = recent.explain(
    causeOf('upstream_error', { upstream: 'a', confidence: 0.9 }),
    asking({ ago: 0, code: 'upstream_error' }, 'x'),
    now,
  );
  assert.notEqual(other, null);
});

test('how wide a failure was is told with what came after it, as long as its time is in memory', () => {
  const specs = times(5, (index) => ({ ago: 100 - index, code: 'connection_refused' as const, ms: 1 }));
  const recent = learnt(specs);
  const first = event(specs[0] ?? { ago: 0 }, 'r0');
  assert.deepEqual([recent.scope(first, now)?.level, recent.scope(first, now)?.affected], ['upstream', 5]);
  assert.equal(recent.scope(first, now + 600_000), null);
  assert.equal(recent.scope(event(specs[0] ?? { ago: 0 }, 'unknown'), now), null);
});
