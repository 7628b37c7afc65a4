/** The fleet under load, on a clock of its own: who is asked, how often, and what is learned. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CauseCode } from '../domain/cause.ts';
import { causeCodes, causeOf } from '../domain/cause.ts';
import type { Target } from '../domain/upstream.ts';
import type { Answer } from '../../test/state/fleets.ts';
import { Stage, fleetOf } from '../../test/state/fleets.ts';

const well: Answer = { ms: 300 };

/** Calls at a steady pace from the start of the stage. */
const load = (stage: Stage, { perSecond, seconds }: { perSecond: number; seconds: number }): void => {
  const start = stage.now;
  for (let call = 0; call < perSecond * seconds; call++)
    stage.at(start + (call * 1000) / perSecond, () => stage.call());
};

test('weights are kept, at any number of calls at once', () => {
  for (const perSecond of [1, 20, 200]) {
    const stage = new Stage(fleetOf(['a', 'b'], { a: { weight: 3 } }), () => well);
    load(stage, { perSecond, seconds: 4000 / perSecond });
    stage.run();
    const share = stage.share('a');
    assert.ok(share > 0.68 && share < 0.82, `${share} at ${perSecond} a second`);
  }
});

test('a host that fails fast attracts less and less', () => {
  const stage = new Stage(fleetOf(['a', 'b', 'c']), (name) =>
    name === 'a' ? { ms: 1, code: 'upstream_error' } : well,
  );
  load(stage, { perSecond: 20, seconds: 30 });
  const start = stage.now;
  stage.run();
  assert.equal(stage.failed, 0);
  assert.ok(stage.share('a', start + 1_000) < 0.02, `${stage.share('a', start + 1_000)} of the attempts`);
});

test('a slow host is left to itself: calls that take three times as long are few', () => {
  const stage = new Stage(fleetOf(['a', 'b', 'c']), (name) => (name === 'a' ? { ms: 3_000 } : well));
  load(stage, { perSecond: 20, seconds: 60 });
  const start = stage.now;
  stage.run();
  assert.ok(stage.share('a', start + 30_000) < 0.01, `${stage.share('a', start + 30_000)} of the attempts`);
});

test('in an outage of a minute under five calls a second, at most ten reach the upstream that is down', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const config = fleetOf(['a', 'b'], { b: { tier: 2 } });
    const stage: Stage = new Stage(
      config,
      (name, at) => (name === 'a' && at < 1_060_000 ? { ms: 1, code: 'upstream_gateway_error' } : well),
      seed,
    );
    load(stage, { perSecond: 5, seconds: 90 });
    stage.run();
    const down = stage.asked.filter(({ upstream, at }) => upstream === 'a' && at < 1_060_000).length;
    assert.ok(down <= 10, `${down} with seed ${seed}`);
    assert.equal(stage.failed, 0);
    assert.ok(
      stage.asked.some(({ upstream, isGood }) => upstream === 'a' && isGood),
      'it is used again',
    );
  }
});

test('alone it is asked as seldom, and is back within a quarter of a minute', () => {
  const stage: Stage = new Stage(fleetOf(['a']), (_, at) =>
    at < 1_060_000 ? { ms: 1, code: 'upstream_gateway_error' } : well,
  );
  load(stage, { perSecond: 5, seconds: 90 });
  stage.run();
  assert.ok(stage.asked.filter(({ at }) => at < 1_060_000).length <= 10);
  assert.ok(stage.asked.some(({ at, isGood }) => isGood && at < 1_076_000));
});

const isOut = (at: number): boolean => at >= 1_030_000 && at < 1_090_000;

for (const { says, ms, code, most } of [
  { says: 'fails at once', ms: 1, code: 'upstream_error', most: 20 },
  { says: 'takes no packets', ms: 2_000, code: 'connection_timeout', most: 24 },
] as const)
  test(`one that was well for long, and alone, ${says}: what it was does not keep calls coming`, () => {
    const stage: Stage = new Stage(fleetOf(['a']), (_, at) => (isOut(at) ? { ms, code } : well));
    load(stage, { perSecond: 5, seconds: 120 });
    stage.run();
    const asked = stage.asked.filter(({ at }) => isOut(at)).length;
    assert.ok(asked <= most, `${asked} attempts in a minute`);
    assert.ok(stage.asked.some(({ at, isGood }) => isGood && at >= 1_090_000 && at < 1_107_000));
  });

