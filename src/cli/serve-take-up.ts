/** New settings reach the rooms that hold some of the old ones. */
import type { Settings } from '../domain/settings.ts';
import { compareSettings } from '../config/compare.ts';
import type { Gateway } from '../gateway/gateway.ts';

/** A reload is remembered: failures that begin with it have their cause in it. */
const markReload = (gateway: Gateway, before: Settings, after: Settings): void => {
  const { changes } = compareSettings(before, after);
  const named = changes.flatMap((what) => /^upstream (\S+) (?:added|changed)$/.exec(what)?.[1] ?? []);
  const marker = { kind: 'reload', at: gateway.clock.now(), what: changes.join(', '), by: null } as const;
  for (const upstream of named.length === 0 ? [null] : named) gateway.recent.mark({ ...marker, upstream });
};

export const takeUp = (gateway: Gateway, before: Settings, settings: Settings): void => {
  markReload(gateway, before, settings);
  gateway.recent.configure(settings);
  gateway.fleet.configure(settings);
  gateway.checks.configure(settings);
  gateway.door.configure(settings);
  gateway.cache.configure(settings);
  gateway.wire.keepOnly(settings.upstreams);
};
