/** The model servers that say more of themselves than an API has to: how they are recognised, where they are asked, what they mean. */
import type { Figures } from '../domain/figures.ts';
import { readSamples } from './exposition.ts';
import { isObject } from './reading.ts';

export type ModelServer = 'vllm' | 'llama.cpp' | 'ollama';

/** What of an answer tells who wrote it. */
export interface Signs {
  /** Its `Server` header. */
  readonly server: string | null;
  /** `owned_by` of the first entry of its model list. */
  readonly ownedBy: string | null;
}

/** vLLM and llama.cpp sign their model lists; llama.cpp also signs every answer; Ollama's OpenAI surface says `library`. */
export const recognise = ({ server, ownedBy }: Signs): ModelServer | null => {
  if (ownedBy === 'vllm') return 'vllm';
  if (ownedBy === 'llamacpp' || server?.toLowerCase() === 'llama.cpp') return 'llama.cpp';
  return ownedBy === 'library' ? 'ollama' : null;
};

/** One of the pages with figures, without the time it was read at; `null` where it does not say. */
export type Page = Omit<Figures, 'at'>;

/** A page that says nothing of load. */
export const nothing: Page = { running: null, waiting: null, cacheShare: null, slots: null, loading: false };

const sum = (values: readonly number[] | undefined): number | null =>
  values === undefined ? null : values.reduce((all, one) => all + one, 0);

interface Names {
  readonly running: string;
  readonly waiting: string;
  readonly cache: readonly string[];
}

/** A server with several engines has one line each: calls add up, the fullest cache counts. */
const readMetrics =
  ({ running, waiting, cache }: Names) =>
  (text: string): Page | null => {
    const found = readSamples(text, new Set([running, waiting, ...cache]));
    const shares = cache.flatMap((name) => found.get(name) ?? []).filter((share) => share <= 1);
    if (found.size === 0) return null;
    return {
      ...nothing,
      running: sum(found.get(running)),
      waiting: sum(found.get(waiting)),
      cacheShare: shares.length === 0 ? null : Math.max(...shares),
    };
  };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** llama.cpp's `/slots`: one object per place, `is_processing` since 2024, a number `state` before. */
const readSlots = (text: string): Page | null => {
  const slots = parsed(text);
  if (!Array.isArray(slots) || slots.length === 0 || !slots.every(isObject)) return null;
  const busy = slots.filter((slot) => slot['is_processing'] === true || slot['state'] === 1);
  return { ...nothing, slots: slots.length, running: busy.length };
};

export interface Asked {
  /** On the server's origin. */
  readonly path: string;
  readonly read: (text: string) => Page | null;
}

/** Well says nothing; what says that it is loading answers 503, and is understood before it comes here. */
const readHealth = (): Page => nothing;

/** Where each is asked for its figures. Names: vLLM's production metrics, llama.cpp's server README. Ollama counts nothing. */
export const figurePages = {
  vllm: [
    {
      path: '/metrics',
      read: readMetrics({
        running: 'vllm:num_requests_running',
        waiting: 'vllm:num_requests_waiting',
        cache: ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'],
      }),
    },
  ],
  'llama.cpp': [
    { path: '/health', read: readHealth },
    {
      path: '/metrics',
      read: readMetrics({
        running: 'llamacpp:requests_processing',
        waiting: 'llamacpp:requests_deferred',
        cache: ['llamacpp:kv_cache_usage_ratio'],
      }),
    },
    { path: '/slots', read: readSlots },
  ],
  ollama: [],
} as const satisfies Record<ModelServer, readonly Asked[]>;

/** What several pages say together; the first that says something is believed. */
export const together = (pages: readonly Page[], at: number): Figures | null => {
  if (pages.length === 0) return null;
  const first = (read: (page: Page) => number | null): number | null =>
    pages.map(read).find((value) => value !== null) ?? null;
  return {
    at,
    running: first((page) => page.running),
    waiting: first((page) => page.waiting),
    cacheShare: first((page) => page.cacheShare),
    slots: first((page) => page.slots),
    loading: pages.some((page) => page.loading),
  };
};

const namesMax = 100;
const nameLength = 200;

/** Models Ollama holds in memory now, as `/api/ps` lists them. */
export const readLoaded = (text: string): readonly string[] | null => {
  const body = parsed(text);
  if (!isObject(body) || !Array.isArray(body['models'])) return null;
  return body['models']
    .slice(0, namesMax)
    .flatMap((model: unknown) => (isObject(model) && typeof model['name'] === 'string' ? [model['name']] : []))
    .filter((name) => name.length <= nameLength);
};

/** The version in Ollama's `/api/version` and vLLM's `/version`. */
export const readVersion = (text: string): string | null => {
  const body = parsed(text);
  const version = isObject(body) ? body['version'] : null;
  return typeof version === 'string' && /^[\w.+-]{1,40}$/.test(version) ? version : null;
};

/** Where each says which version it is. */
export const versionPaths = { vllm: '/version', 'llama.cpp': null, ollama: '/api/version' } as const satisfies Record<
  ModelServer,
  string | null
>;