test('while all are away, nobody rests longer than one that is alone', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const stage: Stage = new Stage(
      fleetOf(['a', 'b']),
      (_, at) => (at < 1_050_000 ? { ms: 1, code: 'connection_refused' } : well),
      seed,
    );
    load(stage, { perSecond: 5, seconds: 70 });
    stage.run();
    assert.ok(stage.asked.filter(({ at }) => at < 1_050_000).length <= 20);
    assert.ok(
      stage.asked.some(({ at, isGood }) => isGood && at < 1_066_000),
      `seed ${seed}`,
    );
  }
});

test('the health check closes a breaker that nobody could be reached behind, so that one probe is enough', () => {
  const stage: Stage = new Stage(fleetOf(['a', 'b'], { b: { tier: 2 } }), (name, at) =>
    name === 'a' && at < 1_060_000 ? { ms: 1, code: 'connection_refused' } : well,
  );
  const cause = causeOf('connection_refused', { upstream: 'a' });
  for (let at = stage.now; at < stage.now + 90_000; at += 5_000) {
    const seenAt = at;
    stage.at(at, () => {
      stage.fleet.probe('a', seenAt < 1_060_000 ? { kind: 'bad', at: seenAt, cause } : { kind: 'good', at: seenAt });
    });
  }
  load(stage, { perSecond: 5, seconds: 90 });
  stage.run();
  assert.ok(stage.asked.filter(({ upstream, at }) => upstream === 'a' && at < 1_060_000).length <= 10);
  assert.ok(stage.asked.some(({ upstream, at }) => upstream === 'a' && at >= 1_060_000 && at < 1_061_000));
});

test('a green health check beside failing calls does not send them there again', () => {
  const stage = new Stage(fleetOf(['a', 'b'], { b: { tier: 2 } }), (name) =>
    name === 'a' ? { ms: 1, code: 'upstream_error' } : well,
  );
  for (let at = stage.now; at < stage.now + 60_000; at += 5_000)
    stage.at(at, () => stage.fleet.probe('a', { kind: 'good', at: stage.now }));
  load(stage, { perSecond: 5, seconds: 60 });
  stage.run();
  assert.ok(stage.asked.filter(({ upstream }) => upstream === 'a').length <= 12);
});

test('when all fail now and then, all go on being asked', () => {
  const stage: Stage = new Stage(fleetOf(['a', 'b', 'c']), () =>
    stage.draw() < 0.2 ? { ms: 20, code: 'upstream_error' } : well,
  );
  load(stage, { perSecond: 50, seconds: 60 });
  stage.run();
  const calls = 3_000;
  assert.ok(stage.failed / calls <= 0.05, `${stage.failed} failed`);
  assert.ok(stage.asked.length / calls <= 1.3, `${stage.asked.length / calls} attempts a call`);
});

/** The targets of model m on a stage where nothing happens by itself. */
const still = (
  names: readonly string[],
): { stage: Stage; targets: readonly Target[]; kinds: () => readonly string[] } => {
  const stage = new Stage(fleetOf(names), () => well);
  const route = stage.fleet.route('m');
  assert.ok(route !== null);
  const kinds = (): readonly string[] =>
    stage.fleet.view(route, { model: 'm', operation: 'chat' }).map(({ availability }) => availability.kind);
  return { stage, targets: route.targets, kinds };
};

test('first content is good news at once, however long the answer takes to end', () => {
  const { stage, targets, kinds } = still(['a']);
  const [a] = targets;
  assert.ok(a !== undefined);
  for (let round = 0; round < 9; round++) {
    stage.fleet.enter(a, 'm', false).opened(300);
    using failing = stage.fleet.enter(a, 'm', false);
    failing.bad(causeOf('upstream_error'));
  }
  assert.deepEqual(kinds(), ['ready']);
});

