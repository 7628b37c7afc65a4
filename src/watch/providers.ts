/** Reads providers' status pages, politely: as corroboration of what we see ourselves, never instead of it. */
import type { Clock } from '../domain/ports.ts';
import type { PageAnswer } from '../domain/provider.ts';
import type { Providers } from '../state/providers.ts';

const tickMs = 1_000;
const path = '/api/v2/summary.json';

export interface ProviderWatchParts {
  readonly clock: Clock;
  readonly providers: Providers;
  /** One bounded GET of an address from the configuration; never rejects, follows nowhere. */
  readonly readPage: (wish: { readonly url: string; readonly etag: string | null }) => Promise<PageAnswer>;
}

export const watchProviders = async (
  { clock, providers, readPage }: ProviderWatchParts,
  signal: AbortSignal,
): Promise<void> => {
  for await (const _ of clock.every(tickMs, signal))
    for (const { page, etag } of providers.take())
      void readPage({ url: page.url + path, etag }).then((answer) => providers.learn(page, answer));
};
