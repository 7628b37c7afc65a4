/** Says in short lines what differs between two settings, and which of it only a restart brings. Never a value: some are secrets. */
import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../domain/settings.ts';

/** Held since the start: sockets and stores that calls in flight stand on. */
const fixed = ['listen', 'admin', 'store', 'shared', 'keepPrompts'] as const satisfies readonly (keyof Settings)[];

const named = ['upstreams', 'keys', 'routes', 'alerts'] as const satisfies readonly (keyof Settings)[];

const titles = { upstreams: 'upstream', keys: 'key', routes: 'model', alerts: 'alert' } as const;

export interface Difference {
  /** Such as `upstream backup added`. */
  readonly changes: readonly string[];
  /** Keys whose new value waits for a restart. */
  readonly restart: readonly (typeof fixed)[number][];
}

const byName = (settings: Settings, key: (typeof named)[number]): ReadonlyMap<string, unknown> =>
  key === 'routes' ? settings.routes : new Map(settings[key].map((entry) => [entry.name, entry]));

const namedChanges = (before: Settings, after: Settings, key: (typeof named)[number]): string[] => {
  const [old, now] = [byName(before, key), byName(after, key)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.flatMap((name) => {
    if (!old.has(name)) return [`${titles[key]} ${name} added`];
    if (!now.has(name)) return [`${titles[key]} ${name} removed`];
    return isDeepStrictEqual(old.get(name), now.get(name)) ? [] : [`${titles[key]} ${name} changed`];
  });
};

const isNamed = (key: string): boolean => named.some((each) => each === key);

export const compareSettings = (before: Settings, after: Settings): Difference => {
  const keys = Object.keys(after) as (keyof Settings)[];
  const differing = keys.filter((key) => !isNamed(key) && !isDeepStrictEqual(before[key], after[key]));
  const restart = fixed.filter((key) => differing.includes(key));
  const plain = differing.filter((key) => !restart.some((each) => each === key)).map((key) => `${key} changed`);
  return { changes: [...named.flatMap((key) => namedChanges(before, after, key)), ...plain], restart };
};

/** The new settings as far as they can be used now. */
export const keepFixed = (before: Settings, after: Settings): Settings => ({
  ...after,
  listen: before.listen,
  admin: before.admin,
  store: before.store,
  shared: before.shared,
  keepPrompts: before.keepPrompts,
});
