/** What the gateway says of calls that failed: asked once for each, and again when it could not be had. */
import { signal } from '@preact/signals';
import type { Why } from '../../src/domain/why.ts';

const patienceMs = 8_000;
const most = 50;

export class Whys {
  readonly known = signal<ReadonlyMap<string, Why>>(new Map());
  readonly #asked = new Set<string>();

  /** As it stands now; `null` when that could not be had. */
  async ask(id: string): Promise<Why | null> {
    try {
      const headers = { accept: 'application/json' };
      const response = await fetch(`/why/${id}`, { headers, signal: AbortSignal.timeout(patienceMs) });
      return response.ok ? ((await response.json()) as Why) : null;
    } catch {
      return null;
    }
  }

  /** Of a call that is over: asked for once, unless that is under way. */
  async want(id: string): Promise<void> {
    if (this.#asked.has(id) || this.known.value.has(id)) return;
    this.#asked.add(id);
    const why = await this.ask(id);
    this.#asked.delete(id);
    if (why === null || why.outcome === 'running') return;
    this.known.value = new Map([...this.known.value, [id, why] as const].slice(-most));
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
