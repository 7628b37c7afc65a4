/** All measurements of the page. They are sent to the gateway, which judges them. */
import type { Arrivals } from './arrivals.ts';
import { arrivalsOf } from './arrivals.ts';
import type { Asked, Failed, Phases } from './ask.ts';
import { ask, now, orElseLater, phasesOf, round } from './ask.ts';
import type { Control, Named } from './consent.ts';
import { names, others } from './consent.ts';
import { remembered } from './history.ts';
import { storage } from './kept.ts';

const downBytes = 512 * 1024;
const upBytes = 128 * 1024;
const speedMs = 8_000;
const roundTripCount = 6;

/** Times of a page nobody looks at tell little: browsers slow it down. */
let hiddenMs = 0;
let hiddenAt = document.hidden ? now() : null;
document.addEventListener('visibilitychange', () => {
  if (hiddenAt !== null) hiddenMs += now() - hiddenAt;
  hiddenAt = document.hidden ? now() : null;
});

const missing = (): readonly string[] =>
  Object.entries({
    streams: typeof ReadableStream === 'function' && 'body' in Response.prototype,
    'abort signals': typeof AbortSignal === 'function' && 'timeout' in AbortSignal,
    IndexedDB: typeof indexedDB === 'object',
    'service workers': !isSecureContext || 'serviceWorker' in navigator,
    'structured clone': typeof structuredClone === 'function',
  }).flatMap(([name, has]) => (has ? [] : [name]));

interface Link {
  readonly effectiveType?: string;
  readonly rtt?: number;
  readonly downlink?: number;
}

const device = (): object => {
  const link = (navigator as { connection?: Link }).connection ?? {};
  return {
    isOnline: navigator.onLine,
    link: { kind: link.effectiveType ?? null, rttMs: link.rtt ?? null, mbitPerS: link.downlink ?? null },
    missing: missing(),
    offsetMinutes: -new Date().getTimezoneOffset(),
    hiddenMs: round(hiddenMs),
  };
};

interface Echoed extends Omit<Asked, 'json'> {
  readonly isOurs: boolean;
  readonly told: unknown;
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly phases: Phases | null;
  readonly pagePhases: Phases | null;
}

const echo = async (): Promise<Echoed> => {
  const nonce = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const path = `/doctor/echo?nonce=${nonce}`;
  const sentAt = Date.now();
  const { json, ...asked } = await ask(path);
  return {
    ...asked,
    isOurs: json !== null && (json as { nonce?: unknown }).nonce === nonce,
    told: json,
    sentAt,
    receivedAt: Date.now(),
    phases: phasesOf(performance.getEntriesByName(new URL(path, location.href).href).at(-1)),
    pagePhases: phasesOf(performance.getEntriesByType('navigation')[0]),
  };
};

/** Small questions one after the other: how long the way there and back takes, and how evenly. */
const roundTrips = async (): Promise<readonly (number | null)[]> => {
  const times: (number | null)[] = [];
  for (let at = 0; at < roundTripCount; at++) {
    const { failed, ms } = await ask('/doctor/plain.js');
    times.push(failed === null ? ms : null);
  }
  return times;
};

const blocking = async (): Promise<{ readonly plain: Failed | null; readonly bait: Failed | null }> => {
  const [plain, bait] = await Promise.all([ask('/doctor/plain.js'), ask('/doctor/ads/banner.js')]);
  return { plain: plain.failed, bait: bait.failed };
};

/** Cookies grow until something on the way refuses them: a head that grows by steps shows where. */
const headSteps = [4, 8, 16].map((size) => size * 1_024);
/** On a slow line a few kilobytes more are not worth the wait. */
const slowHeadMs = 800;

const heads = async (): Promise<readonly { readonly bytes: number; readonly status: number | null }[]> => {
  const steps: { readonly bytes: number; readonly status: number | null }[] = [];
  for (const bytes of headSteps) {
    const { status, ms } = await ask('/doctor/plain.js', { 'x-padding': 'x'.repeat(bytes) });
    steps.push({ bytes, status });
    if (status !== 200 || ms > slowHeadMs) break;
  }
  return steps;
};

const timed = async (bytes: number, path: string, init: RequestInit): Promise<object> => {
  const startedAt = now();
  const ms = await orElseLater(async () => {
    const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(speedMs), ...init });
    await answer.arrayBuffer();
    return answer.ok ? round(now() - startedAt) : null;
  }, null);
  return { bytes, ms };
};

const speed = async (): Promise<object> => ({
  down: await timed(downBytes, `/doctor/bytes?n=${downBytes}`, {}),
  up: await timed(upBytes, '/doctor/bytes', { method: 'POST', body: new Uint8Array(upBytes) }),
});

export interface Wishes {
  readonly speed: boolean;
  readonly others: boolean;
}

export interface Measured {
  readonly version: 1;
  readonly device: object;
  readonly storage: object;
  readonly echo: Echoed;
  readonly roundTrips: readonly (number | null)[];
  readonly blocking: object;
  readonly stream: Arrivals;
  readonly zipped: Arrivals;
  readonly heads: readonly object[];
  readonly others: readonly Control[] | null;
  readonly names: readonly Named[] | null;
  readonly speed: object | null;
  readonly history: readonly object[];
}

/** `tell` is told when a step begins and when it is done. */
export const measure = async (
  wishes: Wishes,
  tell: (step: string, state: 'doing' | 'done') => void,
): Promise<Measured> => {
  const step = async <T>(name: string, look: () => T | Promise<T>): Promise<T> => {
    tell(name, 'doing');
    const found = await look();
    tell(name, 'done');
    return found;
  };
  const [about, kept, [echoed, trips, grown], blocked, stream, zipped, [controls, named]] = await Promise.all([
    step('device', device),
    step('storage', storage),
    step('echo', async () => [await echo(), await roundTrips(), await heads()] as const),
    step('blocking', blocking),
    step('stream', () => arrivalsOf('n=12&every=250')),
    step('zipped', () => arrivalsOf('n=8&every=150&gzip=1')),
    wishes.others ? step('others', () => Promise.all([others(), names()])) : [null, null],
  ]);
  return {
    version: 1,
    device: about,
    storage: kept,
    echo: echoed,
    roundTrips: trips,
    blocking: blocked,
    stream,
    zipped,
    heads: grown,
    others: controls,
    names: named,
    // Alone on the line, or it would measure the rest.
    speed: wishes.speed ? await step('speed', speed) : null,
    history: remembered(),
  };
};
