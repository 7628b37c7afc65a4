/** What the browser keeps of this site: copies of its pages and their age, room for data, whether it keeps anything at all. */
import { orElse, orElseLater } from './ask.ts';

/** More copies than these tell nothing new. */
const mostCopies = 60;

/** Age of the oldest stored copy; `null`: there is none, or none that says when it was made. */
const oldestMs = async (): Promise<number | null> => {
  const names = await caches.keys();
  const stores = await Promise.all(names.map((name) => caches.open(name)));
  const kept = await Promise.all(stores.map((store) => store.matchAll()));
  const dates = kept
    .flat()
    .slice(0, mostCopies)
    .map((copy) => Date.parse(copy.headers.get('date') ?? ''));
  const known = dates.filter((date) => !Number.isNaN(date));
  return known.length === 0 ? null : Math.max(0, Date.now() - Math.min(...known));
};

export const storage = async (): Promise<object> => {
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
    oldestMs: await orElseLater(oldestMs, null),
    pageVersion: document.getElementById('doctor')?.dataset['version'] ?? null,
  };
};
