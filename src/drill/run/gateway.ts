/** Our own gateway as a child process, with a config written for the stages. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Cast } from '../scenarios/scenario.ts';
import type { OwnStage, Surroundings } from './own-stage.ts';
import { backupModelOf } from './stage.ts';

export interface Gateway {
  /** Base URL that ends in `/v1`. */
  readonly url: string;
  /** Ends it as a crash does, and starts it again on the same ports and files. */
  killAndStart(): Promise<void>;
  close(): Promise<void>;
}

export type Started =
  | { readonly kind: 'running'; readonly gateway: Gateway }
  | { readonly kind: 'failed'; readonly why: string };

const program = fileURLToPath(new URL('../../../bin/good-gateway', import.meta.url));

/** A busy machine takes its time. */
const readyWithinMs = 60_000;

/** Longer than the gateway's own patience with open streams. */
const goneWithinMs = 30_000;

const spareName = (model: string, index: number): string => `${model}-spare${index === 0 ? '' : index + 1}`;

const upstreamsOf = (stages: readonly OwnStage[]): Record<string, unknown> => {
  const upstreams: Record<string, unknown> = {};
  for (const { model, scenario, name, primaryUrl, backupUrls } of stages) {
    const dialect = scenario.load.operation === 'messages' ? 'anthropic' : 'openai';
    // A health check or a look at its list would know the name before the first call does.
    upstreams[`${model}-primary`] = {
      url: primaryUrl,
      dialect,
      ...(name === null ? {} : { health: 'off', models: [model] }),
    };
    for (const [index, url] of backupUrls.entries()) upstreams[spareName(model, index)] = { url, dialect };
  }
  return upstreams;
};

/** What an operator would mark it with. */
const marksOf = (cast: Cast | null): Record<string, unknown> =>
  cast === null || cast.contextWindow === null ? {} : { contextWindow: cast.contextWindow };

const modelsOf = (stages: readonly OwnStage[]): Record<string, unknown> =>
  Object.fromEntries(
    stages.map(({ model, scenario, backupUrls }) => {
      const name = backupModelOf(scenario);
      const spares = backupUrls.map((_, index) => ({
        upstream: spareName(model, index),
        tier: scenario.formation === 'trio' ? 1 : 2,
        ...(name === model ? {} : { model: name }),
        ...marksOf(scenario.backup),
      }));
      const targets = [{ upstream: `${model}-primary`, ...marksOf(scenario.primary) }, ...spares];
      return [
        model,
        { targets, ...(Object.keys(scenario.timeouts).length === 0 ? {} : { timeouts: scenario.timeouts }) },
      ];
    }),
  );

const isKilled = ({ scenario }: OwnStage): boolean => scenario.load.killAfterWords !== null;

/** JSON is YAML. Everything that is not needed to reach the stages is left as released. */
export const configFor = (stages: readonly OwnStage[], { names }: Surroundings): string =>
  JSON.stringify(
    {
      store: 'sqlite:./drill.db',
      ...(stages.some(isKilled) ? { keepPrompts: 'durable' } : {}),
      dns: { servers: [names.address] },
      upstreams: upstreamsOf(stages),
      models: modelsOf(stages),
    },
    null,
    2,
  );

const isReady = async (origin: string, stop: AbortSignal): Promise<boolean> => {
  try {
    const response = await fetch(`${origin}/readyz`, { signal: AbortSignal.any([stop, AbortSignal.timeout(1000)]) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
};

/** The last it said. */
const listenTo = (child: ChildProcess): (() => string) => {
  let said = '';
  const hear = (part: Buffer): void => {
    said = (said + part.toString()).slice(-2000);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return () => said;
};

/** Where it listens, as it says once it does; `null`: not yet. */
export const placesIn = (said: string): Places | null => {
  const [, callers, operators] = /callers +http:\/\/(\S+)\s[^]*operators +http:\/\/(\S+)\s/.exec(said) ?? [];
  return callers === undefined || operators === undefined ? null : { callers, operators };
};

interface Places {
  readonly callers: string;
  readonly operators: string;
}

/** A free port: one that is chosen beforehand may be somebody else's by then. */
const anywhere: Places = { callers: '127.0.0.1:0', operators: '127.0.0.1:0' };

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Resolves once it is over. */
const end = async (child: ChildProcess): Promise<void> => {
  if (isOver(child)) return;
  const over = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), goneWithinMs);
  await over;
  clearTimeout(late);
};

/** Who vouches for the certificates of a drill. */
const trusted = 'trusted.pem';

/** One start after the other of one gateway: its folder, its ports and its secret stay. */
class Program {
  readonly #folder: string;
  readonly #stop: AbortSignal;
  readonly #secret = randomBytes(24).toString('hex');
  #child: ChildProcess | null = null;
  #places = anywhere;

  constructor(folder: string, stop: AbortSignal) {
    this.#folder = folder;
    this.#stop = stop;
  }

  get url(): string {
    return `http://${this.#places.callers}/v1`;
  }

  /** `null` once it is ready, else why it is not. */
  async start(): Promise<string | null> {
    const env = {
      ...process.env,
      GOOD_GATEWAY_SECRET: this.#secret,
      NODE_EXTRA_CA_CERTS: join(this.#folder, trusted),
    };
    const file = join(this.#folder, 'good-gateway.yaml');
    const { callers, operators } = this.#places;
    const child = spawn(program, ['serve', '-c', file, '--listen', callers, '--admin', operators], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    this.#child = child;
    child.on('error', () => undefined);
    const said = listenTo(child);
    const patience = performance.now() + readyWithinMs;
    while (performance.now() < patience && !isOver(child) && !this.#stop.aborted) {
      const places = placesIn(said());
      if (places !== null) {
        this.#places = places;
        if (await isReady(`http://${places.callers}`, this.#stop)) return null;
      }
      await sleep(50);
    }
    const why = isOver(child)
      ? `the gateway ended with status ${child.exitCode ?? child.signalCode ?? '?'}`
      : 'the gateway did not become ready';
    return `${why}: ${said().trim().split('\n').slice(-5).join('\n')}`;
  }

  async killAndStart(): Promise<void> {
    const child = this.#child;
    if (child === null || isOver(child)) return;
    const over = once(child, 'exit');
    child.kill('SIGKILL');
    await over;
    await this.start();
  }

  async close(): Promise<void> {
    if (this.#child !== null) await end(this.#child);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export const startGateway = async (
  stages: readonly OwnStage[],
  around: Surroundings,
  stop: AbortSignal,
): Promise<Started> => {
  const folder = await mkdtemp(join(tmpdir(), 'good-gateway-drill-'));
  await writeFile(join(folder, 'good-gateway.yaml'), configFor(stages, around));
  await writeFile(join(folder, trusted), around.authority.cert);
  const gateway = new Program(folder, stop);
  const why = await gateway.start();
  if (why === null) return { kind: 'running', gateway };
  await gateway.close();
  return { kind: 'failed', why };
};
