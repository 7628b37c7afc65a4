/** What a gateway of our kind says of itself to whoever asks: names and codes, no addresses. Read from JSON of unknown origin. */
import type { CauseCode, Family } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { JsonObject } from '../../dialect/reading.ts';
import { isObject } from '../../dialect/reading.ts';

export interface UpstreamSaid {
  readonly name: string;
  /** Whether calls can go there now. */
  readonly isUp: boolean;
  readonly code: CauseCode | null;
  readonly family: Family | null;
  readonly sinceMs: number | null;
}

export interface GatewaySaid {
  readonly state: 'ready' | 'draining' | 'overloaded' | 'maintenance';
  readonly upstreams: readonly UpstreamSaid[];
  /** When the maintenance is over, in ms since the Unix epoch. */
  readonly maintenanceUntil: number | null;
  readonly support: string | null;
  /** Of the last minutes. */
  readonly lately: { readonly calls: number; readonly failed: number };
}

const textOf = (value: unknown, most: number): string | null =>
  typeof value === 'string' && value.length <= most && !/\p{Cc}/u.test(value) ? value : null;

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const isCode = (value: unknown): value is CauseCode => typeof value === 'string' && Object.hasOwn(traits, value);

const mostEntries = 100;

const entriesOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.slice(0, mostEntries).filter(isObject) : [];

/** An upstream nothing is known of yet may well be up. */
const upstreamOf = (entry: JsonObject): readonly UpstreamSaid[] => {
  const name = textOf(entry['name'], 100);
  if (name === null) return [];
  const { mark } = entry;
  const code = isCode(entry['code']) ? entry['code'] : null;
  const family = code === null ? null : traits[code].family;
  return [{ name, isUp: mark !== 'fail' && mark !== 'warn', code, family, sinceMs: numberOf(entry['sinceMs']) }];
};

const stateOf = (body: JsonObject, isClosed: boolean): GatewaySaid['state'] => {
  if (isClosed) return 'maintenance';
  if (body['isDraining'] === true) return 'draining';
  const [inFlight, most] = [numberOf(body['inFlight']), numberOf(body['mostInFlight'])];
  const isFull = inFlight !== null && most !== null && most > 0 && inFlight >= most;
  return isFull || typeof body['strain'] === 'string' ? 'overloaded' : 'ready';
};

const supportOf = (value: unknown): string | null =>
  isObject(value) ? (textOf(value['url'], 300) ?? textOf(value['email'], 300)) : null;

/** `GET /doctor/about`; `null`: it is none of ours. */
export const readGatewaySaid = (body: unknown): GatewaySaid | null => {
  if (!isObject(body) || body['service'] !== 'good-gateway') return null;
  const closed = entriesOf(body['maintenances']).find(
    ({ phase, upstreams }) => phase === 'active' && (upstreams === null || upstreams === undefined),
  );
  const lately = isObject(body['lately']) ? body['lately'] : {};
  return {
    state: stateOf(body, closed !== undefined),
    upstreams: entriesOf(body['upstreams']).flatMap(upstreamOf),
    maintenanceUntil: numberOf(closed?.['endsAt']),
    support: supportOf(body['support']),
    lately: { calls: numberOf(lately['calls']) ?? 0, failed: numberOf(lately['failed']) ?? 0 },
  };
};
