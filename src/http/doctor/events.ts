/** A stream of events at even times, for whoever measures how they arrive: a line that holds them back shows it in their gaps. */
import { constants, createGzip } from 'node:zlib';
import type { Clock, Downstream } from '../../domain/ports.ts';
import type { Visitor } from '../visitor.ts';
import { beginEvents } from '../visitor.ts';

export interface Rhythm {
  readonly count: number;
  readonly everyMs: number;
  readonly isZipped: boolean;
}

const between = (
  value: string | null,
  { least, most, usual }: { least: number; most: number; usual: number },
): number => {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) ? Math.min(most, Math.max(least, Math.round(number))) : usual;
};

/** Never longer than 20 s: 40 events, half a second apart at most. */
export const rhythmOf = (query: URLSearchParams): Rhythm => ({
  count: between(query.get('n'), { least: 2, most: 40, usual: 12 }),
  everyMs: between(query.get('every'), { least: 20, most: 500, usual: 250 }),
  isZipped: query.get('gzip') === '1',
});

interface Pen {
  write(text: string): Promise<void>;
  end(): void;
}

const plainPen = (downstream: Downstream): Pen => ({
  write: async (text) => {
    if (!downstream.write(text)) await downstream.drained();
  },
  end: () => downstream.end(),
});

/** Every event is flushed through, so that compression alone delays nothing. */
const zippedPen = (downstream: Downstream): Pen => {
  const zip = createGzip();
  zip.on('data', (bytes: Buffer) => void downstream.write(bytes));
  zip.on('end', () => downstream.end());
  return {
    write: (text) =>
      new Promise((resolve) => {
        zip.write(text);
        zip.flush(constants.Z_SYNC_FLUSH, () => resolve());
      }),
    end: () => zip.end(),
  };
};

/** `sentMs` is counted from the first event. */
export const sendEvents = async ({ downstream, headers }: Visitor, rhythm: Rhythm, clock: Clock): Promise<void> => {
  const { count, everyMs, isZipped } = rhythm;
  const gone = beginEvents({ downstream, headers }, isZipped ? ['content-encoding', 'gzip'] : []);
  const pen = isZipped ? zippedPen(downstream) : plainPen(downstream);
  const startedAt = clock.monotonic();
  for (let at = 1; at <= count && !downstream.isGone; at++) {
    const sentMs = Math.round(clock.monotonic() - startedAt);
    await pen.write(`data: ${JSON.stringify({ n: at, of: count, sentMs })}\n\n`);
    if (at < count) await clock.sleep(Math.max(0, at * everyMs - sentMs), gone);
  }
  pen.end();
};
