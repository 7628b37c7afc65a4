/** Which trace a call is part of (W3C Trace Context). */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The caller's span; `null` where they sent none. */
  readonly parentId: string | null;
  readonly isSampled: boolean;
}
