/** What `keepPrompts: durable` costs: two gateways side by side, one that keeps its calls on disk and one that does not. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Connection } from './connection.ts';
import type { Running } from './measure.ts';
import { drive, requestOf } from './measure.ts';
import { loadCore, start } from './products.ts';
import { Started } from './started.ts';

const rounds = 5;
const size = { whole: 3_000, paced: 80, one: 300 };
const kinds = ['memory', 'durable'] as const;
type Kind = (typeof kinds)[number];

interface Figures {
  readonly callUs: number[];
  readonly streamUs: number[];
  readonly callsPerSecond: number[];
  readonly aloneMs: number[];
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Times of calls that are made one after the other: nobody shares a sync with them. */
const alone = async (product: Running): Promise<number> => {
  const request = requestOf(product, 'whole');
  const connection = await Connection.open(product.port);
  const times: number[] = [];
  for (let n = 0; n < size.one; n++) {
    const at = performance.now();
    await connection.call(request);
    times.push(performance.now() - at);
  }
  connection.close();
  return median(times);
};

const measure = async (product: Running, figures: Figures, upstream: Started): Promise<void> => {
  const whole = await drive(product, { load: 'whole', calls: size.whole, upstream });
  const paced = await drive(product, { load: 'paced', calls: size.paced, upstream });
  if (whole.failed + paced.failed > 0) throw new Error(`${whole.failed + paced.failed} calls failed`);
  figures.callUs.push(whole.cpuUsPerCall ?? NaN);
  figures.callsPerSecond.push(whole.callsPerSecond);
  figures.streamUs.push(paced.cpuUsPerCall ?? NaN);
  figures.aloneMs.push(await alone(product));
};

const none = (): Figures => ({ callUs: [], streamUs: [], callsPerSecond: [], aloneMs: [] });

// Not where the temporary folder may be memory: the disk is what is measured.
const folder = mkdtempSync(path.join(process.argv[2] ?? tmpdir(), 'good-gateway-bench-'));
const script = path.join(import.meta.dirname, 'upstream.ts');
const upstream = new Started({ name: 'upstream', core: loadCore, command: process.execPath, args: [script] });
const upstreamPort = Number(await upstream.says(/listening on (\d+)/));
const running = new Map<Kind, Running>();
const results: Record<Kind, Figures> = { memory: none(), durable: none() };
try {
  for (const keepPrompts of kinds) {
    const own = path.join(folder, keepPrompts);
    mkdirSync(own);
    const product = await start('good-gateway', { upstreamPort, folder: own, keepPrompts });
    if (product.kind === 'running') running.set(keepPrompts, product);
  }
  for (const [, product] of running) await drive(product, { load: 'whole', calls: size.whole, upstream });
  for (let round = 0; round < rounds; round++)
    for (const [kind, product] of round % 2 === 0 ? running : [...running].toReversed())
      await measure(product, results[kind], upstream);
} finally {
  for (const { process: started } of running.values()) await started?.stop();
  await upstream.stop();
  rmSync(folder, { recursive: true, force: true });
}

const rows: readonly (readonly [says: string, of: (figures: Figures) => readonly number[], digits: number])[] = [
  ['CPU per call that is not streamed, µs', (figures) => figures.callUs, 0],
  ['CPU per stream of 100 events, µs', (figures) => figures.streamUs, 0],
  ['calls a second, 16 at a time', (figures) => figures.callsPerSecond, 0],
  ['ms for a call, one at a time', (figures) => figures.aloneMs, 2],
];
console.log(
  `what keepPrompts: durable costs (medians of ${rounds} rounds)\n${' '.repeat(42)} ${kinds.map((kind) => kind.padStart(10)).join('')}`,
);
for (const [says, of, digits] of rows)
  console.log(
    `  ${says.padEnd(40)} ${kinds.map((kind) => median(of(results[kind])).toFixed(digits).padStart(10)).join('')}`,
  );
