/** The whole gateway inside the test's own process: the real rooms and the real world, on ports of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terminal, Vitals } from '../../src/domain/ports.ts';
import type { Why } from '../../src/domain/why.ts';
import { run } from '../../src/cli/serve.ts';
import { startPair } from '../../src/drill/demo/pair.ts';
import { world } from '../../src/io/world.ts';
import { inTime, until } from './patience.ts';

export interface TestGateway {
  readonly origin: string;
  /** Base URL for SDKs, ends in `/v1`. */
  readonly url: string;
  readonly port: number;
  readonly admin: string;
  readonly folder: string;
  /** What it logged and printed. */
  readonly said: readonly string[];
  why(id: string | null): Promise<Why>;
  /** Waits until a call has an outcome. */
  ended(id: string | null): Promise<Why>;
  metrics(): Promise<string>;
  adminToken(): Promise<string>;
  /** Forgets what is held against an upstream. */
  forgive(upstream: string): Promise<void>;
  /** Resolves with the exit status. */
  stop(): Promise<number>;
}

type Config = Readonly<Record<string, unknown>>;

/** No active checks, and a given list of names: nothing reaches an upstream but what the test sends. */
const quiet = (upstream: unknown): unknown => ({ health: 'off', models: ['m'], ...(upstream as object) });

const withDefaults = (config: Config): Config => ({
  drain: '300ms',
  log: { level: 'debug' },
  ...config,
  upstreams: Object.fromEntries(
    Object.entries((config['upstreams'] ?? {}) as Config).map(([name, upstream]) => [name, quiet(upstream)]),
  ),
});

const capturingLog = (said: string[]): typeof world.makeLog => {
  const write =
    (level: string) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void =>
      void said.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return () => ({ debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') });
};

/** JSON is YAML. */
export const writeConfig = (folder: string, config: Config): Promise<void> =>
  writeFile(join(folder, 'good-gateway.yaml'), JSON.stringify(config, null, 2));

/** A terminal nobody sits at. */
const quietTerminal = (
  cwd: string,
  said: string[],
  parts: { stop: AbortSignal; greet: (text: string) => void },
): Terminal => ({
  out: (text) => void said.push(text),
  err: (text) => {
    said.push(text);
    if (text.includes('operators')) parts.greet(text);
  },
  isTty: false,
  color: false,
  env: {},
  cwd,
  stop: parts.stop,
});

type Asking = Pick<TestGateway, 'why' | 'ended' | 'metrics' | 'adminToken' | 'forgive'>;

const asking = (origin: string, admin: string, folder: string): Asking => {
  const adminToken = async (): Promise<string> => (await world.readText(join(folder, 'admin-token')))?.trim() ?? '';
  const why = async (id: string | null): Promise<Why> => (await (await fetch(`${origin}/why/${id}`)).json()) as Why;
  return {
    why,
    ended: (id) =>
      until(`the end of call ${id}`, async () => {
        const found = await why(id);
        return found.outcome !== 'running' && found;
      }),
    metrics: async () => (await fetch(`${admin}/metrics`)).text(),
    adminToken,
    forgive: async (upstream) => {
      const headers = { authorization: `Bearer ${await adminToken()}`, 'content-type': 'application/json' };
      const done = await fetch(`${admin}/api/upstreams/${upstream}/reset`, { method: 'POST', headers, body: '{}' });
      if (done.status !== 200) throw new Error(`reset answered ${done.status}`);
    },
  };
};

const foundNothing = async (): Promise<null> => null;

/** However slow the machine is: a gateway that is short of time itself turns calls away. */
const calm = (): Vitals => ({ lag: 0, heap: 0, descriptors: null });

/** `of`: parts of the real world that the test has its own of. */
export const startGateway = async (config: Config, of: Partial<typeof world> = {}): Promise<TestGateway> => {
  const folder = await mkdtemp(join(tmpdir(), 'good-gateway-test-'));
  await writeConfig(folder, { store: 'sqlite:./calls.db', ...withDefaults(config) });
  return startIn(folder, folder, of);
};

/** Without a config, on a machine without keys and model servers: the demo. */
export const startDemoGateway = async (): Promise<TestGateway> => {
  const folder = await mkdtemp(join(tmpdir(), 'good-gateway-test-'));
  return startIn(folder, join(folder, 'data'));
};

const startIn = async (folder: string, storeFolder: string, of: Partial<typeof world> = {}): Promise<TestGateway> => {
  const stop = new AbortController();
  const said: string[] = [];
  const { promise: greeted, resolve: greet } = Promise.withResolvers<string>();
  const terminal = quietTerminal(folder, said, { stop: stop.signal, greet });
  const own = {
    makeLog: capturingLog(said),
    version: '0.0.0',
    startDemo: startPair,
    probe: foundNothing,
    vitals: calm,
  };
  const parts = { ...world, ...own, ...of };
  const exit = run(['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'], terminal, parts);
  const ended = exit.then((status) => Promise.reject(new Error(`the gateway ended with ${status}: ${said.join('')}`)));
  const greeting = await inTime(() => `the gateway's greeting: ${said.join('')}`, Promise.race([greeted, ended]));
  const [, origin = '', admin = ''] = /callers +(\S+)[^]*operators +(\S+)/.exec(greeting) ?? [];
  return {
    origin,
    url: `${origin}/v1`,
    port: Number(new URL(origin).port),
    admin,
    folder,
    said,
    ...asking(origin, admin, storeFolder),
    stop: async () => {
      stop.abort();
      const status = await inTime(() => `the end of a gateway that said ${said.slice(-20).join('\n')}`, exit);
      await rm(folder, { recursive: true, force: true });
      return status;
    },
  };
};
