/** Which status pages speak of which upstreams: as configured, or by default where an upstream is a provider we know. */
import type { ProviderPage } from '../domain/provider.ts';
import type { FileShape, FileUpstream } from './schema.ts';

type Page = Omit<ProviderPage, 'upstreams'>;

/** By the host an upstream is asked at. Both have Statuspage's API v2; a component whose name changes becomes unknown. */
const known: Readonly<Record<string, Page>> = {
  'api.openai.com': { url: 'https://status.openai.com', components: ['Chat Completions', 'Responses', 'Embeddings'] },
  'api.anthropic.com': { url: 'https://status.claude.com', components: ['Claude API'] },
};

const pageOf = ({ url, statusPage }: FileUpstream): Page | null => {
  if (statusPage === 'off') return null;
  if (statusPage === 'auto') return known[new URL(url).hostname] ?? null;
  return { url: statusPage.url, components: statusPage.components };
};

/** One page for all upstreams it speaks of in the same words. */
export const providersOf = (file: FileShape): readonly ProviderPage[] => {
  if (file.incidents.providerPages === 'off') return [];
  const pages = new Map<string, ProviderPage>();
  for (const [name, upstream] of Object.entries(file.upstreams)) {
    const page = pageOf(upstream);
    if (page === null) continue;
    const key = JSON.stringify([page.url, page.components]);
    pages.set(key, { ...page, upstreams: [...(pages.get(key)?.upstreams ?? []), name] });
  }
  return [...pages.values()];
};
