/** What everybody should know now, as the gateway words it; what was put away stays away. */
import { computed, signal } from '@preact/signals';
import type { NewsItem } from '../../src/domain/news.ts';
import type { Device } from './device.ts';

const everyMs = 20_000;
const patienceMs = 8_000;
const mostPutAway = 50;

export class News {
  readonly #all = signal<readonly NewsItem[]>([]);
  readonly #putAway = signal<readonly string[]>([]);
  readonly shown = computed(() => this.#all.value.filter(({ id }) => !this.#putAway.value.includes(id)));
  readonly #device: Device;
  #cancel = (): void => {};

  constructor(device: Device) {
    this.#device = device;
    this.#putAway.value = (device.recall('news-put-away') as readonly string[] | null) ?? [];
    device.onAwake(() => void this.look());
  }

  async look(): Promise<void> {
    this.#cancel();
    try {
      const response = await fetch('/news', { signal: AbortSignal.timeout(patienceMs), cache: 'no-store' });
      if (response.ok) this.#all.value = ((await response.json()) as { readonly news: readonly NewsItem[] }).news;
    } catch {
      // That the gateway is away is said elsewhere.
    }
    this.#cancel = this.#device.after(everyMs, () => void this.look());
  }

  putAway(id: string): void {
    this.#putAway.value = [...this.#putAway.value, id].slice(-mostPutAway);
    this.#device.remember('news-put-away', this.#putAway.value);
  }
}
