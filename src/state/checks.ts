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
  /** The name of its state when it was looked at last, and when it came to be so. */
  readonly state: string | null;
  readonly since: number | null;
  /** Looks that found it unable to take calls, less those that found it able: 0 to `looksForSure`. */
  readonly badLooks: number;
  /** For sure: one failed call is none. */
  readonly isAway: boolean;
}

const fresh: Check = {
  standing: unasked,
  server: null,
  version: null,
  loaded: null,
  state: null,
  since: null,
  badLooks: 0,
  isAway: false,
};

/** At a look a second, two looks of those at incidents. */
export const looksForSure = 10;

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

  learn(name: string, more: Partial<Pick<Check, 'server' | 'version' | 'loaded'>>): void {
    this.#keep(name, more);
  }

  /** Its state as it is now; returns what it was when it was looked at last. */
  saw(name: string, state: string, at: number): string | null {
    const before = this.of(name).state;
    if (before !== state) this.#keep(name, { state, since: at });
    return before;
  }

  /** Goes over to the other side when all of the looks needed speak for it; one that rests and is tried again and again is away. */
  count(name: string, isAble: boolean): void {
    const { badLooks, isAway } = this.of(name);
    const next = Math.min(looksForSure, Math.max(0, badLooks + (isAble ? -1 : 1)));
    if (next === badLooks) return;
    this.#keep(name, { badLooks: next, isAway: isAway ? next > 0 : next === looksForSure });
  }

  #keep(name: string, more: Partial<Check>): void {
    if (this.#urls.has(name)) this.#checks.set(name, { ...this.of(name), ...more });
  }

  step(name: string, checked: Checked): Standing {
    const standing = afterCheck(this.of(name).standing, checked);
    this.#keep(name, { standing });
    return standing;
  }
}
