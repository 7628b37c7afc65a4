/** The device this runs on: network, clock, chance. The only file of the client that touches globals. */

export interface World {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  now(): number;
  /** At least 0, below 1. */
  draw(): number;
  /** 128 random bits. */
  newKey(): string;
  /** Runs `act` once, later; gives back what calls it off. */
  after(ms: number, act: () => void): () => void;
  /** Runs `act` whenever the device is online again; gives back what ends that. Devices that do not say: never. */
  onOnline(act: () => void): () => void;
}

interface Window {
  addEventListener(name: 'online', act: () => void): void;
  removeEventListener(name: 'online', act: () => void): void;
}

const hasEvents = (value: object): value is Window => 'addEventListener' in value && 'removeEventListener' in value;

export const device: World = {
  fetch: (input, init) => globalThis.fetch(input, init),
  now: Date.now,
  draw: Math.random,
  // `randomUUID` is missing on pages that came over plain HTTP.
  newKey: () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  onOnline: (act) => {
    const window: object = globalThis;
    if (!hasEvents(window)) return () => {};
    window.addEventListener('online', act);
    return () => window.removeEventListener('online', act);
  },
};
