/** The whole gateway on the virtual clock: what `serve` runs, with its config, front door, probes and policies. */
import type { ListenWish, World } from '../../src/cli/world.ts';
import { run } from '../../src/cli/serve.ts';
import type { Terminal, Wire } from '../../src/domain/ports.ts';
import { world } from '../../src/io/world.ts';
import type { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';

export type Handle = ListenWish['handle'];

export interface OursParts {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly wire: Wire;
  readonly names: readonly string[];
  /** Over what the file says as a rule. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** JSON is YAML. All upstreams are equals: one tier, one weight. */
const configOf = ({ names, config }: OursParts): string =>
  JSON.stringify({
    upstreams: Object.fromEntries(names.map((name) => [name, { url: `http://${name}.test/v1`, models: ['m'] }])),
    models: { m: { targets: names.map((upstream) => ({ upstream })) } },
    log: { level: 'error' },
    ...config,
  });

const nothing = (): void => {};

const journal = {
  documents: { all: async () => [], keep: async () => {}, drop: async () => {}, lease: async () => true },
  write: nothing,
  dropped: 0,
  flush: async () => {},
  close: async () => {},
  find: async () => null,
  recent: async () => [],
};

async function* untouched(signal: AbortSignal): AsyncGenerator<string> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  yield* [];
}

/** Says what goes wrong in the gateway itself: nothing of that may be overlooked. */
const log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: (fields: object, message: string): void => {
    throw new Error(`the gateway says: ${message} ${JSON.stringify(fields)}`);
  },
};

const nobodysTerminal = (stop: AbortSignal): Terminal => ({
  out: nothing,
  err: (text) => {
    if (text.startsWith('serve:')) throw new Error(text);
  },
  isTty: false,
  color: false,
  env: {},
  cwd: '/',
  stop,
});

export interface Ours {
  readonly handle: Handle;
  /** The operators' door. */
  readonly admin: Handle;
  stop(): void;
}

/** Resolves once it listens. */
export const startOurs = async (parts: OursParts): Promise<Ours> => {
  const { clock, chance, wire } = parts;
  const stop = new AbortController();
  const { promise: listening, resolve } = Promise.withResolvers<readonly [Handle, Handle]>();
  const handles: Handle[] = [];
  const simulated: World = {
    ...world,
    version: '0.0.0',
    clock,
    random: chance,
    // How this process does under a simulation says nothing of a gateway.
    vitals: () => ({ lag: 0, heap: 0, descriptors: 0 }),
    openWire: () => wire,
    openJournal: async () => journal,
    makeLog: () => log,
    listen: async ({ handle }) => {
      const [callers] = handles;
      if (callers === undefined) handles.push(handle);
      else resolve([callers, handle]);
      return { port: 1, close: async () => {} };
    },
    readText: async () => configOf(parts),
    keepSecret: async (_, text) => text,
    watchFile: (_, signal) => untouched(signal),
    startDemo: () => Promise.reject(new Error('a simulation has upstreams of its own')),
  };
  const exit = run(['-c', 'simulated.yaml'], nobodysTerminal(stop.signal), simulated);
  const ended = exit.then((status) => Promise.reject(new Error(`the gateway ended with ${status}`)));
  const [handle, admin] = await Promise.race([listening, ended]);
  ended.catch(nothing);
  return { handle, admin, stop: () => stop.abort() };
};
