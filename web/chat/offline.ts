/** Sets up the service worker, so that the chat opens when the gateway does not answer. */

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(from: string): string };
}

const address = '/worker.js';

const trusted = (): string => {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  return trustedTypes?.createPolicy('worker', { createScriptURL: () => address }).createScriptURL(address) ?? address;
};

/** Pages that came over plain HTTP from another machine have none; the chat works without. */
export const openOffline = async (): Promise<void> => {
  try {
    await navigator.serviceWorker?.register(trusted(), { updateViaCache: 'none' });
  } catch {
    // A browser that forbids it has its reasons.
  }
};
