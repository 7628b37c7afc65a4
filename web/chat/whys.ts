/** What the gateway says of calls that failed: asked once for each, and again when it could not be had. */
import { signal } from '@preact/signals';
import type { Why } from '../../src/domain/why.ts';

const patienceMs = 8_000;
const most = 50;

export class Whys {
  readonly known = signal<ReadonlyMap<string, Why>>(new Map());
  readonly #asked = new Set<string>();

  /** Asks for one, unless that is under way or done. */
  async want(id: string): Promise<void> {
    if (this.#asked.has(id) || this.known.value.has(id)) return;
    this.#asked.add(id);
    try {
      const headers = { accept: 'application/json' };
      const response = await fetch(`/why/${id}`, { headers, signal: AbortSignal.timeout(patienceMs) });
      if (!response.ok) return;
      const why = (await response.json()) as Why;
      if (why.outcome === 'running') return;
      this.known.value = new Map([...this.known.value, [id, why] as const].slice(-most));
    } catch {
      // The trouble itself is told already; the next look may have more.
    } finally {
      this.#asked.delete(id);
    }
  }

  /** `true` once it was counted. */
  async judge(code: string, helped: 'yes' | 'no'): Promise<boolean> {
    try {
      const body = JSON.stringify({ code, helped });
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/helped', { method: 'POST', headers, body })).ok;
    } catch {
      return false;
    }
  }
}
