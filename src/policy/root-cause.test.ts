import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CauseCode, Family, Who } from '../domain/cause.ts';
import type { Scope } from '../domain/scope.ts';
import { causeOf } from '../domain/cause.ts';
import type { CallSpec } from '../../test/fakes/story.ts';
import { ask, now, pastOf, sightingOf, times } from '../../test/fakes/story.ts';
import type { Marker, RecentPast } from './root-cause/sighting.ts';
import { rootCause } from './root-cause.ts';

interface Case {
  readonly calls: readonly CallSpec[];
  readonly past?: Partial<RecentPast>;
  readonly family: Family;
  readonly who?: Who;
  readonly level: Scope['level'];
  readonly code?: CauseCode;
  readonly says?: string;
}

const good = (ago: number, more: Partial<CallSpec> = {}): CallSpec => ({ ago, ...more });
const goods = (count: number, more: Partial<CallSpec> = {}): readonly CallSpec[] =>
  times(count, (index) => good(200 - index * 5, more));

const marker = (kind: 'change' | 'version' | 'reload' | 'drain', ago: number, upstream: string | null): Marker => ({
  kind,
  at: now - ago * 1000,
  upstream,
  what: 'x',
  by: null,
});

const maintenance = (fromAgo: number, untilIn: number, upstream: string | null): Marker => ({
  kind: 'maintenance',
  from: now - fromAgo * 1000,
  until: now + untilIn * 1000,
  upstream,
  what: 'x',
});

