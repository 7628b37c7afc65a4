/** The demo servers, which may be broken on purpose; there are none where the gateway was set up. */
import { signal } from '@preact/signals';
import type { DemoBody, DemoFault } from '../../src/domain/demo.ts';
import type { Device } from './device.ts';

const everyMs = 1_500;
const patienceMs = 8_000;

export class Demo {
  /** `null`: there is no demo here. */
  readonly body = signal<DemoBody | null>(null);
  /** When something was last done to a server; `null` before. */
  readonly steeredAt = signal<number | null>(null);
  readonly #device: Device;
  #cancel = (): void => {};

  constructor(device: Device) {
    this.#device = device;
  }

  async look(): Promise<void> {
    await this.#ask({ method: 'GET' });
  }

  /** How the servers look from the gateway changes by itself: looked at for as long as somebody watches. */
  watch(isWatched: boolean): void {
    this.#cancel();
    if (!isWatched) return;
    this.#cancel = this.#device.after(everyMs, () => void this.look().then(() => this.watch(true)));
  }

  async steer(server: string, fault: DemoFault | null): Promise<void> {
    this.steeredAt.value = this.#device.now();
    const headers = { 'content-type': 'application/json' };
    await this.#ask({ method: 'POST', headers, body: JSON.stringify({ server, fault }) });
  }

  async #ask(init: RequestInit): Promise<void> {
    try {
      const response = await fetch('/demo', { ...init, signal: AbortSignal.timeout(patienceMs), cache: 'no-store' });
      if (response.ok) this.body.value = (await response.json()) as DemoBody;
    } catch {
      // Shown as it was last.
    }
  }
}
