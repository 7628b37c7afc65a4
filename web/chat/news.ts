/** What everybody should know now, as the gateway words it; what was put away stays away. */
import { computed, signal } from '@preact/signals';
import type { NewsItem } from '../../src/domain/news.ts';
import type { Device } from './device.ts';

const everyMs = 20_000;
const patienceMs = 8_000;
const mostPutAway = 50;

/** `null` where it cannot be had; that the gateway is away is said elsewhere. */
const ask = async (): Promise<readonly NewsItem[] | null> => {
  try {
    const response = await fetch('/news', { signal: AbortSignal.timeout(patienceMs), cache: 'no-store' });
    return response.ok ? ((await response.json()) as { readonly news: readonly NewsItem[] }).news : null;
  } catch {
    return null;
  }
};

export class News {
  readonly #all = signal<readonly NewsItem[]>([]);
  readonly #putAway = signal<readonly string[]>([]);
  readonly shown = computed(() => this.#all.value.filter(({ id }) => !this.#putAway.value.includes(id)));
  readonly #device: Device;
  /** Of looks on their way only the newest counts. */
  #looks = 0;
  #cancel = (): void => {};

  constructor(device: Device) {
    this.#device = device;
    this.#putAway.value = (device.recall('news-put-away') as readonly string[] | null) ?? [];
    device.onAwake(() => void this.look());
  }

  async look(): Promise<void> {
    this.#cancel();
    const look = ++this.#looks;
    const news = await ask();
    if (look !== this.#looks) return;
    if (news !== null) this.#all.value = news;
    this.#cancel = this.#device.after(everyMs, () => void this.look());
  }

  putAway(id: string): void {
    this.#putAway.value = [...this.#putAway.value, id].slice(-mostPutAway);
    this.#device.remember('news-put-away', this.#putAway.value);
  }
}
