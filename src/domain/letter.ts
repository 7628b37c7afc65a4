/** Something that is posted to a place that is no upstream: a sink of alerts, a collector of telemetry. */

export interface Letter {
  readonly url: string;
  /** Whether the place may be at an address that is not public. */
  readonly allowPrivate: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** `refused`: sending it again is of no use. `why`: a status, a code, or words of ours; never a foreign text. */
export type Delivery =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly why: string; readonly retryMs: number | null }
  | { readonly kind: 'refused'; readonly why: string };

/** Never rejects, and never takes longer than ten seconds. */
export type Send = (letter: Letter, signal: AbortSignal) => Promise<Delivery>;