/** Sequences made up from what such troubles look like, with the answer a person would give. */
const exam: Readonly<Record<string, Case>> = {
  'one refusal, nothing around it': {
    calls: [{ ago: 0, code: 'connection_refused', ms: 2 }],
    family: 'outage',
    who: 'provider',
    level: 'call',
  },
  'one refusal among good answers': {
    calls: [...goods(20), { ago: 0, code: 'connection_refused', ms: 2 }],
    family: 'outage',
    level: 'call',
  },
  'one upstream refuses everything, the other is well': {
    calls: [
      ...goods(10, { upstream: 'b' }),
      ...times(8, (i) => ({ ago: 30 - i, tries: [{ code: 'connection_refused' as const, ms: 1 }, { upstream: 'b' }] })),
      { ago: 0, code: 'connection_refused', ms: 1 },
    ],
    family: 'outage',
    level: 'upstream',
  },
  'both upstreams of one provider fail, another provider is well': {
    calls: [
      ...times(5, (i) => ({ ago: 30 - i, upstream: 'a', code: 'upstream_gateway_error' as const })),
      ...times(5, (i) => ({ ago: 30 - i, upstream: 'c', code: 'upstream_gateway_error' as const })),
      ...times(5, (i) => ({ ago: 30 - i, upstream: 'b' })),
      { ago: 0, code: 'upstream_gateway_error' },
    ],
    family: 'outage',
    level: 'provider',
  },
  'both upstreams of one zone fail, others are well': {
    calls: [
      ...times(5, (i) => ({ ago: 30 - i, upstream: 'a', code: 'connection_timeout' as const, ms: 2000 })),
      ...times(5, (i) => ({ ago: 30 - i, upstream: 'd', code: 'connection_timeout' as const, ms: 2000 })),
      ...times(5, (i) => ({ ago: 30 - i, upstream: 'b' })),
      ...times(5, (i) => ({ ago: 30 - i, upstream: 'c' })),
      { ago: 0, code: 'connection_timeout', ms: 2000 },
    ],
    family: 'network',
    level: 'zone',
  },
  'one model of an upstream is overloaded, its other models are well': {
    calls: [
      ...times(6, (i) => ({ ago: 40 - i, model: 'big', code: 'overloaded' as const })),
      ...times(6, (i) => ({ ago: 40 - i, model: 'small' })),
      { ago: 0, model: 'big', code: 'overloaded' },
    ],
    family: 'overload',
    who: 'provider',
    level: 'model',
  },
  'one model answers wrongly wherever it is asked': {
    calls: [
      ...times(6, (i) => ({
        ago: 40 - i,
        model: 'big',
        upstream: i % 2 === 0 ? 'a' : 'b',
        code: 'invalid_answer' as const,
      })),
      ...times(6, (i) => ({ ago: 40 - i, model: 'small', upstream: i % 2 === 0 ? 'a' : 'b' })),
      { ago: 0, model: 'big', code: 'invalid_answer' },
    ],
    family: 'backend',
    level: 'model',
  },
  'one caller is refused for its body, others are well': {
    calls: [
      ...times(4, (i) => ({ ago: 40 - i, caller: 'x', code: 'invalid_request' as const })),
      ...times(6, (i) => ({ ago: 40 - i, caller: 'y' })),
      { ago: 0, caller: 'x', code: 'invalid_request' },
    ],
    family: 'client',
    who: 'caller',
    level: 'caller',
  },
  'one client program is refused for its body, for several callers': {
    calls: [
      ...times(6, (i) => ({
        ago: 40 - i,
        caller: `c${i % 3}`,
        program: 'old-client',
        code: 'invalid_request' as const,
      })),
      ...times(6, (i) => ({ ago: 40 - i, caller: `c${i % 3}`, program: 'openai-python' })),
      { ago: 0, caller: 'c1', program: 'old-client', code: 'invalid_request' },
    ],
    family: 'client',
    level: 'program',
  },
  'all upstreams fall silent after they were well': {
    calls: [
      ...goods(5, { upstream: 'a' }),
      ...goods(5, { upstream: 'b' }),
      ...times(3, (i) => ({
        ago: 20 - i,
        tries: [
          { upstream: 'a', code: 'connection_timeout' as const, ms: 2000 },
          { upstream: 'b', code: 'connection_timeout' as const, ms: 2000 },
        ],
      })),
      {
        ago: 5,
        tries: [
          { upstream: 'b', code: 'connection_timeout', ms: 2000 },
          { code: 'connection_timeout', ms: 2000 },
        ],
      },
    ],
    family: 'network',
    who: 'network',
    level: 'everything',
    says: 'upstreams out of reach at the same time',
  },
  'no name resolves any more': {
    calls: [
      ...goods(5, { upstream: 'a' }),
      ...goods(5, { upstream: 'b' }),
      ...times(3, (i) => ({ ago: 20 - i, upstream: 'a', code: 'dns_error' as const })),
      ...times(3, (i) => ({ ago: 20 - i, upstream: 'b', code: 'dns_timeout' as const })),
      { ago: 0, code: 'dns_error' },
    ],
    family: 'dns',
    who: 'network',
    level: 'everything',
  },
  'one name does not resolve, the other upstream is well': {
    calls: [
      ...times(4, (i) => ({ ago: 20 - i, upstream: 'b' })),
      ...times(3, (i) => ({ ago: 20 - i, code: 'dns_error' as const })),
      { ago: 0, code: 'dns_error' },
    ],
    family: 'dns',
    who: 'operator',
    level: 'upstream',
  },
  'two dead upstreams that refuse are no broken network': {
    calls: [
      ...times(4, (i) => ({
        ago: 20 - i,
        tries: [
          { upstream: 'a', code: 'connection_refused' as const, ms: 1 },
          { upstream: 'b', code: 'connection_refused' as const, ms: 1 },
        ],
      })),
      {
        ago: 0,
        tries: [
          { upstream: 'a', code: 'connection_refused', ms: 1 },
          { upstream: 'b', code: 'connection_refused', ms: 1 },
        ],
      },
    ],
    family: 'outage',
    who: 'provider',
    level: 'everything',
  },
  'a request ends two hosts while others go well': {
    calls: [
      ...goods(8, { upstream: 'a' }),
      ...goods(8, { upstream: 'b' }),
      {
        ago: 2,
        prompt: 'p1',
        tries: [
          { upstream: 'a', code: 'connection_terminated', ms: 40 },
          { upstream: 'b', code: 'connection_terminated', ms: 40 },
        ],
      },
    ],
    family: 'backend',
    level: 'prompt',
    says: 'upstreams that broke off on this very request',
  },
  'a retried request ends one host each time': {
    calls: [
      ...goods(8, { upstream: 'a' }),
      ...goods(8, { upstream: 'b' }),
      { ago: 9, prompt: 'p1', upstream: 'a', code: 'connection_terminated', ms: 40 },
      { ago: 2, prompt: 'p1', upstream: 'b', code: 'connection_terminated', ms: 40 },
    ],
    family: 'backend',
    level: 'prompt',
  },
  'hosts that die on every request are not poisoned by one': {
    calls: [
      ...times(6, (i) => ({
        ago: 30 - i,
        prompt: `p${i}`,
        tries: [
          { upstream: 'a', code: 'connection_terminated' as const, ms: 40 },
          { upstream: 'b', code: 'connection_terminated' as const, ms: 40 },
        ],
      })),
      {
        ago: 0,
        prompt: 'p9',
        tries: [
          { upstream: 'b', code: 'connection_terminated', ms: 40 },
          { code: 'connection_terminated', ms: 40 },
        ],
      },
    ],
    family: 'backend',
    level: 'everything',
  },
  'cut after a minute each time': {
    calls: [
      ...goods(6, { ms: 9000 }),
      ...times(4, (i) => ({ ago: 280 - i * 50, code: 'connection_terminated' as const, ms: 60_000 + i * 9 })),
      { ago: 60, code: 'connection_terminated', ms: 60_020 },
    ],
    family: 'timeout',
    who: 'operator',
    level: 'upstream',
    says: 'that is by default',
  },
  'streams cut after 100 s each': {
    calls: [
      ...times(3, (i) => ({
        ago: 300 - i * 20,
        code: 'http_response_incomplete' as const,
        ms: 100_010 + i * 4,
        begun: true,
      })),
      { ago: 100, code: 'http_response_incomplete', ms: 100_018, begun: true },
    ],
    family: 'timeout',
    who: 'operator',
    level: 'upstream',
  },
  'streams cut at any time': {
    calls: [
      ...times(4, (i) => ({
        ago: 200 - i * 20,
        code: 'http_response_incomplete' as const,
        ms: 8000 + i * 5300,
        begun: true,
      })),
      { ago: 30, code: 'http_response_incomplete', ms: 13_100, begun: true },
    ],
    family: 'backend',
    level: 'upstream',
  },
  'a clock that good answers outlast is none': {
    calls: [
      ...times(4, (i) => ({ ago: 290 - i, ms: 75_000 })),
      ...times(3, (i) => ({ ago: 280 - i * 60, code: 'connection_terminated' as const, ms: 30_010 })),
      { ago: 31, code: 'connection_terminated', ms: 30_020 },
    ],
    family: 'backend',
    level: 'upstream',
  },
  'clients of all kinds leave after a minute': {
    calls: [
      ...times(4, (i) => ({ ago: 260 - i * 30, left: true, ms: 60_000 + i * 10, caller: `c${i}`, program: `p${i}` })),
      ...goods(5, { ms: 4000 }),
      { ago: 61, left: true, ms: 60_020, caller: 'c9', program: 'p1' },
    ],
    family: 'misconfiguration',
    who: 'operator',
    level: 'everything',
  },
  'all clients of the one program in use leave after a minute': {
    calls: [
      ...times(4, (i) => ({ ago: 260 - i * 30, left: true, ms: 60_004 + i, program: 'openai-python' })),
      { ago: 61, left: true, ms: 60_005, program: 'openai-python' },
    ],
    family: 'misconfiguration',
    who: 'operator',
    level: 'caller',
  },
  'one program leaves after 20 s while others wait longer': {
    calls: [
      ...times(4, (i) => ({ ago: 260 - i * 30, left: true, ms: 20_000 + i * 10, program: 'impatient' })),
      ...times(4, (i) => ({ ago: 260 - i * 30, ms: 45_000, program: 'patient' })),
      { ago: 21, left: true, ms: 20_020, program: 'impatient' },
    ],
    family: 'client',
    who: 'caller',
    level: 'program',
  },
  'clients leave whenever they like': {
    calls: [
      ...times(5, (i) => ({ ago: 260 - i * 30, left: true, ms: 2000 + i * 7100 })),
      ...goods(9),
      { ago: 21, left: true, ms: 11_000 },
    ],
    family: 'client',
    who: 'caller',
    level: 'caller',
  },
  'only first calls after a pause break': {
    calls: [
      ...times(4, (i) => ({ ago: 290 - i, socket: 'reused' as const })),
      { ago: 280, socket: 'reused', code: 'connection_terminated', ms: 3 },
      ...times(4, (i) => ({ ago: 270 - i, socket: 'reused' as const })),
      { ago: 200, socket: 'reused', code: 'connection_terminated', ms: 3 },
      ...times(4, (i) => ({ ago: 190 - i, socket: 'reused' as const })),
      { ago: 0, socket: 'reused', code: 'connection_terminated', ms: 3 },
    ],
    family: 'misconfiguration',
    who: 'operator',
    level: 'upstream',
    code: 'keepalive_race',
    says: 'it broke only on the first call after a pause of at least',
  },
  'used connections break while they are busy': {
    calls: [
      ...times(9, (i) => ({
        ago: 4 - i * 0.3,
        socket: 'reused' as const,
        code: (i % 2 === 0 ? 'keepalive_race' : null) as CauseCode | null,
        ms: 30,
      })),
      { ago: 0, socket: 'reused', code: 'keepalive_race', ms: 3 },
    ],
    family: 'backend',
    who: 'provider',
    level: 'upstream',
  },
  'new connections break: the server dies': {
    calls: [
      ...times(4, (i) => ({ ago: 100 - i * 20, code: 'connection_terminated' as const, ms: 30 + i * 11 })),
      { ago: 0, code: 'connection_terminated', ms: 45 },
    ],
    family: 'backend',
    who: 'provider',
    level: 'upstream',
  },
  'refusals inside a declared maintenance': {
    calls: [
      ...times(3, (i) => ({ ago: 20 - i, code: 'connection_refused' as const, ms: 1 })),
      { ago: 0, code: 'connection_refused', ms: 1 },
    ],
    past: { markers: [maintenance(60, 600, 'a')] },
    family: 'maintenance',
    who: 'provider',
    level: 'upstream',
  },
  'a maintenance that takes longer than declared is no longer planned': {
    calls: [
      ...times(3, (i) => ({ ago: 20 - i, code: 'connection_refused' as const, ms: 1 })),
      { ago: 0, code: 'connection_refused', ms: 1 },
    ],
    past: { markers: [maintenance(3600, -600, 'a')] },
    family: 'outage',
    who: 'provider',
    level: 'upstream',
  },
  'a maintenance that is over explains nothing': {
    calls: [
      ...times(3, (i) => ({ ago: 20 - i, code: 'connection_refused' as const, ms: 1 })),
      { ago: 0, code: 'connection_refused', ms: 1 },
    ],
    past: { markers: [maintenance(7200, -3600, 'a')] },
    family: 'outage',
    level: 'upstream',
  },
  'the maintenance of another upstream explains nothing': {
    calls: [
      ...times(3, (i) => ({ ago: 20 - i, code: 'connection_refused' as const, ms: 1 })),
      { ago: 0, code: 'connection_refused', ms: 1 },
    ],
    past: { markers: [maintenance(60, 600, 'b')] },
    family: 'outage',
    level: 'upstream',
  },
  'refusals seconds after a rollout': {
    calls: [
      ...goods(10),
      ...times(3, (i) => ({ ago: 6 - i, code: 'connection_refused' as const, ms: 1 })),
      { ago: 0, code: 'connection_refused', ms: 1 },
    ],
    past: { markers: [marker('change', 10, 'a')] },
    family: 'maintenance',
    who: 'operator',
    level: 'upstream',
    says: 'an update was rolled out before the first failure, by',
  },
  'errors minutes after a rollout': {
    calls: [
      ...times(5, (i) => ({ ago: 290 - i })),
      ...times(9, (i) => ({ ago: 20 - i, code: 'upstream_error' as const })),
      { ago: 0, code: 'upstream_error' },
    ],
    past: { markers: [marker('change', 200, 'a')] },
    family: 'backend',
    level: 'upstream',
    says: 'an update was rolled out before the first failure, by',
  },
  'errors that began before the rollout': {
    calls: [
      ...times(8, (i) => ({ ago: 250 - i * 25, code: 'upstream_error' as const })),
      { ago: 0, code: 'upstream_error' },
    ],
    past: { markers: [marker('change', 30, 'a')] },
    family: 'backend',
    level: 'upstream',
  },
  'broken answers since another version answers': {
    calls: [
      ...times(6, (i) => ({ ago: 290 - i })),
      ...times(9, (i) => ({ ago: 150 - i * 10, code: 'invalid_answer' as const })),
      { ago: 0, code: 'invalid_answer' },
    ],
    past: { markers: [marker('version', 160, 'a')] },
    family: 'backend',
    level: 'upstream',
    says: 'the upstream began to answer as another version before the first failure, by',
  },
  'refused ever since the config changed it': {
    calls: [
      ...goods(6),
      ...times(4, (i) => ({ ago: 30 - i * 2, code: 'connection_refused' as const, ms: 1 })),
      { ago: 0, code: 'connection_refused', ms: 1 },
    ],
    past: { markers: [marker('reload', 40, 'a')] },
    family: 'misconfiguration',
    who: 'operator',
    level: 'upstream',
  },
  'well since the config changed, then refused': {
    calls: [
      ...times(6, (i) => ({ ago: 80 - i })),
      ...times(4, (i) => ({ ago: 30 - i * 2, code: 'connection_refused' as const, ms: 1 })),
      { ago: 0, code: 'connection_refused', ms: 1 },
    ],
    past: { markers: [marker('reload', 100, 'a')] },
    family: 'outage',
    level: 'upstream',
  },
  'streams cut by a drain': {
    calls: [
      ...goods(6),
      ...times(3, (i) => ({
        ago: 20 - i * 3,
        code: 'http_response_incomplete' as const,
        ms: 2500 + i * 3000,
        begun: true,
      })),
      { ago: 9, code: 'http_response_incomplete', ms: 8700, begun: true },
    ],
    past: { markers: [marker('drain', 30, 'a')] },
    family: 'maintenance',
    who: 'operator',
    level: 'upstream',
  },
  'waits grow with the load until a clock runs out': {
    calls: [
      ...times(30, (i) => ({ ago: 120 - i * 3 + (i * i) / 30, ms: 1000 + i * 900, firstMs: 500 + i * 850 })),
      { ago: 30, code: 'http_response_timeout', ms: 30_000 },
    ],
    family: 'overload',
    who: 'provider',
    level: 'call',
  },
  'waits are steady and close to the limit': {
    calls: [
      ...times(20, (i) => ({ ago: 290 - i * 12, ms: 9600, firstMs: 7000 + ((i * 7) % 20) * 130 })),
      { ago: 12, code: 'http_response_timeout', ms: 10_000 },
    ],
    family: 'timeout',
    who: 'operator',
    level: 'call',
    says: 'slow good answers come close to the limit, whatever the load',
  },
  'one answer hangs while all others are quick': {
    calls: [
      ...times(20, (i) => ({ ago: 290 - i * 12, ms: 600, firstMs: 300 + ((i * 7) % 20) })),
      { ago: 30, code: 'http_response_timeout', ms: 30_000 },
    ],
    family: 'timeout',
    level: 'call',
  },
  'a limit of the provider stays one': {
    calls: [...times(5, (i) => ({ ago: 20 - i, code: 'rate_limited' as const })), { ago: 0, code: 'rate_limited' }],
    family: 'throttling',
    who: 'operator',
    level: 'upstream',
  },
  'a refused key stays one, whatever else is rolled out': {
    calls: [...times(5, (i) => ({ ago: 20 - i, code: 'key_refused' as const })), { ago: 0, code: 'key_refused' }],
    past: { markers: [marker('change', 22, 'a')] },
    family: 'misconfiguration',
    who: 'operator',
    level: 'upstream',
  },
};

