/** Which models there are, which one is chosen, and whether the gateway answers at all. */
import { signal } from '@preact/signals';
import type { Device } from './device.ts';

export interface Model {
  readonly name: string;
  readonly available: boolean;
}

export type Reach =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly since: number }
  /** It asks for a key. */
  | { readonly kind: 'locked' };

interface Listing {
  readonly data?: readonly { readonly id?: unknown; readonly available?: unknown }[];
}

const everyMs = 20_000;
const soonMs = 3_000;
const patienceMs = 8_000;

export class Models {
  readonly all = signal<readonly Model[]>([]);
  readonly chosen = signal('');
  readonly reach = signal<Reach>({ kind: 'unknown' });
  readonly #device: Device;
  #cancel = (): void => {};

  constructor(device: Device) {
    this.#device = device;
    this.all.value = (device.recall('models') as readonly Model[] | null) ?? [];
    this.chosen.value = (device.recall('model') as string | null) ?? this.all.value[0]?.name ?? '';
    device.onAwake(() => void this.look());
  }

  choose(name: string): void {
    this.chosen.value = name;
    this.#device.remember('model', name);
  }

  /** Asks, and asks again after a while: sooner while nobody answers. */
  async look(): Promise<void> {
    this.#cancel();
    const reach = await this.#ask();
    if (reach.kind !== 'down' || this.reach.value.kind !== 'down') this.reach.value = reach;
    this.#cancel = this.#device.after(reach.kind === 'down' ? soonMs : everyMs, () => void this.look());
  }

  async #ask(): Promise<Reach> {
    try {
      const response = await fetch('/v1/models', { signal: AbortSignal.timeout(patienceMs), cache: 'no-store' });
      if (response.status === 401) return { kind: 'locked' };
      if (!response.ok) return { kind: 'down', since: this.#device.now() };
      const { data = [] } = (await response.json()) as Listing;
      this.#found(
        data.flatMap(({ id, available }) =>
          typeof id === 'string' ? [{ name: id, available: available !== false }] : [],
        ),
      );
      return { kind: 'up' };
    } catch {
      return { kind: 'down', since: this.#device.now() };
    }
  }

  #found(models: readonly Model[]): void {
    this.all.value = models;
    this.#device.remember('models', models);
    if (models.some(({ name }) => name === this.chosen.value)) return;
    const first = models.find(({ available }) => available) ?? models[0];
    if (first !== undefined) this.chosen.value = first.name;
  }
}
