/** `npm run bench`: what a relayed call costs, beside nginx, a bare relay, Portkey's gateway and no gateway, in one run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Running } from './measure.ts';
import { drive, firstTokens, idleStreams } from './measure.ts';
import type { Place, ProductName } from './products.ts';
import { loadCore, productNames, start } from './products.ts';
import { Started } from './started.ts';
import type { Rounds, Summary } from './summary.ts';
import { summarise } from './summary.ts';
import { tableOf } from './table.ts';

const help = `bench: what a relayed call costs, on two cores

  npm run bench -- [--only NAME …] [--quick] [--json]

  --only NAME  this product only, may be repeated: ${productNames.join(', ')}
  --quick      a tenth of the work: a first look, not a figure to quote
  --json       the figures as one JSON document
`;

/**
 * How much is done. V8 compiles a gateway's code for some 30,000 calls before their cost stays the same, and again when the first
 * stream comes; so the warm-up is four rounds of both, and what its first calls cost is told too. A product's share keeps the
 * slowest from taking all the time.
 */
const sizes = {
  full: { rounds: 5, warmUps: 4, whole: 10_000, paced: 240, firstTokens: 150, idle: 5_000 },
  quick: { rounds: 3, warmUps: 1, whole: 3_000, paced: 80, firstTokens: 50, idle: 500 },
};
const shareOf: Readonly<Record<ProductName, number>> = {
  'good-gateway': 1,
  nginx: 2,
  'bare-relay': 1,
  portkey: 0.1,
  direct: 1,
};
const runLimitMs = 20 * 60_000;
const openFiles = 20_000;

const progress = (text: string): void => void process.stderr.write(`bench: ${text}\n`);

class Bench {
  readonly #size: (typeof sizes)['full'];
  readonly #upstream: Started;
  readonly #place: Place;
  readonly #results: readonly Rounds[];
  #running: Running[] = [];

  constructor(parts: { quick: boolean; names: readonly ProductName[]; upstream: Started; place: Place }) {
    this.#size = parts.quick ? sizes.quick : sizes.full;
    this.#upstream = parts.upstream;
    this.#place = parts.place;
    this.#results = parts.names.map((name) => ({
      name,
      absent: null,
      cold: null,
      whole: [],
      paced: [],
      firstTokenMs: [],
      idle: null,
    }));
  }

  /** Idle streams first, each product fresh: what a busy process has grown to would hide what a stream needs. */
  async run(): Promise<readonly Rounds[]> {
    for (const result of this.#results) await this.#idle(result);
    for (const result of this.#results) await this.#start(result);
    for (const product of this.#running) {
      progress(`warming up ${product.name}`);
      await this.#warmUp(product);
    }
    for (let round = 1; round <= this.#size.rounds; round++) {
      progress(`round ${round} of ${this.#size.rounds}`);
      // Each round begins with another product, so that none always follows the same one.
      const first = round % this.#running.length;
      for (const product of [...this.#running.slice(first), ...this.#running.slice(0, first)])
        await this.#round(product);
    }
    return this.#results;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map(async (product) => product.process?.stop()));
    this.#running = [];
  }

  async #start(result: Rounds): Promise<Running | null> {
    const product = await start(result.name, this.#place);
    if (product.kind === 'absent') {
      progress(`${result.name} is absent: ${product.why}`);
      result.absent = product.why;
      return null;
    }
    this.#running.push(product);
    return product;
  }

  async #idle(result: Rounds): Promise<void> {
    if (result.name === 'direct') return;
    const product = await this.#start(result);
    if (product === null) return;
    progress(`${this.#size.idle} idle streams through ${product.name}`);
    await this.#drive(product, 'whole', 0.05);
    result.idle = await idleStreams(product, this.#size.idle);
    await this.stop();
  }

  #drive(product: Running, load: 'whole' | 'paced', share: number): ReturnType<typeof drive> {
    const calls = Math.ceil(this.#size[load] * share * (load === 'whole' ? shareOf[product.name] : 1));
    return drive(product, { load, calls, upstream: this.#upstream });
  }

  #resultOf(product: Running): Rounds | undefined {
    return this.#results.find((one) => one.name === product.name);
  }

  async #warmUp(product: Running): Promise<void> {
    const result = this.#resultOf(product);
    if (result === undefined) return;
    for (let round = 1; round <= this.#size.warmUps; round++) {
      const cost = await this.#drive(product, 'whole', 1);
      if (round === 1) result.cold = cost;
      await this.#drive(product, 'paced', 1);
    }
  }

  async #round(product: Running): Promise<void> {
    const result = this.#resultOf(product);
    if (result === undefined) return;
    result.whole.push(await this.#drive(product, 'whole', 1));
    if (product.name !== 'direct') result.paced.push(await this.#drive(product, 'paced', 1));
    result.firstTokenMs.push(...(await firstTokens(product, this.#size.firstTokens)));
  }
}

/** The load generator, which is this process, goes to its core and may open enough files; what it starts inherits both. */
const takeCore = (): string | null => {
  if (process.platform !== 'linux' || availableParallelism() < 2) return 'it needs Linux and two cores';
  const pid = String(process.pid);
  const pinned = spawnSync('taskset', ['-a', '-c', '-p', String(loadCore), pid]);
  if (pinned.status !== 0) return 'it needs taskset (util-linux)';
  const raised = spawnSync('prlimit', ['--pid', pid, `--nofile=${openFiles}:`]);
  return raised.status === 0 ? null : `it needs ${openFiles} open files: raise the limit (ulimit -Hn ${openFiles})`;
};

const measure = async (names: readonly ProductName[], quick: boolean): Promise<readonly Rounds[]> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'good-gateway-bench-'));
  const script = path.join(import.meta.dirname, 'upstream.ts');
  const upstream = new Started({ name: 'upstream', core: loadCore, command: process.execPath, args: [script] });
  const upstreamPort = Number(await upstream.says(/listening on (\d+)/));
  const bench = new Bench({ quick, names, upstream, place: { upstreamPort, folder } });
  const tooLong = AbortSignal.timeout(runLimitMs);
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error('interrupted')));
    tooLong.addEventListener('abort', () => reject(new Error(`not done within ${runLimitMs / 60_000} minutes`)));
  });
  try {
    return await Promise.race([bench.run(), interrupted]);
  } finally {
    await bench.stop();
    await upstream.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const isProduct = (name: string): name is ProductName => productNames.some((known) => known === name);

const isOurFailure = ({ name, absent, failedCalls, failedStreams }: Summary): boolean =>
  name === 'good-gateway' && (absent !== null || failedCalls + failedStreams > 0);

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const unknown = values.only?.find((name) => !isProduct(name));
  const problem = unknown === undefined ? takeCore() : `there is no product "${unknown}": ${productNames.join(', ')}`;
  if (problem !== null) {
    progress(problem);
    return 64;
  }
  const names = values.only === undefined ? productNames : productNames.filter((name) => values.only?.includes(name));
  const results = await measure(names, values.quick);
  const direct = results.find((result) => result.name === 'direct');
  const summaries = results.map((result) => summarise(result, direct));
  process.stdout.write(`${values.json ? JSON.stringify(summaries, null, 2) : tableOf(summaries)}\n`);
  return summaries.some(isOurFailure) ? 1 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  progress(error instanceof Error ? error.message : 'it broke');
  process.exitCode = 1;
}
// What is still on its way when a run was cut short belongs to no result.
process.exit();
