/** What the decisions must keep to, whatever the world does to them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noPhases } from '../../src/domain/event.ts';
import fc from 'fast-check';
import { type CauseCode, causeCodes, traits } from '../../src/domain/cause.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { deposit, fullBudget, withdraw } from '../../src/policy/budget.ts';
import { classify } from '../../src/policy/classify.ts';
import { type Availability, type Candidate, nextMove, type Position, type Tried } from '../../src/policy/next-move.ts';
import { candidate, now, position, target, tried } from '../policy/positions.ts';

const code = fc.constantFrom<CauseCode>(...causeCodes);

const availability: fc.Arbitrary<Availability> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'ready' } as const) },
  fc.constant({ kind: 'full' } as const),
  fc.constant({ kind: 'drained' } as const),
  fc
    .record({ inMs: fc.integer({ min: 1, max: 60_000 }), of: code })
    .map(({ inMs, of }) => ({ kind: 'resting', until: now + inMs, cause: tried(target('x'), of).cause }) as const),
);

const candidates: fc.Arbitrary<readonly Candidate[]> = fc
  .array(
    fc.record({
      tier: fc.integer({ min: 1, max: 3 }),
      weight: fc.integer({ min: 1, max: 5 }),
      availability,
      mayRetry: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((rows) =>
    rows.map(({ tier, weight, availability: free, mayRetry }, index) =>
      candidate(target(`u${index}`, { tier, weight }), free, { mayRetry }),
    ),
  );

/** How the world answers attempt after attempt. */
const answers = fc.array(
  fc.record({
    code,
    sent: fc.boolean(),
    tookMs: fc.integer({ min: 0, max: 5000 }),
    draw: fc.double({ min: 0, max: 0.999, noNaN: true }),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 200_000 })),
  }),
  { minLength: 25, maxLength: 25 },
);

const worlds = fc.record({
  candidates,
  answers,
  replay: fc.constantFrom('safe' as const, 'unsent' as const),
  attemptsMax: fc.integer({ min: 1, max: 20 }),
  patienceMs: fc.integer({ min: 1, max: 120_000 }),
});

/** Plays a call whose every attempt fails to its end, and gives the attempts. */
const play = (
  world: typeof worlds extends fc.Arbitrary<infer T> ? T : never,
  holdUntil: number | null = null,
): readonly Tried[] => {
  const done: Tried[] = [];
  const deadlineAt = now + world.patienceMs;
  let time = now;
  for (let step = 0; step < 200; step++) {
    const at: Position = position({
      ...world,
      tried: done,
      now: time,
      holdUntil,
      deadlineAt,
      draw: world.answers[step % 25]?.draw ?? 0,
    });
    const move = nextMove(at);
    if (move.kind === 'give-up') return done;
    if (move.kind === 'wait') {
      assert.ok(
        move.until > time && move.until <= deadlineAt,
        `waits from ${time} until ${move.until}, deadline ${deadlineAt}`,
      );
      time = move.until;
      continue;
    }
    const answer = world.answers[done.length];
    assert.ok(answer !== undefined && time < deadlineAt, 'no attempt begins after the deadline');
    time += answer.tookMs;
    const { retryAfterMs, sent, draw } = answer;
    done.push(
      tried(move.target, answer.code, {
        sent,
        draw,
        endedAt: time,
        ...(retryAfterMs === null ? {} : { retryAfterMs }),
      }),
    );
  }
  throw new Error('the call never ends');
};

/** Repeats that cost nothing: the first idle connection of each target that died under the call. */
const free = (done: readonly Tried[]): number =>
  new Set(done.filter(({ cause }) => cause.code === 'keepalive_race').map((one) => one.target)).size;

test('a call always ends, within its attempts and its deadline, and never goes on after what is final', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const done = play(world);
      assert.ok(done.length - free(done) <= world.attemptsMax);
      for (const earlier of done.slice(0, -1)) {
        assert.notEqual(traits[earlier.cause.code].again, 'nowhere');
        if (world.replay === 'unsent') assert.equal(earlier.sent, false, 'what may have had effects is not sent again');
      }
      for (const [index, one] of done.entries()) {
        const before = done.slice(0, index).findLast((earlier) => earlier.target === one.target);
        if (before !== undefined)
          assert.notEqual(traits[before.cause.code].again, 'elsewhere', 'the same target is asked again');
      }
    }),
    { numRuns: 1000 },
  );
});

test('who holds ends too, with one attempt more at the most, and that only if none was heard', () => {
  const holding = fc.record({ world: worlds, holdMs: fc.integer({ min: 1, max: 60_000 }), backMs: fc.nat(60_000) });
  fc.assert(
    fc.property(holding, ({ world, holdMs, backMs }) => {
      const back = world.candidates.map((one, index) => (index > 0 ? one : { ...one, goodAt: now + backMs }));
      const done = play({ ...world, candidates: back }, now + holdMs);
      const extra = done.slice(0, world.attemptsMax).some(({ sent }) => sent) ? 0 : 1;
      assert.ok(done.length - free(done) <= world.attemptsMax + extra);
    }),
    { numRuns: 1000 },
  );
});

