/** What a call costs the wire beside thousands of streams that are open to the same upstream: CPU per call, in one run. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import type { Sending, Wire } from '../src/domain/ports.ts';
import type { Upstream } from '../src/domain/upstream.ts';
import { anUpstream } from '../test/fakes/an-upstream.ts';
import { Started } from './started.ts';

const help = `open-streams: CPU per call on the wire with and without streams open beside it

  bin/node bench/open-streams.ts [--streams N] [--calls N] [--beside FOLDER]

  --streams N      streams that stay open and say nothing: 3,000
  --calls N        calls that are measured: 4,000 in each round
  --beside FOLDER  another checkout, measured in turn in the same run
`;
const rounds = 5;
const atOnce = 4;

const wireOf = async (folder: string): Promise<Wire> => {
  const from = (file: string): Promise<Record<string, unknown>> =>
    import(pathToFileURL(path.join(folder, 'src/io', file)).href);
  const [{ clock }, { openWire }] = await Promise.all([from('clock.ts'), from('wire/wire.ts')]);
  // Safe: the house's own modules; only their folder is chosen when it runs.
  return (openWire as (clock: unknown) => Wire)(clock);
};

const upstreamAt = (url: string): Upstream => anUpstream('bench', url);

const sendingOf = (upstream: Upstream, model: string): Sending => ({
  upstream,
  method: 'POST',
  path: '/v1/chat/completions',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ model, messages: [{ role: 'user', content: 'say it' }] })),
  connectMs: 10_000,
  fresh: false,
});

const once = async (wire: Wire, sending: Sending): Promise<void> => {
  const exchange = wire.open(sending);
  const head = await exchange.head();
  if (head.kind !== 'head') throw new Error(`the call broke: ${head.fault.code}`);
  for (;;) {
    const part = await exchange.read();
    if (part.kind === 'end') return;
    if (part.kind === 'broken') throw new Error(`the answer broke: ${part.fault.code}`);
  }
};

const openStreams = async (wire: Wire, sending: Sending, count: number): Promise<void> => {
  for (let left = count; left > 0; left -= 100) {
    await Promise.all(
      Array.from({ length: Math.min(100, left) }, async () => {
        const exchange = wire.open(sending);
        await exchange.head();
        await exchange.read();
      }),
    );
  }
};

/** CPU microseconds per call. */
const measure = async (wire: Wire, sending: Sending, calls: number): Promise<number> => {
  const before = process.cpuUsage();
  const run = async (): Promise<void> => {
    for (let n = 0; n < calls / atOnce; n++) await once(wire, sending);
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      streams: { type: 'string', default: '3000' },
      calls: { type: 'string', default: '4000' },
      beside: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return void process.stdout.write(help);
  const calls = Number(values.calls);
  const file = path.join(import.meta.dirname, 'upstream.ts');
  const upstream = new Started({ name: 'upstream', core: 1, command: process.execPath, args: [file] });
  const own = upstreamAt(`http://127.0.0.1:${await upstream.says(/listening on (\d+)/)}/v1`);
  const folders = [path.join(import.meta.dirname, '..'), ...(values.beside === undefined ? [] : [values.beside])];
  const wires = await Promise.all(
    folders.flatMap((folder) =>
      [0, Number(values.streams)].map(async (streams) => ({
        folder,
        streams,
        wire: await wireOf(folder),
        costs: [] as number[],
      })),
    ),
  );
  for (const { wire, streams } of wires) {
    await openStreams(wire, sendingOf(own, 'bench-idle'), streams);
    await measure(wire, sendingOf(own, 'bench-whole'), calls);
  }
  for (let round = 0; round < rounds; round++)
    for (const { wire, costs } of wires) costs.push(await measure(wire, sendingOf(own, 'bench-whole'), calls));
  for (const { folder, streams, costs } of wires) {
    process.stdout.write(`${folder} with ${streams} open streams: ${median(costs).toFixed(0)} µs of CPU per call\n`);
  }
  await Promise.all(wires.map(({ wire }) => wire.close()));
  await upstream.stop();
};

await main();
