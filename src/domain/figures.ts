/** What a model server says of itself, read off its own metrics. */

/** `null` where it does not say. */
export interface Figures {
  readonly at: number;
  /** Requests it is working on. */
  readonly running: number | null;
  /** Requests that wait in its own queue. */
  readonly waiting: number | null;
  /** Share of its KV cache in use, 0 to 1. */
  readonly cacheShare: number | null;
  /** Requests it can work on at once. */
  readonly slots: number | null;
  /** It is still loading a model. */
  readonly loading: boolean;
}
