/** What a browser measured, as the page sends it: read strictly, since anybody can send it. */
import type { Arrival, Heartbeat } from '../rhythm.ts';

export interface Phases {
  readonly dnsMs: number;
  readonly tcpMs: number;
  readonly tlsMs: number;
  readonly firstByteMs: number;
}

export interface Echoed {
  readonly failed: 'timeout' | 'network' | null;
  readonly status: number | null;
  /** The gateway itself answered, and nobody in its place. */
  readonly isOurs: boolean;
  readonly isHtml: boolean;
  readonly isRedirected: boolean;
  /** The clock of the device when it asked and when it had the answer, and of the gateway in between. */
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly toldAt: number | null;
  readonly phases: Phases | null;
}

export interface Moved {
  readonly bytes: number;
  /** `null`: it did not work in time. */
  readonly ms: number | null;
}

export interface Measured {
  readonly isOnline: boolean;
  readonly missing: readonly string[];
  readonly hiddenMs: number;
  readonly takesCookies: boolean;
  readonly keeps: boolean;
  /** Stored copies of our pages. */
  readonly copies: number;
  /** Age of the oldest. */
  readonly oldestMs: number | null;
  readonly quotaBytes: number | null;
  /** Of the device's clock, east of Greenwich. */
  readonly offsetMinutes: number | null;
  readonly pageVersion: string | null;
  readonly echo: Echoed | null;
  /** `null`: one that did not come back. */
  readonly roundTrips: readonly (number | null)[];
  readonly blocking: { readonly plain: boolean; readonly bait: boolean };
  readonly stream: Heartbeat | null;
  readonly zipped: Heartbeat | null;
  /** `null`: nobody agreed to ask them. */
  readonly others: { readonly answer: number; readonly of: number } | null;
  /** IPv6, seen at another site; `null`: nobody agreed, or none was to be asked. */
  readonly six: 'answers' | 'silent' | 'none' | null;
  /** What address books of others say of the gateway's name; `null`: nobody agreed, or it has none. */
  readonly names: { readonly know: number; readonly deny: number; readonly of: number } | null;
  /** Largest head that passed, and the one that was refused. */
  readonly heads: { readonly takes: number; readonly refuses: number | null } | null;
  readonly speed: { readonly down: Moved; readonly up: Moved } | null;
  /** Earlier walks on the device, the oldest first. */
  readonly history: readonly { readonly at: number; readonly trouble: string | null }[];
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

const listOf = (value: unknown, most: number): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]).slice(0, most) : [];

/** Times and sizes; whatever else stands there is `null`. */
const numberIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1e15 ? value : null;

const textIn = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w .+-]{1,40}$/.test(value) ? value : null;

const phasesIn = (value: unknown): Phases | null => {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  const ms = (name: string): number => numberIn(fields[name]) ?? 0;
  return { dnsMs: ms('dnsMs'), tcpMs: ms('tcpMs'), tlsMs: ms('tlsMs'), firstByteMs: ms('firstByteMs') };
};

const failureIn = (value: unknown): Echoed['failed'] => (value === 'timeout' || value === 'network' ? value : null);

const echoIn = (value: unknown): Echoed | null => {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  return {
    failed: failureIn(fields['failed']),
    status: numberIn(fields['status']),
    isOurs: fields['isOurs'] === true,
    isHtml: fields['isHtml'] === true,
    isRedirected: fields['redirected'] === true,
    sentAt: numberIn(fields['sentAt']) ?? 0,
    receivedAt: numberIn(fields['receivedAt']) ?? 0,
    toldAt: numberIn(fieldsOf(fields['told'])?.['now']),
    phases: phasesIn(fields['pagePhases']),
  };
};

const arrivalIn = (value: unknown): readonly Arrival[] => {
  const fields = fieldsOf(value);
  const sentMs = numberIn(fields?.['sentMs']);
  const atMs = numberIn(fields?.['atMs']);
  return sentMs === null || atMs === null ? [] : [{ sentMs, atMs }];
};

const endings: readonly string[] = ['whole', 'cut', 'stalled', 'refused'] satisfies Heartbeat['ended'][];

const beatIn = (value: unknown): Heartbeat | null => {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  const ended = fields['ended'];
  return {
    arrivals: listOf(fields['arrivals'], 40).flatMap(arrivalIn),
    of: numberIn(fields['of']),
    ended: typeof ended === 'string' && endings.includes(ended) ? (ended as Heartbeat['ended']) : 'refused',
    headMs: numberIn(fields['headMs']),
  };
};

const movedIn = (value: unknown): Moved => {
  const fields = fieldsOf(value);
  return { bytes: numberIn(fields?.['bytes']) ?? 0, ms: numberIn(fields?.['ms']) };
};

