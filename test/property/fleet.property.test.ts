/** What fleet and next move keep to together, whatever calls, checks, operators and time do to them, in whatever order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CauseCode, causeCodes, causeOf, traits } from '../../src/domain/cause.ts';
import type { Target } from '../../src/domain/upstream.ts';
import { type Candidate, nextMove } from '../../src/policy/next-move.ts';
import type { Place } from '../../src/state/seats.ts';
import { position } from '../policy/positions.ts';
import { Stage } from '../state/fleets.ts';

const names = ['a', 'b', 'narrow'] as const;
/** Calls at once that the narrow one takes. */
const mostAtNarrow = 2;
const share = 0.2;
/** The contract's floor, which is also what a fresh budget holds. */
const floorPerSecond = 10;

const config = {
  upstreams: Object.fromEntries(
    names.map((name) => [
      name,
      {
        url: `http://${name}.test/v1`,
        health: 'off',
        ...(name === 'narrow' ? { maxConcurrency: mostAtNarrow } : {}),
      },
    ]),
  ),
  models: { m: { targets: [{ upstream: 'a' }, { upstream: 'narrow' }, { upstream: 'b', tier: 2 }] } },
  retries: { budget: `${share * 100}%` },
};

const codes = fc.constantFrom<CauseCode>(...causeCodes);
const which = fc.nat(names.length - 1);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('call' as const), draw: fc.double({ min: 0, max: 0.99, noNaN: true }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('retry' as const), which, times: fc.integer({ min: 1, max: 15 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      which: fc.nat(),
      how: fc.constantFrom('good' as const, 'bad' as const, 'drop' as const, 'opened' as const),
      code: codes,
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 120_000 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('probe' as const), which, code: fc.option(codes) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('command' as const),
      which,
      verb: fc.constantFrom('drain' as const, 'resume' as const, 'reset' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Doing<K extends Step['do']> = Extract<Step, { readonly do: K }>;

/** Plays steps, and counts beside the fleet what it should have counted itself. */
class Ledger {
  readonly #stage = new Stage(config, () => ({ ms: 0 }));
  readonly #startedAt = this.#stage.now;
  readonly #places: { readonly name: string; readonly place: Place }[] = [];
  readonly #fresh = new Map<string, number>();
  readonly #extra = new Map<string, number>();

  play(one: Step): void {
    switch (one.do) {
      case 'call':
        return this.#call(one);
      case 'retry':
        return this.#retry(one);
      case 'end':
        return this.#end(one);
      case 'probe':
        return this.#probe(one);
      case 'command':
        return void this.#stage.fleet.command(names[one.which] ?? '', one.verb);
      case 'pass':
        this.#stage.now += one.ms;
        return;
    }
  }

  check(): void {
    for (const { upstream, inFlight } of this.#stage.fleet.states()) {
      const open = this.#places.filter(({ name }) => name === upstream.name).length;
      assert.equal(inFlight, open, `places at ${upstream.name}`);
      const shown = this.#view().find(({ target }) => target.upstream.name === upstream.name);
      assert.equal(shown?.pending, open, `calls before a new one at ${upstream.name}`);
    }
    for (const { upstream, left } of this.#stage.fleet.budgets()) {
      assert.ok(left >= 0, `budget of ${upstream}`);
      const seconds = (this.#stage.now - this.#startedAt) / 1000;
      const most = floorPerSecond * (1 + seconds) + share * (this.#fresh.get(upstream) ?? 0);
      assert.ok((this.#extra.get(upstream) ?? 0) <= most + 1e-6, `extra attempts at ${upstream}`);
    }
  }

  /** A day goes by, in which what is out stays out: nobody rests for ever behind it. Then all of it ends. */
  settle(): void {
    for (const name of names) this.#stage.fleet.command(name, 'resume');
    this.#stage.now += 24 * 3_600_000;
    for (const { availability } of this.#view()) assert.notEqual(availability.kind, 'resting');
    for (const { place } of this.#places.splice(0)) place[Symbol.dispose]();
    this.check();
    for (const { availability } of this.#view()) assert.equal(availability.kind, 'ready');
  }

  #view(): readonly Candidate[] {
    const route = this.#stage.fleet.route('m');
    assert.ok(route !== null);
    return this.#stage.fleet.view(route, { model: 'm', operation: 'chat' });
  }

  #enter(target: Target, fare: 'fresh' | 'extra'): void {
    const { name } = target.upstream;
    const paid = fare === 'fresh' ? this.#fresh : this.#extra;
    paid.set(name, (paid.get(name) ?? 0) + 1);
    this.#places.push({ name, place: this.#stage.fleet.enter(target, 'm', fare === 'extra') });
  }

  /** Whoever is ready is found, and nobody else is asked. */
  #call({ draw }: Doing<'call'>): void {
    const candidates = this.#view();
    const { now } = this.#stage;
    const move = nextMove(position({ candidates, now, deadlineAt: now + 60_000, draw }));
    const isReady = candidates.some(({ availability }) => availability.kind === 'ready');
    assert.equal(move.kind === 'try', isReady, move.kind);
    if (move.kind !== 'try') return;
    const chosen = candidates.find(({ target }) => target === move.target);
    assert.equal(chosen?.availability.kind, 'ready');
    this.#enter(move.target, 'fresh');
    const atNarrow = this.#places.filter(({ name }) => name === 'narrow').length;
    assert.ok(atNarrow <= mostAtNarrow, `${atNarrow} calls at the narrow one`);
  }

  /** Second retries of some calls: only where the budget has room. */
  #retry({ which: at, times }: Doing<'retry'>): void {
    for (let made = 0; made < times; made++) {
      const candidate = this.#view().find(({ target }) => target.upstream.name === names[at]);
      if (candidate?.mayRetry !== true || candidate.availability.kind !== 'ready') return;
      this.#enter(candidate.target, 'extra');
    }
  }

  #end({ which: at, how, code, retryAfterMs }: Doing<'end'>): void {
    const index = this.#places.length === 0 ? -1 : at % this.#places.length;
    const open = this.#places[index];
    if (open === undefined) return;
    if (how === 'opened') return open.place.opened(at % 60_000);
    if (how === 'good') open.place.good();
    if (how === 'bad') open.place.bad(causeOf(code, { upstream: open.name, retryAfterMs }));
    open.place[Symbol.dispose]();
    this.#places.splice(index, 1);
  }

  #probe({ which: on, code }: Doing<'probe'>): void {
    const name = names[on] ?? '';
    const at = this.#stage.now;
    const probed =
      code === null ? ({ kind: 'good', at } as const) : ({ kind: 'bad', at, cause: causeOf(code) } as const);
    this.#stage.fleet.probe(name, probed);
  }
}

test('places in are places out, budgets hold, who is ready is found, and nobody is out for ever', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const ledger = new Ledger();
      for (const one of steps) {
        ledger.play(one);
        ledger.check();
      }
      ledger.settle();
    }),
    { numRuns: 500 },
  );
});

test('good news and callers’ own faults never keep a call away', () => {
  const harmless = causeCodes.filter((code) => traits[code].hurts === 'nothing');
  const calls = fc.record({
    isGood: fc.boolean(),
    code: fc.constantFrom(...harmless),
    afterMs: fc.integer({ min: 0, max: 5_000 }),
  });
  fc.assert(
    fc.property(fc.array(calls, { maxLength: 80 }), (all) => {
      const stage = new Stage(config, () => ({ ms: 0 }));
      const route = stage.fleet.route('m');
      assert.ok(route !== null);
      for (const { isGood, code, afterMs } of all) {
        stage.now += afterMs;
        const candidates = stage.fleet.view(route, { model: 'm', operation: 'chat' });
        for (const { availability, doubt } of candidates)
          assert.deepEqual([availability.kind, doubt], ['ready', 'none']);
        const move = nextMove(position({ candidates, now: stage.now, deadlineAt: stage.now + 60_000 }));
        assert.equal(move.kind, 'try');
        if (move.kind !== 'try') return;
        using place = stage.fleet.enter(move.target, 'm', false);
        if (isGood) place.good();
        else place.bad(causeOf(code));
      }
    }),
    { numRuns: 300 },
  );
});
