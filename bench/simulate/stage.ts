/** Plays one scenario with one gateway in front of the same servers, questions and luck, and keeps what happened. */
import { Chance } from './chance.ts';
import { VirtualClock } from './clock.ts';
import { naive } from './naive.ts';
import { type Handle, startOurs } from './ours.ts';
import { ask, type Asked } from './person.ts';
import type { Scenario } from './scenario.ts';
import { capacityPerSecond, SimServer } from './server.ts';
import { SimWire } from './wire.ts';

export type Contender = 'ours' | 'naive';

export interface Played {
  readonly scenario: Scenario;
  readonly contender: Contender;
  readonly asked: readonly Asked[];
  readonly servers: readonly SimServer[];
  readonly faulty: readonly SimServer[];
  /** Calls a second that all servers can answer together. */
  readonly capacity: number;
  /** Questions a second outside an overload. */
  readonly usual: number;
  readonly realMs: number;
}

export interface Setting {
  readonly scenario: Scenario;
  readonly contender: Contender;
  /** `null`: as many as the scenario wants. */
  readonly upstreams: number | null;
  /** How many of them have the fault, where not all have it. */
  readonly faulty: number;
  readonly seed: number;
  readonly progress: (doneMs: number) => void;
}

/** Share of the capacity that is asked for outside an overload. */
const usualLoad = 0.5;
/** No more questions a second than this, however many upstreams there are, but for an overload. */
const mostPerSecond = 200;
const sliceMs = 5_000;

export const play = async (setting: Setting): Promise<Played> => {
  const { scenario, contender, seed, progress } = setting;
  const startedAt = performance.now();
  const clock = new VirtualClock();
  const count = setting.upstreams ?? scenario.upstreams;
  const { shape } = scenario;
  const servers = Array.from(
    { length: count },
    (_, index) => new SimServer({ clock, shape, chance: new Chance(seed, `server ${index}`) }),
  );
  const faulty = servers.slice(0, setting.faulty);
  const names = servers.map((_, index) => `u${index + 1}`);
  const wire = new SimWire(clock, new Map(servers.map((server, index) => [names[index] ?? '', server])));
  const gateway = await open({ contender, clock, seed, wire, names, servers, config: scenario.config });
  const capacity = capacityPerSecond(shape) * count;
  const usual = Math.min(capacity * usualLoad, mostPerSecond);
  const asked: Asked[] = [];
  const tell = (one: Asked): void => void asked.push(one);
  arrive({ clock, seed, handle: gateway.handle, scenario, capacity, usual, tell });
  for (const { atMs, act } of scenario.script({ all: servers, faulty })) clock.after(atMs, act);
  for (let doneMs = 0; doneMs < scenario.lastsMs; doneMs += sliceMs) {
    progress(doneMs);
    await clock.run(Math.min(scenario.lastsMs, doneMs + sliceMs));
  }
  // Those who still wait are heard out.
  await clock.run(scenario.lastsMs + scenario.manner.patienceMs + 60_000);
  gateway.stop();
  return { scenario, contender, asked, servers, faulty, capacity, usual, realMs: performance.now() - startedAt };
};

interface Opening {
  readonly contender: Contender;
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly wire: SimWire;
  readonly names: readonly string[];
  readonly servers: readonly SimServer[];
  readonly config: Scenario['config'];
}

const open = async (opening: Opening): Promise<{ handle: Handle; stop: () => void }> => {
  const { contender, clock, seed, wire, names, servers, config } = opening;
  return contender === 'naive'
    ? { handle: naive(wire, servers), stop: () => {} }
    : startOurs({ clock, chance: new Chance(seed, 'gateway'), wire, names, config });
};

interface Questions {
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly handle: Handle;
  readonly scenario: Scenario;
  readonly capacity: number;
  readonly usual: number;
  readonly tell: (asked: Asked) => void;
}

/** An open loop: people ask when they ask, however long the others wait. */
const arrive = ({ clock, seed, handle, scenario, capacity, usual, tell }: Questions): void => {
  const arrivals = new Chance(seed, 'arrivals');
  const chance = new Chance(seed, 'people');
  const { manner, lastsMs, surge } = scenario;
  const next = (): void => {
    const now = clock.monotonic();
    const isSurge = surge !== null && now >= surge.fromMs && now < surge.untilMs;
    clock.after(arrivals.gapMs(isSurge ? capacity * surge.load : usual), () => {
      if (clock.monotonic() >= lastsMs) return;
      ask({ clock, chance, handle, manner }, tell);
      next();
    });
  };
  next();
};
