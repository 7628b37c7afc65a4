/** What the `explain` command asks of the world; `io/files` has it, `main` brings the two together. */

export type OpenedFile =
  | { readonly kind: 'file'; readonly bytes: number; read(): AsyncIterable<Uint8Array> }
  | { readonly kind: 'unusable'; readonly why: 'missing' | 'folder' | 'denied' | 'broken' };

export interface ExplainWorld {
  /** Milliseconds of a clock that never jumps. */
  monotonic(): number;
  readonly isStdinTty: boolean;
  stdin(): AsyncIterable<Uint8Array>;
  openFile(path: string): Promise<OpenedFile>;
}