const othersIn = (value: unknown): Measured['others'] => {
  if (!Array.isArray(value)) return null;
  const all = listOf(value, 20)
    .map(fieldsOf)
    .filter((one) => one !== null);
  // A line without IPv6 is none the worse for it.
  const controls = all.filter(({ family, answers }) => family !== 6 || answers === true);
  return { answer: controls.filter(({ answers }) => answers === true).length, of: controls.length };
};

/** Nobody answered until the page gave up. */
const silentMs = 3_500;

const sixIn = (value: unknown): Measured['six'] => {
  const [six] = listOf(value, 20).flatMap((one) => (fieldsOf(one)?.['family'] === 6 ? [fieldsOf(one)] : []));
  if (six === undefined) return null;
  if (six?.['answers'] === true) return 'answers';
  return (numberIn(six?.['ms']) ?? 0) >= silentMs ? 'silent' : 'none';
};

/** RFC 1035 section 4.1.1: 0 is an answer, 3 that there is no such name. */
const namesIn = (value: unknown): Measured['names'] => {
  const asked = listOf(value, 10).map((one) => ({
    status: numberIn(fieldsOf(one)?.['status']),
    found: numberIn(fieldsOf(one)?.['found']) ?? 0,
  }));
  if (asked.length === 0) return null;
  const know = asked.filter(({ status, found }) => status === 0 && found > 0).length;
  const deny = asked.filter(({ status, found }) => status === 3 || (status === 0 && found === 0)).length;
  return { know, deny, of: asked.length };
};

/** As servers and proxies say that a head is too large. */
const refusals: readonly (number | null)[] = [400, 413, 431, 494];

const headsIn = (value: unknown): Measured['heads'] => {
  const steps = listOf(value, 10).map((one) => ({
    bytes: numberIn(fieldsOf(one)?.['bytes']) ?? 0,
    status: numberIn(fieldsOf(one)?.['status']),
  }));
  const takes = Math.max(0, ...steps.filter(({ status }) => status === 200).map(({ bytes }) => bytes));
  const refuses = steps.find(({ status }) => refusals.includes(status))?.bytes ?? null;
  return takes === 0 && refuses === null ? null : { takes, refuses };
};

const offsetIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 14 * 60 ? value : null;

const historyIn = (value: unknown): Measured['history'] =>
  listOf(value, 20).flatMap((one) => {
    const fields = fieldsOf(one);
    const at = numberIn(fields?.['at']);
    return at === null ? [] : [{ at, trouble: textIn(fields?.['trouble']) }];
  });

/** `null`: this is no measurement of our page. */
export const readMeasured = (value: unknown): Measured | null => {
  const fields = fieldsOf(value);
  if (fields?.['version'] !== 1) return null;
  const device = fieldsOf(fields['device']) ?? {};
  const storage = fieldsOf(fields['storage']) ?? {};
  const blocking = fieldsOf(fields['blocking']) ?? {};
  const speed = fieldsOf(fields['speed']);
  return {
    isOnline: device['isOnline'] !== false,
    missing: listOf(device['missing'], 10).flatMap((one) => textIn(one) ?? []),
    hiddenMs: numberIn(device['hiddenMs']) ?? 0,
    takesCookies: storage['takesCookies'] !== false,
    keeps: storage['keeps'] !== false,
    copies: (numberIn(storage['workers']) ?? 0) + (numberIn(storage['caches']) ?? 0),
    oldestMs: numberIn(storage['oldestMs']),
    quotaBytes: numberIn(storage['quotaBytes']),
    offsetMinutes: offsetIn(device['offsetMinutes']),
    pageVersion: textIn(storage['pageVersion']),
    echo: echoIn(fields['echo']),
    roundTrips: listOf(fields['roundTrips'], 20).map(numberIn),
    blocking: { plain: failureIn(blocking['plain']) !== null, bait: failureIn(blocking['bait']) !== null },
    stream: beatIn(fields['stream']),
    zipped: beatIn(fields['zipped']),
    others: othersIn(fields['others']),
    six: sixIn(fields['others']),
    names: namesIn(fields['names']),
    heads: headsIn(fields['heads']),
    speed: speed === null ? null : { down: movedIn(speed['down']), up: movedIn(speed['up']) },
    history: historyIn(fields['history']),
  };
};

export const arrived: Echoed = {
  failed: null,
  status: 200,
  isOurs: true,
  isHtml: false,
  isRedirected: false,
  sentAt: 0,
  receivedAt: 0,
  toldAt: null,
  phases: null,
};

/** What is known of a browser without a script: that its request arrived. */
export const unmeasured: Measured = {
  isOnline: true,
  missing: [],
  hiddenMs: 0,
  takesCookies: true,
  keeps: true,
  copies: 0,
  oldestMs: null,
  quotaBytes: null,
  offsetMinutes: null,
  pageVersion: null,
  echo: arrived,
  roundTrips: [],
  blocking: { plain: false, bait: false },
  stream: null,
  zipped: null,
  others: null,
  six: null,
  names: null,
  heads: null,
  speed: null,
  history: [],
};
