/** Which models there are, which one is chosen, and whether the gateway answers at all. */
import { batch, effect, signal } from '@preact/signals';
import type { Away } from './away.ts';
import type { Device } from './device.ts';

export interface Model {
  readonly name: string;
  readonly available: boolean;
}

export type Reach =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly since: number; readonly away: Away }
  /** It asks for a key. */
  | { readonly kind: 'locked' };

interface Found {
  readonly reach: Reach;
  readonly models?: readonly Model[];
}

interface Listing {
  readonly data?: readonly { readonly id?: unknown; readonly available?: unknown }[];
}

const everyMs = 20_000;
const soonMs = 3_000;
const patienceMs = 8_000;

/** Whatever answers in its place (a proxy, a network's sign-in page) has no id of its kind. */
const isGateways = ({ headers }: Response): boolean => headers.get('x-request-id')?.startsWith('req_') === true;

export class Models {
  readonly all = signal<readonly Model[]>([]);
  readonly chosen = signal('');
  readonly reach = signal<Reach>({ kind: 'unknown' });
  readonly #device: Device;
  /** Of looks on their way only the newest counts. */
  #looks = 0;
  #cancel = (): void => {};

  constructor(device: Device) {
    this.#device = device;
    this.all.value = (device.recall('models') as readonly Model[] | null) ?? [];
    this.chosen.value = (device.recall('model') as string | null) ?? this.all.value[0]?.name ?? '';
    device.onAwake(() => void this.look());
    device.onOffline(() => void this.look());
  }

  choose(name: string): void {
    this.chosen.value = name;
    this.#device.remember('model', name);
  }

  /** Asks, and asks again after a while: sooner while nobody answers. */
  async look(): Promise<void> {
    this.#cancel();
    const look = ++this.#looks;
    const { reach, models } = await this.#ask();
    if (look !== this.#looks) return;
    batch(() => {
      const { value: before } = this.reach;
      this.reach.value = reach.kind === 'down' && before.kind === 'down' ? { ...reach, since: before.since } : reach;
      if (models !== undefined) this.#found(models);
    });
    this.#cancel = this.#device.after(reach.kind === 'down' ? soonMs : everyMs, () => void this.look());
  }

  /** The model to ask where none is known yet: waited for while the gateway is asked. `null`: nobody answers; empty: it names none. */
  async toAsk(stopped: AbortSignal): Promise<string | null> {
    await new Promise<void>((resolve) => {
      stopped.addEventListener('abort', () => resolve());
      if (stopped.aborted) resolve();
      const end = effect(() => {
        if (this.chosen.value === '' && this.reach.value.kind === 'unknown') return;
        resolve();
        queueMicrotask(() => end());
      });
    });
    return this.chosen.value === '' && this.reach.value.kind === 'down' ? null : this.chosen.value;
  }

  async #ask(): Promise<Found> {
    try {
      const response = await fetch('/v1/models', { signal: AbortSignal.timeout(patienceMs), cache: 'no-store' });
      if (response.status === 401) return { reach: { kind: 'locked' } };
      if (!isGateways(response)) return this.#down(response.status);
      if (!response.ok) return this.#down('silent');
      const { data = [] } = (await response.json()) as Listing;
      const models = data.flatMap(({ id, available }) =>
        typeof id === 'string' ? [{ name: id, available: available !== false }] : [],
      );
      return { reach: { kind: 'up' }, models };
    } catch {
      return this.#down('silent');
    }
  }

  #down(away: Away): Found {
    return { reach: { kind: 'down', since: this.#device.now(), away: this.#device.isOnline() ? away : 'offline' } };
  }

  #found(models: readonly Model[]): void {
    this.all.value = models;
    this.#device.remember('models', models);
    if (models.some(({ name }) => name === this.chosen.value)) return;
    const first = models.find(({ available }) => available) ?? models[0];
    if (first !== undefined) this.chosen.value = first.name;
  }
}
