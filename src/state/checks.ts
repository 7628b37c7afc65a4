/** What active checks have shown of each upstream: how it stands, and what kind of model server it is. */
import type { ModelServer } from '../dialect/model-server.ts';
import type { Settings } from '../domain/settings.ts';
import type { Checked, Standing } from '../policy/check.ts';
import { afterCheck, unasked } from '../policy/check.ts';

export interface Check {
  readonly standing: Standing;
  /** `null`: not one that says more of itself. */
  readonly server: ModelServer | null;
  /** What it calls its version. */
  readonly version: string | null;
  /** Models it holds in memory now; `null`: it does not say. */
  readonly loaded: readonly string[] | null;
}

const fresh: Check = { standing: unasked, server: null, version: null, loaded: null };

export class Checks {
  readonly #checks = new Map<string, Check>();
  #urls: ReadonlyMap<string, string> = new Map();

  constructor(settings: Settings) {
    this.configure(settings);
  }

  /** What is known of an upstream belongs to its address. */
  configure({ upstreams }: Settings): void {
    const urls = new Map(upstreams.map(({ name, url }) => [name, url]));
    for (const name of this.#checks.keys()) if (urls.get(name) !== this.#urls.get(name)) this.#checks.delete(name);
    this.#urls = urls;
  }

  of(name: string): Check {
    return this.#checks.get(name) ?? fresh;
  }

  learn(name: string, more: Partial<Omit<Check, 'standing'>>): void {
    if (this.#urls.has(name)) this.#checks.set(name, { ...this.of(name), ...more });
  }

  step(name: string, checked: Checked): Standing {
    const before = this.of(name);
    const standing = afterCheck(before.standing, checked);
    if (this.#urls.has(name)) this.#checks.set(name, { ...before, standing });
    return standing;
  }
}
