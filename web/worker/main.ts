/** The service worker: keeps the pages for when the gateway does not answer. */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', () => void worker.skipWaiting());
