/** All measurements of the page. They are sent to the gateway, which judges them. */
import type { Arrivals } from './arrivals.ts';
import { arrivalsOf } from './arrivals.ts';
import type { Asked, Failed, Phases } from './ask.ts';
import { ask, now, orElse, orElseLater, phasesOf, round } from './ask.ts';
import { remembered } from './history.ts';

const downBytes = 512 * 1024;
const upBytes = 128 * 1024;
const speedMs = 8_000;
const controlMs = 4_000;
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

const storage = async (): Promise<object> => {
  const { quota = null, usage = null } = await orElseLater<StorageEstimate>(() => navigator.storage.estimate(), {});
  const keeps = orElse(() => {
    localStorage.setItem('good-gateway-try', '1');
    localStorage.removeItem('good-gateway-try');
    return true;
  }, false);
  const workers = await orElseLater(() => navigator.serviceWorker.getRegistrations(), []);
  const names = await orElseLater(() => caches.keys(), []);
  return {
    takesCookies: navigator.cookieEnabled,
    keeps,
    quotaBytes: quota,
    usedBytes: usage,
    workers: workers.length,
    caches: names.length,
    pageVersion: document.getElementById('doctor')?.dataset['version'] ?? null,
  };
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

interface Control {
  readonly name: string;
  readonly answers: boolean;
  readonly ms: number;
}

/** Asked only after a person agreed. Nothing of the answers can be read, only that there is one. */
const control = async ({ dataset }: HTMLElement): Promise<Control> => {
  const startedAt = now();
  const answers = await orElseLater(async () => {
    await fetch(dataset['control'] ?? '', {
      mode: 'no-cors',
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(controlMs),
    });
    return true;
  }, false);
  return { name: dataset['name'] ?? '', answers, ms: round(now() - startedAt) };
};

const others = (): Promise<readonly Control[]> =>
  Promise.all([...document.querySelectorAll<HTMLElement>('[data-control]')].map(control));

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
  readonly others: readonly Control[] | null;
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
  const [about, kept, [echoed, trips], blocked, stream, zipped, controls] = await Promise.all([
    step('device', device),
    step('storage', storage),
    step('echo', async () => [await echo(), await roundTrips()] as const),
    step('blocking', blocking),
    step('stream', () => arrivalsOf('n=12&every=250')),
    step('zipped', () => arrivalsOf('n=8&every=150&gzip=1')),
    wishes.others ? step('others', others) : null,
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
    others: controls,
    // Alone on the line, or it would measure the rest.
    speed: wishes.speed ? await step('speed', speed) : null,
    history: remembered(),
  };
};
