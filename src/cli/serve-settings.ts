/** Finds the settings `serve` starts with: from a file, or from what this machine has to offer. */
import { dirname, resolve } from 'node:path';
import type { DemoServers } from '../domain/demo.ts';
import type { Terminal } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { DemoUpstream } from '../config/discover.ts';
import { startNotes } from '../advice/check/own/at-start.ts';
import { discover } from '../config/discover.ts';
import type { Loaded } from '../config/load.ts';
import { loadSettings } from '../config/load.ts';
import { formatError } from '../config/problem.ts';
import type { ServeArgs } from './serve-args.ts';
import type { World } from './world.ts';

export type Start =
  | {
      readonly kind: 'ready';
      readonly settings: Settings;
      /** The file to watch; `null` without one. */
      readonly file: string | null;
      readonly reload: () => Promise<Loaded>;
      /** Lines for whoever started it. */
      readonly notes: readonly string[];
      /** What answers where nothing was set up and nothing found. */
      readonly demo: DemoServers | null;
      readonly close: () => Promise<void>;
    }
  | { readonly kind: 'bad'; readonly lines: readonly string[] };

interface Parts {
  readonly args: ServeArgs;
  readonly terminal: Terminal;
  readonly world: World;
}

const defaultFile = 'good-gateway.yaml';

export const findSettings = async (parts: Parts): Promise<Start> => {
  const { args, terminal, world } = parts;
  const name = args.config ?? defaultFile;
  const file = resolve(terminal.cwd, name);
  let text: string | null;
  try {
    text = await world.readText(file);
  } catch (error) {
    return { kind: 'bad', lines: [`${name}: cannot be read (${error instanceof Error ? error.message : 'unknown'})`] };
  }
  if (text !== null) return fromFile(parts, { name, file, text });
  if (args.config !== null) return { kind: 'bad', lines: [`${name}: there is no such file`] };
  return fromMachine(parts);
};

const unbuilt = (settings: Settings): readonly string[] => [
  ...(settings.store.kind === 'postgres'
    ? ['store: this version keeps its journal in sqlite only: use sqlite:PATH']
    : []),
  ...(settings.shared.kind === 'redis' ? ['shared: this version shares nothing between gateways yet: use memory'] : []),
];

const nothingToClose = async (): Promise<void> => {};

const fromFile = (parts: Parts, found: { name: string; file: string; text: string }): Start => {
  const { args, terminal, world } = parts;
  const read = (text: string): Loaded =>
    loadSettings({
      text,
      file: found.name,
      env: terminal.env,
      baseFolder: dirname(found.file),
      overrides: { listen: args.listen, admin: args.admin },
    });
  const loaded = read(found.text);
  if (loaded.kind === 'bad') return { kind: 'bad', lines: loaded.errors.map(formatError) };
  const missing = unbuilt(loaded.settings);
  if (missing.length > 0) return { kind: 'bad', lines: missing.map((line) => `${found.name}: ${line}`) };
  return {
    kind: 'ready',
    settings: loaded.settings,
    file: found.file,
    reload: async () => read((await world.readText(found.file)) ?? ''),
    notes: [
      ...loaded.warnings.map(formatError),
      ...startNotes(loaded.settings, { file: found.name, text: found.text }),
    ],
    demo: null,
    close: nothingToClose,
  };
};

const fromMachine = async ({ args, terminal, world }: Parts): Promise<Start> => {
  let close = nothingToClose;
  let servers: DemoServers | null = null;
  const demo = async (): Promise<readonly DemoUpstream[]> => {
    const started = await world.startDemo();
    servers = started;
    close = () => started.close();
    return started.upstreams;
  };
  const search = {
    env: terminal.env,
    probe: (url: string, signal: AbortSignal) => world.probe(url, signal),
    demo,
    overrides: { listen: args.listen, admin: args.admin },
    baseFolder: terminal.cwd,
    signal: terminal.stop,
  };
  const found = await discover(search);
  if (found.kind === 'bad') return { kind: 'bad', lines: found.errors.map(formatError) };
  const { settings } = found;
  return {
    kind: 'ready',
    settings,
    file: null,
    reload: async () => ({ kind: 'ok', settings, warnings: [] }),
    notes: [...found.found, ...startNotes(settings, null)],
    demo: servers,
    close,
  };
};
