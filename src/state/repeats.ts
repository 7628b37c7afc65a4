/** Who repeats without saying so: the body of a call that failed, sent again under the same trace (W3C Trace Context), by a layer before us. */
import { hash } from 'node:crypto';

interface Failed {
  readonly digest: string;
  readonly at: number;
}

export interface Traced {
  /** As it came; `undefined`: the call belongs to no trace. */
  readonly traceparent: string | undefined;
  readonly body: Uint8Array;
  readonly now: number;
}

/** Proxies and SDKs wait no longer between two tries. */
const keepMs = 60_000;
const keepMost = 1_000;

/** `null`: none that could be told from others. */
const traceOf = (traceparent: string | undefined): string | null =>
  /^[\da-f]{2}-(?!0{32})([\da-f]{32})-/.exec(traceparent ?? '')?.[1] ?? null;

const digestOf = (body: Uint8Array): string => hash('sha256', body);

export class Repeats {
  /** By trace, oldest first. */
  readonly #failed = new Map<string, Failed>();

  failed({ traceparent, body, now }: Traced): void {
    const trace = traceOf(traceparent);
    if (trace === null) return;
    this.#failed.delete(trace);
    this.#failed.set(trace, { digest: digestOf(body), at: now });
    const [oldest] = this.#failed.keys();
    if (this.#failed.size > keepMost && oldest !== undefined) this.#failed.delete(oldest);
  }

  /** One trace may hold many calls: only the same body is the same call. */
  isRepeat({ traceparent, body, now }: Traced): boolean {
    if (traceparent === undefined || this.#failed.size === 0) return false;
    const failed = this.#failed.get(traceOf(traceparent) ?? '');
    return failed !== undefined && now - failed.at < keepMs && failed.digest === digestOf(body);
  }
}