for (const [code, left] of [
  ['upstream_error', 'ready'],
  ['connection_refused', 'resting'],
  ['rate_limited', 'resting'],
] as const)
  test(`when all rest behind ${code} although most calls went well, they are ${left}`, () => {
    const { stage, targets, kinds } = still(['a', 'b']);
    const attempt = (target: Target, isGood: boolean): void => {
      using place = stage.fleet.enter(target, 'm', false);
      if (isGood) place.good();
      else place.bad(causeOf(code, { upstream: target.upstream.name }));
    };
    const [a, b] = targets;
    assert.ok(a !== undefined && b !== undefined);
    for (const target of targets) for (let calls = 0; calls < 20; calls++) attempt(target, true);
    for (let calls = 0; calls < 3; calls++) attempt(a, false);
    assert.deepEqual(kinds(), ['resting', 'ready'], 'somebody else is there');
    for (let calls = 0; calls < 3; calls++) attempt(b, false);
    assert.deepEqual(kinds(), [left, left]);
  });

test('who is silent where others answer is held to have failed, who is only slow is not', () => {
  const { stage, targets } = still(['a', 'b']);
  const route = stage.fleet.route('m');
  assert.ok(route !== null);
  for (const [index, target] of targets.entries()) {
    using place = stage.fleet.enter(target, 'm', false);
    place.outrun({ afterMs: 700, isReached: index > 0 });
  }
  const seen = stage.fleet.view(route, { model: 'm', operation: 'chat' });
  assert.deepEqual(
    seen.map(({ latencyMs, penaltyMs }) => [latencyMs, penaltyMs > 0]),
    [
      [1_400, true],
      [1_400, false],
    ],
  );
});

test('limits are no outage: a host that says 429 with a time is left alone so long, and no longer', () => {
  const stage: Stage = new Stage(fleetOf(['a', 'b'], { b: { tier: 2 } }), (name, at) =>
    name === 'a' && at < 1_010_000 ? { ms: 1, code: 'rate_limited', retryAfterMs: 10_000 } : well,
  );
  load(stage, { perSecond: 5, seconds: 20 });
  stage.run();
  const onA = stage.asked.filter(({ upstream }) => upstream === 'a');
  assert.equal(onA.filter(({ at }) => at < 1_010_000).length, 1);
  assert.ok(onA.some(({ at }) => at >= 1_010_000 && at < 1_011_000));
});

test('one model that breaks at a host leaves the others there alone', () => {
  const stage = new Stage({ ...fleetOf(['a', 'b']), models: { '*': { targets: [{ upstream: 'a' }] } } }, () => well);
  const { fleet } = stage;
  const route = fleet.route('bad');
  assert.ok(route !== null);
  const target = route.targets[0];
  assert.ok(target !== undefined);
  const attempt = (model: string, isGood: boolean): void => {
    using place = fleet.enter(target, model, false);
    if (isGood) place.good();
    else place.bad(causeOf('upstream_error', { upstream: 'a' }));
  };
  for (let round = 0; round < 3; round++) {
    attempt('bad', false);
    attempt('fine', true);
  }
  const kindOf = (model: string): string | undefined =>
    fleet.view(route, { model, operation: 'chat' })[0]?.availability.kind;
  assert.equal(kindOf('bad'), 'resting');
  assert.equal(kindOf('fine'), 'ready');
});

const verdict = fc.record({
  which: fc.nat(2),
  ends: fc.constantFrom('good' as const, 'bad' as const, 'drop' as const, 'opened' as const),
  code: fc.constantFrom(...causeCodes),
  retryAfterMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
  afterMs: fc.integer({ min: 0, max: 10_000 }),
});

