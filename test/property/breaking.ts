/** Breaks recordings at every byte, in threads of their own: a test runner watches each promise, and here are millions. */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { Breaker, type Case, faults, type Fault, lengthOf, type Next } from './broken-streams.ts';
import { type Recording, recordings } from './recordings.ts';

interface Counts {
  readonly cases: number;
  readonly whole: number;
  readonly error: number;
  /** Of the whole ones, those that were gone on with by another upstream. */
  readonly resumed: number;
  readonly bad: number;
  /** The first of those. */
  readonly firstBad: string;
}

/** What came of one recording. */
export interface Tally extends Counts {
  readonly name: string;
  readonly bytes: number;
}

/** Some bytes of one recording, `from` and `to` included: what one thread breaks at a time. */
export interface Slice {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** `mixed`: one fault at each byte, neighbours have different ones. `all`: all faults at each byte. */
  readonly depth: 'mixed' | 'all';
}

export interface Done extends Counts {
  readonly slice: Slice;
}

const sliceBytes = 64;

const ways: readonly { readonly fault: Fault; readonly next: Next }[] = (Object.keys(faults) as Fault[]).flatMap(
  (fault) => [
    { fault, next: 'again' },
    { fault, next: 'other' },
  ],
);

/** All there is to break, the end of each recording included. */
export const slicesOf = (depth: Slice['depth']): readonly Slice[] =>
  recordings.flatMap((recording) => {
    const bytes = lengthOf(recording);
    return Array.from({ length: Math.floor(bytes / sliceBytes) + 1 }, (_, at) => {
      const from = at * sliceBytes;
      return { name: recording.name, from, to: Math.min(from + sliceBytes - 1, bytes), depth };
    });
  });

export const casesIn = ({ from, to, depth }: Slice): number => (to - from + 1) * (depth === 'all' ? ways.length : 1);

const casesOf = function* casesOf(recording: Recording, { from, to, depth }: Slice): Generator<Case> {
  for (let offset = from; offset <= to; offset++)
    for (const [at, way] of ways.entries())
      if (depth === 'all' || offset % ways.length === at) yield { recording, offset, ...way };
};

const breakSlice = async (breaker: Breaker, slice: Slice): Promise<Done> => {
  const recording = recordings.find(({ name }) => name === slice.name);
  if (recording === undefined) throw new Error(`there is no recording ${slice.name}`);
  const counts = { cases: 0, whole: 0, error: 0, resumed: 0, bad: 0 };
  let firstBad = '';
  for (const one of casesOf(recording, slice)) {
    const { kind, isResumed, complaints, heard } = await breaker.run(one);
    counts.cases++;
    counts[kind]++;
    if (isResumed && kind === 'whole') counts.resumed++;
    if (complaints.length === 0) continue;
    counts.bad++;
    firstBad ||= `${one.fault} at byte ${one.offset}, then ${one.next}: ${complaints.join('; ')}\n${heard.body}`;
  }
  return { slice, ...counts, firstBad };
};

/** Spread over the processors; each slice is told as it is done. */
export const breakAll = async (slices: readonly Slice[], tell: (done: Done) => void): Promise<void> => {
  const left = [...slices];
  const hands = Math.max(1, Math.min(4, availableParallelism(), left.length));
  await Promise.all(
    Array.from({ length: hands }, () => {
      const worker = new Worker(new URL(import.meta.url));
      const more = (): void => worker.postMessage(left.shift() ?? null);
      worker.on('message', (done: Done) => {
        tell(done);
        more();
      });
      more();
      return new Promise<void>((resolve, reject) => {
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      });
    }),
  );
};

/** What the slices come to, one tally for each recording. */
export const tallied = (done: Iterable<Done>): readonly Tally[] => {
  const all = [...done].toSorted((a, b) => a.slice.from - b.slice.from);
  return recordings.map((recording) => {
    const { name } = recording;
    const mine = all.filter(({ slice }) => slice.name === name);
    const sum = (count: 'cases' | 'whole' | 'error' | 'resumed' | 'bad'): number =>
      mine.reduce((total, each) => total + each[count], 0);
    const [cases, whole, error, resumed, bad] = [sum('cases'), sum('whole'), sum('error'), sum('resumed'), sum('bad')];
    const firstBad = mine.find((each) => each.bad > 0)?.firstBad ?? '';
    return { name, bytes: lengthOf(recording), cases, whole, error, resumed, bad, firstBad };
  });
};

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const breaker = await Breaker.start();
  const asked = async (slice: Slice | null): Promise<void> => {
    if (slice !== null) return port.postMessage(await breakSlice(breaker, slice));
    breaker.stop();
    port.close();
  };
  port.on('message', (slice: Slice | null) => void asked(slice));
}
