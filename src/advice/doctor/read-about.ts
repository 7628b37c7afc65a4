/** Reads `GET /doctor/facts` of whoever answers: JSON of unknown origin becomes an `About`, or nothing. */
import type { CauseCode } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import { familyNames } from '../../domain/words/index.ts';
import type { JsonObject } from '../../dialect/reading.ts';
import { isObject } from '../../dialect/reading.ts';
import type { About, AboutUpstream, Lately } from './about.ts';

const mostEntries = 100;

const textOf = (value: unknown, most: number): string | null =>
  typeof value === 'string' && value.length <= most && !/\p{Cc}/u.test(value) ? value : null;

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const countOf = (value: unknown): number => Math.max(0, numberOf(value) ?? 0);

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | null =>
  values.find((each) => each === value) ?? null;

const isCode = (value: unknown): value is CauseCode => typeof value === 'string' && Object.hasOwn(traits, value);

const entriesOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.slice(0, mostEntries).filter(isObject) : [];

const upstreamOf = (entry: JsonObject): readonly AboutUpstream[] => {
  const name = textOf(entry['name'], 100);
  const mark = oneOf(['ok', 'warn', 'fail', 'unknown'], entry['mark']);
  if (name === null || mark === null || typeof entry['isUp'] !== 'boolean') return [];
  const code = isCode(entry['code']) ? entry['code'] : null;
  const state = textOf(entry['state'], 100) ?? '';
  return [{ name, state, mark, isUp: entry['isUp'], sinceMs: numberOf(entry['sinceMs']), code }];
};

const maintenanceOf = (entry: JsonObject): About['maintenances'] => {
  const [title, phase] = [textOf(entry['title'], 200), oneOf(['ahead', 'draining', 'active'], entry['phase'])];
  const endsAt = numberOf(entry['endsAt']);
  if (title === null || phase === null || endsAt === null) return [];
  const names = Array.isArray(entry['upstreams'])
    ? entry['upstreams'].flatMap((each) => textOf(each, 100) ?? [])
    : null;
  return [{ title, phase, upstreams: names, endsAt }];
};

const familiesOf = (value: unknown): Lately['families'] =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => Object.hasOwn(familyNames, name))
          .map(([name, count]) => [name, countOf(count)]),
      )
    : {};

const latelyOf = (value: unknown): Lately => {
  const lately = isObject(value) ? value : {};
  const callers = isObject(lately['callers']) ? lately['callers'] : {};
  return {
    window: '5m',
    calls: countOf(lately['calls']),
    failed: countOf(lately['failed']),
    callers: { affected: countOf(callers['affected']), of: countOf(callers['of']) },
    families: familiesOf(lately['families']),
  };
};

/** `null`: it is none of ours. */
export const readAbout = (body: unknown): About | null => {
  if (!isObject(body) || body['gateway'] !== 'good-gateway') return null;
  const state = oneOf(['ready', 'draining', 'overloaded', 'maintenance'], body['state']);
  if (state === null) return null;
  return {
    gateway: 'good-gateway',
    version: textOf(body['version'], 40) ?? '',
    now: countOf(body['now']),
    state,
    strain: textOf(body['strain'], 200),
    inFlight: countOf(body['inFlight']),
    mostInFlight: countOf(body['mostInFlight']),
    upstreams: entriesOf(body['upstreams']).flatMap(upstreamOf),
    maintenances: entriesOf(body['maintenances']).flatMap(maintenanceOf),
    maintenanceUntil: numberOf(body['maintenanceUntil']),
    lately: latelyOf(body['lately']),
    support: textOf(body['support'], 300),
  };
};