test('places in are places out, whatever comes of them, and there is always a time when somebody may be asked', () => {
  fc.assert(
    fc.property(fc.array(verdict, { maxLength: 60 }), (verdicts) => {
      const stage = new Stage(fleetOf(['a', 'b', 'c']), () => well);
      const route = stage.fleet.route('m');
      assert.ok(route !== null);
      const open: Disposable[] = [];
      for (const { which, ends, code, retryAfterMs, afterMs } of verdicts) {
        stage.now += afterMs;
        const chosen: Target | undefined = route.targets[which];
        assert.ok(chosen !== undefined);
        const place = stage.fleet.enter(chosen, 'm', false);
        open.push(place);
        if (ends === 'opened') place.opened(afterMs);
        if (ends === 'good') place.good();
        if (ends === 'bad') place.bad(causeOf(code, { retryAfterMs }));
        if (open.length > 3) open.shift()?.[Symbol.dispose]();
      }
      for (const place of open) place[Symbol.dispose]();
      assert.deepEqual(
        stage.fleet.states().map(({ inFlight }) => inFlight),
        [0, 0, 0],
      );
      stage.now += 24 * 3_600_000;
      for (const { availability, doubt } of stage.fleet.view(route, { model: 'm', operation: 'chat' }))
        assert.deepEqual([availability.kind, doubt], ['ready', 'none']);
    }),
    { numRuns: 300 },
  );
});

const spoil = (stage: Stage, target: Target, code: CauseCode): void => {
  using place = stage.fleet.enter(target, 'm', false);
  place.bad(causeOf(code, { upstream: target.upstream.name }));
};

test('limits are in no rate: however many there are, nobody is ejected for them', () => {
  for (const [code, doubt] of [
    ['rate_limited', 'none'],
    ['overloaded', 'none'],
    ['empty_answer', 'ejected'],
  ] as const) {
    const { stage, targets } = still(['a', 'b']);
    const [a] = targets;
    assert.ok(a !== undefined);
    for (let calls = 0; calls < 40; calls++) {
      stage.fleet.enter(a, 'm', false)[Symbol.dispose]();
      spoil(stage, a, code);
    }
    const route = stage.fleet.route('m');
    assert.ok(route !== null);
    assert.equal(stage.fleet.view(route, { model: 'm', operation: 'chat' })[0]?.doubt, doubt, code);
  }
});

test('a call from before it rested does not speak for the probe', () => {
  const { stage, targets, kinds } = still(['a', 'b']);
  const [a] = targets;
  assert.ok(a !== undefined);
  using old = stage.fleet.enter(a, 'm', false);
  for (let calls = 0; calls < 3; calls++) spoil(stage, a, 'connection_refused');
  stage.now += 1_000;
  const probe = stage.fleet.enter(a, 'm', false);
  old.bad(causeOf('connection_refused', { upstream: 'a' }));
  probe.good();
  probe[Symbol.dispose]();
  assert.deepEqual(kinds(), ['ready', 'ready']);
});

test('that an answer goes on which began before says nothing of how new ones are met', () => {
  const { stage, targets } = still(['a']);
  const [a] = targets;
  assert.ok(a !== undefined);
  const long = stage.fleet.enter(a, 'm', false);
  const begunAt = stage.now;
  stage.now += 60_000;
  long.good();
  long[Symbol.dispose]();
  assert.equal(stage.fleet.signs('a')?.goodAt, begunAt);
});

test('the only one rests a quarter of a minute at most behind failures, one of several up to twenty', () => {
  for (const [names, mostMs] of [
    [['a'], 15_000],
    [['a', 'b'], 20_000],
  ] as const) {
    const { stage, targets } = still(names);
    const [a] = targets;
    const route = stage.fleet.route('m');
    assert.ok(a !== undefined && route !== null);
    let longestMs = 0;
    for (let rests = 0; rests < 12; rests++) {
      for (let calls = 0; calls < 3; calls++) spoil(stage, a, 'connection_refused');
      const [seen] = stage.fleet.view(route, { model: 'm', operation: 'chat' });
      assert.ok(seen?.availability.kind === 'resting');
      longestMs = Math.max(longestMs, seen.availability.until - stage.now);
      stage.now = seen.availability.until;
    }
    assert.ok(longestMs > mostMs * 0.75 && longestMs <= mostMs, `${longestMs} of ${names.length}`);
  }
});
