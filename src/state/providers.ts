/** What providers' status pages said when they were last read, and when each may be read again. */
import type { PageAnswer, ProviderCondition, ProviderPage, ProviderReading, ProviderWord } from '../domain/provider.ts';
import type { Clock, Random } from '../domain/ports.ts';
import { readProviderPage } from '../dialect/provider-page.ts';

/** Their pages are cached for half a minute; more often would tell nothing new. */
const everyMs = 60_000;
const longestPauseMs = 1_800_000;
/** Up to so much later, so that many gateways do not ask at once. */
const jitterShare = 0.2;
/** An older word is no word. */
const freshMs = 600_000;

interface Entry {
  readonly page: ProviderPage;
  word: ProviderWord | null;
  etag: string | null;
  readAt: number | null;
  failures: number;
  failure: string | null;
  /** When it was first seen to tell of the trouble that it tells of now. */
  troubledSince: number | null;
  /** By the clock that never jumps. */
  dueAt: number;
}

export interface ProviderParts {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly random: Pick<Random, 'draw'>;
  readonly pages: () => readonly ProviderPage[];
}

const keyOf = ({ url, components }: ProviderPage): string => JSON.stringify([url, components]);

const troubles: readonly ProviderCondition[] = ['degraded_performance', 'partial_outage', 'major_outage'];

export class Providers {
  readonly #parts: ProviderParts;
  readonly #entries = new Map<string, Entry>();

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  /** Those to be read now, each until its answer is there. */
  take(): readonly { readonly page: ProviderPage; readonly etag: string | null }[] {
    const now = this.#parts.clock.monotonic();
    const due = this.#known().filter(({ dueAt }) => dueAt <= now);
    for (const entry of due) entry.dueAt = Infinity;
    return due.map(({ page, etag }) => ({ page, etag }));
  }

  learn(page: ProviderPage, answer: PageAnswer): void {
    const entry = this.#entries.get(keyOf(page));
    if (entry === undefined) return;
    const failure = this.#took(entry, answer);
    entry.failure = failure;
    entry.failures = failure === null ? 0 : entry.failures + 1;
    const asked = answer.kind === 'failed' ? (answer.waitMs ?? 0) : 0;
    const pauseMs = Math.min(longestPauseMs, Math.max(asked, everyMs * 2 ** Math.min(entry.failures, 10)));
    entry.dueAt = this.#parts.clock.monotonic() + (failure === null ? everyMs : pauseMs) * this.#jitter();
  }

  readings(): readonly ProviderReading[] {
    const now = this.#parts.clock.now();
    return this.#known().map(({ page, word, readAt, failure }) => {
      const isFresh = readAt !== null && now - readAt <= freshMs;
      return {
        page,
        condition: isFresh && word !== null ? word.condition : 'unknown',
        incidents: isFresh && word !== null ? word.incidents : [],
        readAt,
        failure,
      };
    });
  }

  /** Names of upstreams whose provider says that something is wrong there. */
  troubled(): readonly string[] {
    return this.readings().flatMap(({ page, condition }) => (troubles.includes(condition) ? page.upstreams : []));
  }

  /** In ms since the Unix epoch, to the minute in which a page was read; `null`: none tells of trouble there. */
  troubledSince(upstream: string): number | null {
    const times = this.#known().flatMap(({ page, troubledSince }) =>
      troubledSince !== null && page.upstreams.includes(upstream) ? [troubledSince] : [],
    );
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Why it cannot be used; `null`: it can. */
  #took(entry: Entry, answer: PageAnswer): string | null {
    if (answer.kind === 'failed') return answer.code;
    if (answer.kind === 'fresh') {
      const word = readProviderPage(answer.text, entry.page.components);
      if (word === null) return 'it is no status page as we know them';
      const isTroubled = troubles.includes(word.condition);
      entry.troubledSince = isTroubled ? (entry.troubledSince ?? this.#parts.clock.now()) : null;
      entry.word = word;
      entry.etag = answer.etag;
    }
    entry.readAt = this.#parts.clock.now();
    return null;
  }

  #jitter(): number {
    return 1 + jitterShare * this.#parts.random.draw();
  }

  /** As configured now; a new one is asked within seconds, not all at once. */
  #known(): readonly Entry[] {
    const pages = new Map(this.#parts.pages().map((page) => [keyOf(page), page]));
    for (const key of this.#entries.keys()) if (!pages.has(key)) this.#entries.delete(key);
    return [...pages].map(([key, page]) => {
      const known = this.#entries.get(key);
      const dueAt = this.#parts.clock.monotonic() + this.#parts.random.draw() * 5_000;
      const fresh = {
        page,
        word: null,
        etag: null,
        readAt: null,
        failures: 0,
        failure: null,
        troubledSince: null,
        dueAt,
      };
      const entry = known === undefined ? fresh : { ...known, page };
      this.#entries.set(key, entry);
      return entry;
    });
  }
}