const wrongIn = (found: ReturnType<typeof ask>, expected: Case): readonly string[] => {
  const { cause, scope, clues } = found;
  const { family, who = cause.who, level, code = cause.code, says } = expected;
  const seen = [cause.family, cause.who, scope.level, cause.code];
  const wanted = [family, who, level, code];
  return [
    ...wanted.flatMap((each, index) => (each === seen[index] ? [] : [`${seen[index]} instead of ${each}`])),
    ...(says === undefined || clues.some((clue) => clue.says === says) ? [] : [`does not say "${says}"`]),
  ];
};

for (const [name, expected] of Object.entries(exam)) {
  test(`the exam: ${name}`, () => {
    const found = ask(expected.calls, expected.past ?? {});
    const said = `${JSON.stringify(found.cause.clues)} ${JSON.stringify(found.scope)} ${found.confidence}`;
    assert.deepEqual(wrongIn(found, expected), [], said);
  });
}

test('the exam has at least thirty cases', () => assert.ok(Object.keys(exam).length >= 30));

const codes = fc.constantFrom<CauseCode | null>(
  null,
  null,
  'connection_refused',
  'connection_terminated',
  'keepalive_race',
  'connection_timeout',
  'dns_error',
  'http_response_timeout',
  'http_response_incomplete',
  'overloaded',
  'invalid_request',
  'rate_limited',
);

