/** How wide a trouble is, by what was hit in a window of time and what was not. */
export interface Scope {
  /** `prompt`: one request, wherever it is sent. */
  readonly level: 'call' | 'prompt' | 'caller' | 'program' | 'model' | 'upstream' | 'zone' | 'provider' | 'everything';
  /** Which one; `null` for a call, a prompt and everything. */
  readonly name: string | null;
  /** Calls of the window that were hit, of all there were. */
  readonly affected: number;
  readonly of: number;
  readonly callers: { readonly affected: number; readonly of: number };
  /** Length of the window in words, e.g. `5m`. */
  readonly window: string;
}
