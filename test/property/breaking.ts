/** Breaks recordings at every byte, in threads of their own: a test runner watches each promise, and here are millions. */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Breaker, type Case, faults, type Fault, lengthOf, type Next } from './broken-streams.ts';
import { recordings } from './recordings.ts';

/** What came of one recording. */
export interface Tally {
  readonly name: string;
  readonly bytes: number;
  readonly cases: number;
  readonly whole: number;
  readonly error: number;
  /** Of the whole ones, those that were gone on with by another upstream. */
  readonly resumed: number;
  readonly bad: number;
  /** The first of those. */
  readonly firstBad: string;
}

/** `mixed`: one fault at each byte, neighbours have different ones. `all`: all faults at each byte. */
export type Depth = 'mixed' | 'all';

interface Task {
  readonly indexes: readonly number[];
  readonly depth: Depth;
}

const ways: readonly { readonly fault: Fault; readonly next: Next }[] = (Object.keys(faults) as Fault[]).flatMap(
  (fault) => [
    { fault, next: 'again' },
    { fault, next: 'other' },
  ],
);

const casesOf = function* casesOf(index: number, depth: Depth): Generator<Case> {
  const recording = recordings[index];
  if (recording === undefined) return;
  for (let offset = 0; offset <= lengthOf(recording); offset++)
    for (const [at, way] of ways.entries())
      if (depth === 'all' || offset % ways.length === at) yield { recording, offset, ...way };
};

const tally = async (breaker: Breaker, index: number, depth: Depth): Promise<Tally> => {
  const recording = recordings[index];
  if (recording === undefined) throw new Error(`there is no recording ${index}`);
  const counts = { cases: 0, whole: 0, error: 0, resumed: 0, bad: 0 };
  let firstBad = '';
  for (const one of casesOf(index, depth)) {
    const { kind, isResumed, complaints, heard } = await breaker.run(one);
    counts.cases++;
    counts[kind]++;
    if (isResumed && kind === 'whole') counts.resumed++;
    if (complaints.length === 0) continue;
    counts.bad++;
    firstBad ||= `${one.fault} at byte ${one.offset}, then ${one.next}: ${complaints.join('; ')}\n${heard.body}`;
  }
  return { name: recording.name, bytes: lengthOf(recording), ...counts, firstBad };
};

/** All recordings, the largest first, spread over the processors; each tally is told as it comes. */
export const breakAll = async (depth: Depth, tell: (tally: Tally) => void = () => {}): Promise<readonly Tally[]> => {
  const tallies: Tally[] = [];
  const hands = Math.max(1, Math.min(4, availableParallelism()));
  const largestFirst = [...recordings.entries()].toSorted(([, a], [, b]) => lengthOf(b) - lengthOf(a));
  await Promise.all(
    Array.from({ length: hands }, (_, hand) => {
      const indexes = largestFirst.flatMap(([index], at) => (at % hands === hand ? [index] : []));
      const worker = new Worker(new URL(import.meta.url), { workerData: { indexes, depth } satisfies Task });
      worker.on('message', (told: Tally) => {
        tallies.push(told);
        tell(told);
      });
      return new Promise<void>((resolve, reject) => {
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      });
    }),
  );
  return tallies;
};

if (!isMainThread && parentPort !== null) {
  const { indexes, depth } = workerData as Task;
  const breaker = await Breaker.start();
  for (const index of indexes) parentPort.postMessage(await tally(breaker, index, depth));
  breaker.stop();
}