const anyTry = fc.record({
  upstream: fc.constantFrom('a', 'b', 'c', 'd'),
  code: codes,
  ms: fc.nat(120_000),
  socket: fc.constantFrom('new' as const, 'reused' as const),
});

const anyCall = fc.record({
  ago: fc.integer({ min: 0, max: 900 }),
  tries: fc.array(anyTry, { minLength: 1, maxLength: 3 }),
  caller: fc.constantFrom('x', 'y'),
  program: fc.constantFrom('p', 'q'),
  prompt: fc.constantFrom('1', '2'),
});

const anyMarker: fc.Arbitrary<Marker> = fc
  .tuple(
    fc.constantFrom('change' as const, 'version' as const, 'reload' as const, 'drain' as const),
    fc.nat(900),
    fc.constantFrom('a', null),
  )
  .map(([kind, ago, upstream]) => marker(kind, ago, upstream));

const failing = anyCall.map((call) => ({
  ...call,
  tries: [...call.tries, { upstream: 'a', code: 'connection_terminated' as const, ms: 60_000 }],
}));

test('whatever happened, the verdict is a sane one', () => {
  fc.assert(
    fc.property(
      fc.array(anyCall, { maxLength: 60 }),
      failing,
      fc.array(anyMarker, { maxLength: 4 }),
      (calls, last, markers) => {
        const { cause, scope, confidence, runnerUp } = ask([...calls, last], { markers });
        const { affected, of, callers } = scope;
        assert.ok(confidence > 0 && confidence < 1 && cause.confidence === confidence);
        assert.ok(affected >= 1 && affected <= of && callers.affected >= 1 && callers.affected <= callers.of);
        assert.ok(of <= calls.length + 1);
        assert.equal(runnerUp !== null, confidence < 0.6, `${confidence} ${runnerUp}`);
        assert.notEqual(runnerUp, cause.family);
        assert.equal(cause.upstream, 'a');
      },
    ),
  );
});

