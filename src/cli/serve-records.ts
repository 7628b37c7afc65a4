/** The record over weeks of a running gateway: what is in the store, and the loop that keeps what is counted. */
import type { Documents } from '../domain/ports.ts';
import { isObject, objectOf } from '../dialect/reading.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { DayRecord } from '../policy/record.ts';
import { mergedDay } from '../policy/record.ts';
import { keptDays, Records } from '../state/records.ts';

const shelf = 'record';
const keepEveryMs = 60_000;
const dayMs = 86_400_000;

/** One run's counts of one day: two gateways on one store write one each. Later those of a day become one, of these ids. */
interface Kept extends DayRecord {
  readonly id: string;
  readonly of?: readonly string[];
}

const isKept = (value: unknown): value is Kept =>
  isObject(value) &&
  typeof value['id'] === 'string' &&
  typeof value['day'] === 'number' &&
  isObject(value['upstreams']) &&
  isObject(value['models']);

export interface RecordKeeping {
  readonly records: Records;
  /** Writes what changed, and hears of others; a store that cannot be used stops nobody, and is tried again. */
  readonly keep: () => Promise<void>;
}

/** What was made into one is not counted twice, also when the process died before it was dropped. */
const standing = (all: readonly Kept[]): readonly Kept[] => {
  const merged = new Set(all.flatMap(({ of = [] }) => of));
  return all.filter(({ id }) => !merged.has(id));
};

/** Nobody writes on a day that was over yesterday: what several runs wrote becomes one. */
const joined = async (all: readonly Kept[], today: number, documents: Documents): Promise<readonly Kept[]> => {
  const days = Map.groupBy(all, ({ day }) => day);
  const result: Kept[] = [];
  for (const [day, parts] of days) {
    if (parts.length < 2 || day >= today - dayMs) {
      result.push(...parts);
      continue;
    }
    const id = `${day}.all`;
    const of = parts.flatMap((one) => (one.id === id ? [] : [one.id]));
    const one: Kept = { id, of, ...mergedDay(parts, day) };
    await documents.keep(shelf, id, JSON.stringify(one));
    result.push(one);
  }
  return result;
};

type Parts = Pick<Gateway, 'clock' | 'random' | 'log'>;

const readKept = async (now: number, documents: Documents): Promise<readonly Kept[]> => {
  const all = (await documents.all(shelf)).flatMap((text) => objectOf(text) ?? []).filter(isKept);
  const today = Math.floor(now / dayMs) * dayMs;
  const fresh = standing(all).filter(({ day }) => day > today - keptDays * dayMs);
  const kept = await joined(fresh, today, documents);
  const known = new Set(kept.map(({ id }) => id));
  for (const { id } of all) if (!known.has(id)) await documents.drop(shelf, id);
  return kept;
};

/** A store that cannot be read stops nobody: then the record begins anew. */
export const openRecords = async ({ clock, random, log }: Parts, documents: Documents): Promise<RecordKeeping> => {
  const known = await readKept(clock.now(), documents).catch(() => {
    log.warn({}, 'the record of the last weeks cannot be read');
    return [];
  });
  const records = new Records(known);
  const run = random.hex(6);
  const hear = async (): Promise<void> => {
    const from = Math.floor(clock.now() / dayMs) * dayMs - dayMs;
    const texts = await documents.all(shelf, String(from));
    const heard = standing(texts.flatMap((text) => objectOf(text) ?? []).filter(isKept));
    const others = heard.filter(({ id }) => !id.endsWith(`.${run}`));
    records.hear(from, others);
  };
  return {
    records,
    keep: async () => {
      for (const day of records.takeChanged()) {
        const id = `${day.day}.${run}`;
        await documents.keep(shelf, id, JSON.stringify({ id, ...day } satisfies Kept)).catch(() => {
          log.error({}, 'the record of the day cannot be kept');
          records.giveBack(day);
        });
      }
      await hear().catch(() => log.warn({}, 'what other gateways counted cannot be read'));
    },
  };
};

export const watchRecords = async (
  { clock }: Pick<Gateway, 'clock'>,
  { keep }: RecordKeeping,
  signal: AbortSignal,
): Promise<void> => {
  for await (const _ of clock.every(keepEveryMs, signal)) await keep();
  await keep();
};