test('the first failover to a target that is ready is never refused by the budget', () => {
  fc.assert(
    fc.property(worlds, code, fc.integer({ min: 1, max: 2 }), (world, first, times) => {
      // An idle connection that died is no failure of the target: it is asked again for nothing.
      fc.pre(
        first !== 'keepalive_race' &&
          traits[first].again !== 'nowhere' &&
          world.attemptsMax > times &&
          world.replay === 'safe',
      );
      const [failed, ...others] = world.candidates;
      fc.pre(failed !== undefined && others.some((other) => other.availability.kind === 'ready'));
      const broke = world.candidates.map((one) => ({ ...one, mayRetry: false }));
      const move = nextMove(
        position({
          candidates: broke,
          tried: Array.from({ length: times }, () => tried(failed?.target ?? target('u0'), first)),
          attemptsMax: world.attemptsMax,
        }),
      );
      assert.equal(move.kind, 'try');
      if (move.kind === 'try') assert.notEqual(move.target, failed?.target);
    }),
    { numRuns: 500 },
  );
});

test('a budget is never negative, however it is used and whatever the clock does', () => {
  const use = fc.record({ pays: fc.boolean(), passedMs: fc.integer({ min: -1000, max: 20_000 }) });
  fc.assert(
    fc.property(fc.array(use, { maxLength: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (uses, share) => {
      let time = now;
      let budget = fullBudget(time);
      for (const { pays, passedMs } of uses) {
        time += passedMs;
        budget = pays ? deposit(budget, time, share) : withdraw(budget, time);
        assert.ok(budget.tokens >= 0 && Number.isFinite(budget.tokens));
      }
    }),
  );
});

const facts = fc
  .record({
    socket: fc.constantFrom('new' as const, 'reused' as const, null),
    sent: fc.boolean(),
    bytesReceived: fc.nat(),
  })
  .map((more) => ({ phases: noPhases, remoteAddress: null, addresses: [], isNameStale: false, bytesSent: 0, ...more }));
const words = fc.option(
  fc.oneof(fc.string(), fc.constantFrom('rate_limit_exceeded', 'overloaded_error', '503', 'invalid_request_error')),
);
const providerError = fc.record({ message: fc.string(), type: words, code: words, param: words });

const heard: fc.Arbitrary<Evidence> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.integer({ min: 100, max: 999 }),
    error: fc.option(providerError),
    body: fc.constantFrom('json' as const, 'html' as const, 'text' as const, 'empty' as const),
    signature: fc.constantFrom('nginx' as const, 'cloudflare' as const, null),
    says: fc.constantFrom(
      'maintenance' as const,
      'nobody_behind' as const,
      'too_many' as const,
      'wants_tls' as const,
      null,
    ),
    retryAfterMs: fc.option(fc.nat()),
    callersKey: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('error_inside' as const),
    status: fc.constant(200),
    error: providerError,
    retryAfterMs: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant('clock' as const),
    clock: fc.constantFrom(
      'connect' as const,
      'first_token' as const,
      'idle' as const,
      'answer' as const,
      'stream' as const,
    ),
    limitMs: fc.nat(),
    facts,
  }),
);

test('whatever an upstream answers has a cause of the table, and it is never called a fault of ours', () => {
  fc.assert(
    fc.property(heard, (seen) => {
      const cause = classify(seen, 'one');
      assert.ok(Object.hasOwn(traits, cause.code), cause.code);
      assert.notEqual(cause.code, 'proxy_internal_error');
      assert.equal(cause.upstream, 'one');
    }),
    { numRuns: 2000 },
  );
});

test('a connection may break with any code: only those nobody knows are our own fault', () => {
  const known = [
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_SOCKET',
    'HPE_INVALID_CONSTANT',
    'CERT_HAS_EXPIRED',
    'Z_DATA_ERROR',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ];
  const fault = fc.record({
    code: fc.oneof(fc.constantFrom(...known), fc.string()),
    syscall: fc.option(fc.constant('connect')),
    tlsAlert: fc.option(fc.nat(255)),
    certificate: fc.constant(null),
    firstBytes: fc.option(fc.constant('535348')),
  });
  fc.assert(
    fc.property(fault, facts, fc.constantFrom('head' as const, 'body' as const), (broke, around, during) => {
      const cause = classify({ kind: 'wire', during, fault: broke, facts: around, afterMs: 1 }, 'one');
      assert.ok(Object.hasOwn(traits, cause.code), cause.code);
      if (known.includes(broke.code)) assert.notEqual(cause.code, 'proxy_internal_error');
    }),
    { numRuns: 1000 },
  );
});