test('calls of a day ago change nothing', () => {
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 30 }), failing, (calls, last) => {
      const old = calls.map((call) => ({ ...call, ago: call.ago + 86_400 }));
      assert.deepEqual(ask([...old, last]), ask([last]));
    }),
  );
});

test('the caller’s own mistake stays theirs, whatever happened around it', () => {
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 40 }), fc.array(anyMarker, { maxLength: 4 }), (calls, markers) => {
      const { cause } = ask([...calls, { ago: 0, code: 'invalid_request' }], { markers });
      assert.deepEqual([cause.family, cause.who, cause.confidence], ['client', 'caller', 0.9]);
    }),
  );
});

test('a second look at the same past says the same: the call itself counts once', () => {
  const calls: readonly CallSpec[] = [
    ...goods(9),
    { ago: 3, code: 'connection_refused' },
    { ago: 0, code: 'connection_refused' },
  ];
  const sighting = sightingOf({ ago: 0, code: 'connection_refused' }, 'req_mine');
  const { cause } = sighting.call;
  assert.ok(cause !== null);
  const recent = pastOf(calls.slice(0, -1));
  const once = rootCause({ cause, sighting, recent, now });
  const again = rootCause({ cause, sighting, recent: { ...recent, sightings: [...recent.sightings, sighting] }, now });
  assert.deepEqual(again, once);
});

