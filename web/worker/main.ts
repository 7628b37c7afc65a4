/** The service worker: the chat and the doctor open when the gateway does not answer. Calls and answers never pass it. */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

/** Put in by the build: paths of every file of the pages, each with a digest in its name. */
declare const builtFiles: readonly string[];

const storeName = 'good-gateway-pages';
/** Pages that are of use without a gateway. */
const pages = ['/', '/doctor'];
/** What they load beside their built files. */
const doctor = ['main', 'measure', 'arrivals', 'ask', 'consent', 'history', 'kept'].map((name) => `/doctor/${name}.ts`);
const extras = ['/style.css', ...doctor];
/** Longer than this nobody looks at a white page. */
const patienceMs = 4_000;

/** Only the gateway's own answers: a proxy's error page or a network's sign-in page is none. */
const isOurs = ({ headers }: Response): boolean => headers.get('x-request-id')?.startsWith('req_') === true;

/** A proxy that has no gateway behind it says so in words of its own, which help nobody. */
const isStrangersFailure = (response: Response): boolean => response.status >= 500 && !isOurs(response);

const keep = async (path: string, response: Response): Promise<void> => {
  if (!response.ok || !isOurs(response)) return;
  const store = await caches.open(storeName);
  await store.put(path, response);
};

const fetchAndKeep = async (path: string): Promise<void> => {
  try {
    await keep(path, await fetch(path, { cache: 'no-cache', signal: AbortSignal.timeout(patienceMs * 2) }));
  } catch {
    // What could not be had now is taken with the next visit.
  }
};

/** Built files never change: those of this build are kept, those of others are dropped. */
const takeIn = async (): Promise<void> => {
  const store = await caches.open(storeName);
  const wanted = [...builtFiles, ...extras, ...pages];
  for (const request of await store.keys()) {
    const { pathname } = new URL(request.url);
    if (!wanted.includes(pathname)) await store.delete(request);
  }
  await Promise.all([...pages, ...extras].map(fetchAndKeep));
  await Promise.all(
    builtFiles.map(async (path) => ((await store.match(path)) === undefined ? fetchAndKeep(path) : null)),
  );
};

/** The newest there is: from the gateway while it answers in time, else what is kept. */
const newest = async (request: Request, path: string): Promise<Response> => {
  const kept = await caches.match(path);
  try {
    const response = await fetch(request, kept === undefined ? {} : { signal: AbortSignal.timeout(patienceMs) });
    if (response.ok && isOurs(response)) void keep(path, response.clone());
    // A stranger's page may be a network's sign-in, which is to be seen; a stranger's script or style is never right.
    else if (kept !== undefined && (response.status >= 500 || (request.mode !== 'navigate' && !isOurs(response))))
      return kept;
    return response;
  } catch (error) {
    if (kept !== undefined) return kept;
    throw error;
  }
};

const builtFile = async (request: Request, path: string): Promise<Response> => {
  const kept = await caches.match(path);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (builtFiles.includes(path)) void keep(path, response.clone());
  return response;
};

/** Any other page: when no gateway answers, the chat says so in its place. */
const elsewhere = async (request: Request): Promise<Response> => {
  try {
    const response = await fetch(request);
    return isStrangersFailure(response) ? ((await caches.match('/')) ?? response) : response;
  } catch (error) {
    const chat = await caches.match('/');
    if (chat !== undefined) return chat;
    throw error;
  }
};

worker.addEventListener('install', (event) => {
  event.waitUntil(takeIn().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (pathname.startsWith('/assets/')) event.respondWith(builtFile(request, pathname));
  else if (pages.includes(pathname) || extras.includes(pathname)) event.respondWith(newest(request, pathname));
  else if (request.mode === 'navigate') event.respondWith(elsewhere(request));
});
