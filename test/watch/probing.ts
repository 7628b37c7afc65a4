/** The real probe loop, fleet and rooms on a clock that a test turns by hand, against upstreams that answer as it says. */
import { noPhases } from '../../src/domain/event.ts';
import type { Cause } from '../../src/domain/cause.ts';
import type { Clock, Exchange, Log, Phases, Sending, Wire, WireHead } from '../../src/domain/ports.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { loadSettings } from '../../src/config/load.ts';
import { Checks } from '../../src/state/checks.ts';
import { Durations } from '../../src/state/durations.ts';
import { Fleet } from '../../src/state/fleet.ts';
import { Recent } from '../../src/state/recent.ts';
import { Rounds } from '../../src/watch/probe.ts';

export interface Says {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `null`: it refuses the connection. */
export type Answering = (sending: Sending, now: number) => Says | null;

const tickMs = 250;

const phases: Phases = { ...noPhases, write: 0 };

const refused = { code: 'ECONNREFUSED', syscall: 'connect', tlsAlert: null, firstBytes: null, certificate: null };

const exchangeOf = (says: Says | null): Exchange => {
  const pieces = says === null || says.body === undefined ? [] : [Buffer.from(says.body)];
  const head: WireHead =
    says === null
      ? { kind: 'broken', fault: refused }
      : { kind: 'head', status: says.status, headers: says.headers ?? { 'content-type': 'application/json' } };
  return {
    head: () => Promise.resolve(head),
    read: () => {
      const bytes = pieces.shift();
      return Promise.resolve(bytes === undefined ? { kind: 'end' } : { kind: 'data', bytes });
    },
    abort: () => {},
    release: () => {},
    facts: () => ({
      phases,
      socket: 'new',
      remoteAddress: null,
      addresses: [],
      isNameStale: false,
      sent: says !== null,
      bytesSent: 0,
      bytesReceived: 0,
    }),
  };
};

const silence = (): void => {};
const quiet: Log = { debug: silence, info: silence, warn: silence, error: silence };

export interface Probing {
  readonly fleet: Fleet;
  readonly checks: Checks;
  readonly durations: Durations;
  /** Every question that reached an upstream: when, and `METHOD PATH`. */
  readonly asked: readonly { readonly at: number; readonly what: string }[];
  readonly tokens: () => number;
  readonly now: () => number;
  readonly state: () => string | undefined;
  /** A call that ends so, if the upstream may be asked at all; `null`: well. False when it rests. */
  call(cause: Cause | null): boolean;
  /** Turns the clock; `each` runs at every tick. */
  turn(ms: number, each?: () => void): Promise<void>;
}

export interface Beside {
  /** Another upstream serves the same, which is always well and never checked. */
  readonly hasSpare?: boolean;
  /** Calls that wait in its line. */
  readonly waiting?: number;
}

const settingsWith = (health: unknown, { hasSpare = false }: Beside): Settings => {
  const spare = { spare: { url: 'http://127.0.0.1:2/v1', health: 'off', models: ['m'] } };
  const text = JSON.stringify({
    upstreams: { one: { url: 'http://127.0.0.1:1/v1', health }, ...(hasSpare ? spare : {}) },
  });
  const loaded = loadSettings({ text, file: 'test.yaml', env: {}, baseFolder: '/' });
  if (loaded.kind === 'bad') throw new Error('the test has a wrong config');
  return loaded.settings;
};

interface TurnedWorld {
  now: number;
  readonly clock: Clock;
  readonly wire: Wire;
  readonly asked: { at: number; what: string }[];
}

const turnedWorld = (answering: Answering): TurnedWorld => {
  const never = { refresh: silence, cancel: silence };
  const asked: TurnedWorld['asked'] = [];
  const world: TurnedWorld = {
    now: 1_800_000_000_000,
    asked,
    clock: {
      now: () => world.now,
      monotonic: () => world.now,
      sleep: () => Promise.resolve(),
      after: () => never,
      patience: () => never,
      every: async function* () {},
    },
    wire: {
      open: (sending) => {
        asked.push({ at: world.now, what: `${sending.method} ${sending.path}` });
        return exchangeOf(answering(sending, world.now));
      },
      keepOnly: silence,
      close: () => Promise.resolve(),
    },
  };
  return world;
};

/** A call that is over at once. */
const callAt = (fleet: Fleet, cause: Cause | null): boolean => {
  const route = fleet.route('m');
  const [candidate] = route === null ? [] : fleet.view(route, { model: 'm', operation: 'chat' });
  if (candidate === undefined || candidate.availability.kind !== 'ready') return false;
  using place = fleet.enter(candidate.target, 'm', false);
  if (cause === null) place.good();
  else place.bad(cause);
  return true;
};

export const probing = (health: unknown, answering: Answering, beside: Beside = {}): Probing => {
  let tokens = 0;
  let draws = 0;
  const world = turnedWorld(answering);
  const { clock, wire, asked } = world;
  const settings = settingsWith(health, beside);
  // The golden ratio spreads draws evenly over [0, 1).
  const random = { draw: () => (draws++ * 0.618_033_988_7) % 1, hex: (bytes: number) => 'ab'.repeat(bytes) };
  const rooms = {
    fleet: new Fleet({ clock, random, settings }),
    checks: new Checks(settings),
    durations: new Durations(),
    recent: new Recent(random, settings),
  };
  const spent = (count: number): void => void (tokens += count);
  const lines = { waitingFor: () => beside.waiting ?? 0 };
  const rounds = new Rounds({ clock, random, wire, lines, ...rooms, spent, log: quiet, settings: () => settings });
  return {
    ...rooms,
    asked,
    tokens: () => tokens,
    now: () => world.now,
    state: () => rooms.fleet.states()[0]?.state,
    call: (cause) => callAt(rooms.fleet, cause),
    turn: async (ms, each = silence) => {
      const until = world.now + ms;
      for (; world.now < until; world.now += tickMs) {
        each();
        rounds.tick();
        // What was asked is answered before the clock goes on.
        await new Promise((resolve) => void setImmediate(resolve));
      }
    },
  };
};
