/** What the log of an answer costs: CPU per event and memory per stream, without one and as `keepPrompts` has it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Answers, AnswerWriter } from '../src/domain/answer.ts';
import type { SseEvent } from '../src/dialect/sse.ts';
import { SseFramer } from '../src/dialect/sse.ts';
import { numbered } from '../src/gateway/numbered.ts';
import { openAnswers } from '../src/io/answers-memory.ts';
import { clock } from '../src/io/clock.ts';
import { chunk } from '../test/fakes/answers.ts';

const help = `answers: what an answer's log costs, in this process

  bin/node --expose-gc bench/answers.ts [--streams N] [--events N]

  --streams N  streams that run at once: 1,000
  --events N   events of each: 300
`;

const { values } = parseArgs({
  options: { streams: { type: 'string' }, events: { type: 'string' }, help: { type: 'boolean' } },
});
const streams = Number(values.streams ?? 1_000);
const events = Number(values.events ?? 300);

const framing = new SseFramer().push(Buffer.from(chunk(' a word')));
if (framing.kind !== 'events') throw new Error('no event');
const event: readonly SseEvent[] = framing.events;

const memory = async (): Promise<number> => {
  // Buffers are given back behind a collection, not by it.
  for (let round = 0; round < 4; round++) {
    await sleep(50);
    globalThis.gc?.();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const idOf = (stream: number): string => stream.toString(16).padStart(32, '0');

interface Kind {
  readonly name: string;
  /** `null`: events are numbered and handed on, and nothing is kept. */
  readonly keep: 'for a while' | 'not at all' | null;
}

interface Cost {
  readonly cpuNs: number;
  readonly runningBytes: number;
  readonly before: number;
  /** Keeps what it keeps. */
  readonly answers: Answers | null;
}

let sink = 0;

const noLog = async (): Promise<Cost> => {
  const from = process.cpuUsage();
  for (let at = 1; at <= events; at++)
    for (let stream = 0; stream < streams; stream++) sink += numbered(idOf(stream), at, event).length;
  return { cpuNs: spent(from), runningBytes: 0, before: await memory(), answers: null };
};

const spent = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return ((user + system) * 1000) / (streams * events);
};

const withLog = async (keep: 'for a while' | 'not at all'): Promise<Cost> => {
  const answers = openAnswers(clock, keep);
  const before = await memory();
  const writers: readonly AnswerWriter[] = Array.from({ length: streams }, (_, stream) =>
    answers.open({ id: idOf(stream), owner: 'caller', operation: 'chat', isNamed: true }),
  );
  const readers = writers.map((writer) => writer.follow(0));
  const from = process.cpuUsage();
  for (let at = 1; at <= events; at++)
    for (const [stream, writer] of writers.entries()) {
      writer.append(numbered(writer.id, at, event), 1);
      sink += readers[stream]?.next()?.length ?? 0;
    }
  const cpuNs = spent(from);
  const runningBytes = ((await memory()) - before) / streams;
  for (const writer of writers) writer.close({ kind: 'whole' });
  for (const reader of readers) reader?.leave();
  if ((answers.find(idOf(0)) === 'gone') !== (keep === 'not at all')) throw new Error('it is not kept as said');
  return { cpuNs, runningBytes, before, answers };
};

const kinds: readonly Kind[] = [
  { name: 'no log', keep: null },
  { name: 'keepPrompts: off', keep: 'not at all' },
  { name: 'keepPrompts: memory', keep: 'for a while' },
];

const kb = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB`.padStart(14);

if (values.help === true) console.log(help);
else if (globalThis.gc === undefined) {
  console.error('Run it with --expose-gc.');
  process.exitCode = 64;
} else {
  for (const { keep } of kinds) if (keep !== null) await withLog(keep);
  console.log(`${streams} streams of ${events} events, ${event[0]?.raw.length ?? 0} bytes each`);
  console.log(
    `${''.padEnd(28)}${'CPU per event'.padStart(14)}${'while it runs'.padStart(14)}${'after its end'.padStart(14)}`,
  );
  for (const { name, keep } of kinds) {
    const cost = keep === null ? await noLog() : await withLog(keep);
    const endedBytes = ((await memory()) - cost.before) / streams;
    if (cost.answers?.find('nobody') === 'gone') throw new Error('there was such a stream');
    const cpu = `${(cost.cpuNs / 1000).toFixed(2)} µs`.padStart(14);
    console.log(`${name.padEnd(28)}${cpu}${kb(cost.runningBytes)}${kb(Math.max(0, endedBytes))}`);
  }
  if (sink === 0) throw new Error('nothing was moved');
}
