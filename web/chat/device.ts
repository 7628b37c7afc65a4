/** The browser: clock, chance, other tabs, being online and awake. The only file of the chat that asks for them. */

export interface Device {
  readonly now: () => number;
  readonly newId: () => string;
  readonly after: (ms: number, act: () => void) => () => void;
  /** Runs the work unless another tab runs it. */
  alone(name: string, work: () => Promise<void>): Promise<void>;
  /** Resolves when trying again may help, or the signal aborts. */
  worthTrying(signal: AbortSignal): Promise<void>;
  /** Online again, or seen again. */
  onAwake(act: () => void): void;
  readonly isOnline: () => boolean;
  onOffline(act: () => void): void;
  onLeaving(act: () => void): void;
  tellOtherTabs(): void;
  onOtherTab(act: () => void): void;
  /** Harmless choices: no prompt, no key. */
  recall(name: string): unknown;
  remember(name: string, value: unknown): void;
}

const tryAgainMs = 5_000;
const prefix = 'good-gateway-chat:';

const otherTabs = (): Pick<Device, 'tellOtherTabs' | 'onOtherTab'> => {
  if (!('BroadcastChannel' in globalThis)) return { tellOtherTabs: () => {}, onOtherTab: () => {} };
  const channel = new BroadcastChannel('good-gateway-chat');
  return {
    tellOtherTabs: () => channel.postMessage('changed'),
    onOtherTab: (act) => {
      let isDue = false;
      channel.addEventListener('message', () => {
        if (isDue) return;
        isDue = true;
        setTimeout(() => {
          isDue = false;
          act();
        }, 200);
      });
    },
  };
};

const onAwake = (act: () => void, signal?: AbortSignal): void => {
  const options = signal === undefined ? {} : { signal };
  addEventListener('online', act, options);
  addEventListener('pageshow', act, options);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && act(), options);
};

const worthTrying = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = new AbortController();
    const done = (): void => {
      over.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, tryAgainMs);
    onAwake(done, over.signal);
    signal.addEventListener('abort', done, { signal: over.signal });
    if (signal.aborted) done();
  });

const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export const device: Device = {
  now: () => Date.now(),
  newId,
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  alone: async (name, work) => {
    const { locks } = navigator;
    // Pages that came over plain HTTP from another machine have no locks.
    if (locks === undefined) return work();
    await locks.request(`${prefix}${name}`, { ifAvailable: true }, (lock) => (lock === null ? undefined : work()));
  },
  worthTrying,
  onAwake,
  isOnline: () => navigator.onLine,
  onOffline: (act) => addEventListener('offline', act),
  onLeaving: (act) => {
    addEventListener('pagehide', act);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && act());
  },
  ...otherTabs(),
  recall: (name) => {
    try {
      return JSON.parse(localStorage.getItem(prefix + name) ?? 'null') as unknown;
    } catch {
      return null;
    }
  },
  remember: (name, value) => {
    try {
      localStorage.setItem(prefix + name, JSON.stringify(value));
    } catch {
      // Nothing depends on it.
    }
  },
};