const probes = (code: CauseCode | null): Partial<RecentPast> => ({
  probes: new Map([['a', { at: now + 1_000, cause: code === null ? null : causeOf(code, { upstream: 'a' }) }]]),
});

test('agreement makes it surer, contradiction less sure', () => {
  const refusal: CallSpec = { ago: 0, code: 'connection_refused', ms: 1 };
  const refusals = times(4, (index): CallSpec => ({ ago: 9 - index, code: 'connection_refused', ms: 1 }));
  const others = times(4, (index): CallSpec => ({ ago: 9 - index, upstream: 'b' }));
  const alone = ask([refusal]).confidence;
  const repeated = ask([...refusals, refusal]).confidence;
  const contrasted = ask([...refusals, ...others, refusal]).confidence;
  const probed = ask([...refusals, ...others, refusal], probes('connection_refused')).confidence;
  const denied = ask([refusal], probes(null)).confidence;
  const order = [denied, alone, repeated, contrasted, probed];
  assert.deepEqual(
    order,
    order.toSorted((one, two) => one - two),
    order.join(' < '),
  );
  assert.equal(new Set(order).size, order.length);
});

test('what was well before a trouble began does not make it narrow', () => {
  const before = times(300, (index): CallSpec => ({ ago: 250 - index / 2, upstream: index % 2 === 0 ? 'a' : 'b' }));
  const since = times(8, (index): CallSpec => ({
    ago: 12 - index,
    upstream: index % 2 === 0 ? 'a' : 'b',
    code: 'upstream_gateway_error',
  }));
  const { scope } = ask([...before, ...since, { ago: 0, code: 'upstream_gateway_error' }]);
  assert.deepEqual([scope.level, scope.affected, scope.of, scope.window], ['everything', 9, 9, '12s']);
});

test('a failure now and then hits single calls, not the upstream', () => {
  const calls = times(200, (index): CallSpec => ({
    ago: 280 - index,
    code: index % 40 === 0 ? 'upstream_error' : null,
  }));
  const { scope } = ask([...calls, { ago: 0, code: 'upstream_error' }]);
  assert.deepEqual([scope.level, scope.affected, scope.of], ['call', 6, 201]);
});
