/** What providers say of themselves on their status pages. */
import type { ComponentStatus } from './incident.ts';

/** A page to be read, for the upstreams it speaks of. */
export interface ProviderPage {
  /** `https://status.example.com`, without a slash at its end. */
  readonly url: string;
  /** Names of components that matter here, or how they begin; empty: the page as a whole. */
  readonly components: readonly string[];
  readonly upstreams: readonly string[];
}

/** What is not understood stays unknown: it is never taken for good. */
export type ProviderCondition = ComponentStatus | 'under_maintenance' | 'unknown';

/** What a page said; every text is theirs, one line and short. */
export interface ProviderWord {
  readonly condition: ProviderCondition;
  /** Open incidents of the components that matter, at most five. */
  readonly incidents: readonly { readonly name: string; readonly status: string }[];
}

/** A page and how it was last read. */
export interface ProviderReading {
  readonly page: ProviderPage;
  /** `unknown` where nothing was read, or not for long. */
  readonly condition: ProviderCondition;
  readonly incidents: ProviderWord['incidents'];
  /** When it was last read, in ms since the Unix epoch; `null`: never. */
  readonly readAt: number | null;
  /** Why it could not be read the last time. */
  readonly failure: string | null;
}

/** What came of asking for a page. */
export type PageAnswer =
  | { readonly kind: 'fresh'; readonly text: string; readonly etag: string | null }
  /** As it was when it had that mark. */
  | { readonly kind: 'same' }
  /** `waitMs`: what it asked for itself. */
  | { readonly kind: 'failed'; readonly code: string; readonly waitMs: number | null };
