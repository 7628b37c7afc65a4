/** Something that is posted to a place that is no upstream: a sink of alerts, a collector of telemetry. */

export interface Letter {
  readonly url: string;
  /** Whether the place may be at an address that is not public. */
  readonly allowPrivate: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
  /** Whether what is said to it is of interest. */
  readonly asksAnswer?: true;
}

/** `refused`: sending it again is of no use. `why`: a status, a code, or words of ours; never a foreign text. */
export type Delivery =
  /** `answer`: a foreign text, where it was asked for and is short; to be read, never shown. */
  | { readonly kind: 'delivered'; readonly answer?: string }
  | { readonly kind: 'failed'; readonly why: string; readonly retryMs: number | null }
  | { readonly kind: 'refused'; readonly why: string };

/** Never rejects, and never takes longer than ten seconds. */
export type Send = (letter: Letter, signal: AbortSignal) => Promise<Delivery>;
