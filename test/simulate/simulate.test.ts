/** The simulator's own honesty: the same seed gives the same run, servers give what they say they can, and faults are felt. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chance } from '../../bench/simulate/chance.ts';
import { VirtualClock } from '../../bench/simulate/clock.ts';
import { SimExchange } from '../../bench/simulate/exchange.ts';
import { figuresOf } from '../../bench/simulate/figures.ts';
import type { Scenario } from '../../bench/simulate/scenario.ts';
import { scenarios } from '../../bench/simulate/scenarios.ts';
import { capacityPerSecond, SimServer, type Shape } from '../../bench/simulate/server.ts';
import { play, type Played, type Setting } from '../../bench/simulate/stage.ts';

const shape: Shape = { slots: 10, most: 80, prefillMs: 300, decodeMs: 900 };

const startServer = (clock: VirtualClock): SimServer =>
  new SimServer({ clock, shape, chance: new Chance(1, 'server') });

/** Keeps so many calls on the server for a minute, and says how many a second it answered. */
const throughputOf = async (calls: number): Promise<number> => {
  const clock = new VirtualClock();
  const server = startServer(clock);
  let whole = 0;
  const one = async (): Promise<void> => {
    for (;;) {
      const exchange = new SimExchange((gone) => server.left(gone));
      server.call(exchange);
      let part = await exchange.read();
      while (part.kind === 'data') part = await exchange.read();
      if (part.kind === 'end') whole++;
    }
  };
  for (let call = 0; call < calls; call++) void one();
  await clock.run(60_000);
  return whole / 60;
};

test('a server gives its capacity when it is full, half of it when it is half full, and less when it is overrun', async () => {
  const capacity = capacityPerSecond(shape);
  const shareOf = async (calls: number): Promise<number> => (await throughputOf(calls)) / capacity;
  assert.ok(Math.abs((await shareOf(10)) - 1) < 0.1);
  assert.ok(Math.abs((await shareOf(5)) - 0.5) < 0.05);
  const overrun = await shareOf(40);
  assert.ok(overrun > 0.6 && overrun < 0.72, `${overrun}: two doublings cost a fifth each`);
});

test('a call that left makes room at once', async () => {
  const clock = new VirtualClock();
  const server = startServer(clock);
  const exchanges = Array.from({ length: shape.most }, () => new SimExchange((gone) => server.left(gone)));
  for (const exchange of exchanges) server.call(exchange);
  const ask = async (): Promise<number | null> => {
    const exchange = new SimExchange((gone) => server.left(gone));
    server.call(exchange);
    await clock.run(clock.monotonic() + 100);
    exchange.abort();
    const head = await exchange.head();
    return head.kind === 'head' ? head.status : null;
  };
  assert.equal(await ask(), 503);
  exchanges[0]?.abort();
  assert.equal(await ask(), null, 'it is being served');
});

const named = (name: string): Scenario => {
  const found = scenarios.find((one) => one.name === name);
  assert.ok(found !== undefined);
  return { ...found, lastsMs: 30_000, fault: { fromMs: 20_000, untilMs: 30_000 } };
};

const playing = (name: string, more: Partial<Setting> = {}): Promise<Played> =>
  play({ scenario: named(name), contender: 'ours', upstreams: null, faulty: 1, seed: 1, progress: () => {}, ...more });

test('the same seed gives the same run, another seed another one', async () => {
  const [first, second, other] = [await playing('dead'), await playing('dead'), await playing('dead', { seed: 2 })];
  assert.deepEqual(second.asked, first.asked);
  assert.deepEqual(
    second.servers.map(({ calledAt }) => calledAt),
    first.servers.map(({ calledAt }) => calledAt),
  );
  assert.notDeepEqual(other.asked, first.asked);
});

test('without a gateway that learns, a dead server costs every third call another attempt', async () => {
  const { amplification, success } = figuresOf(await playing('dead', { contender: 'naive' }));
  assert.ok(amplification > 1.4 && amplification < 1.6, `${amplification}`);
  assert.equal(success, 1);
});
