/** All upstreams out of reach at once, or all names at once: what they have in common is our own network. */
import type { CauseCode } from '../../domain/cause.ts';
import type { Scene } from './scene.ts';
import type { Sign } from './sign.ts';
import { signFor } from './sign.ts';

/** What a network does. A refusal or an answer comes from the other end, so it proves that the way is there. */
export const noSignOfLife: ReadonlySet<CauseCode> = new Set([
  'dns_error',
  'dns_timeout',
  'connection_timeout',
  'destination_ip_unroutable',
]);
const names: ReadonlySet<CauseCode> = new Set(['dns_error', 'dns_timeout']);
const freshMs = 60_000;

interface Contact {
  readonly upstream: string;
  readonly at: number;
  readonly code: CauseCode | null;
}

const contacts = ({ tries, past }: Scene): readonly Contact[] => [
  ...tries.map(({ upstream, startedAt, ms, cause }) => ({
    upstream,
    at: startedAt + (ms ?? 0),
    code: cause?.code ?? null,
  })),
  ...[...past.probes].map(([upstream, { at, cause }]) => ({ upstream, at, code: cause?.code ?? null })),
];

/** Upstreams of different owners that fell silent and gave no sign of life since, provided that nobody else did either. */
const silentUpstreams = (scene: Scene): readonly string[] => {
  const { cause, now, past } = scene;
  if (!noSignOfLife.has(cause.code)) return [];
  const all = contacts(scene);
  const fresh = all.filter(({ at }) => now - at < freshMs);
  const lost = fresh.filter(({ code }) => code !== null && noSignOfLife.has(code));
  const since = Math.min(...lost.map(({ at }) => at));
  const isAlive = fresh.some(({ code, at }) => at >= since && (code === null || !noSignOfLife.has(code)));
  const upstreams = [...new Set(lost.map(({ upstream }) => upstream))];
  const owners = new Set(upstreams.map((name) => past.places.get(name)?.provider ?? name));
  return isAlive || owners.size < 2 ? [] : upstreams;
};

export const ownNetwork = (scene: Scene): readonly Sign[] => {
  const upstreams = silentUpstreams(scene);
  if (upstreams.length === 0) return [];
  const all = contacts(scene);
  const isDns = all.every(({ code, upstream }) => code === null || !upstreams.includes(upstream) || names.has(code));
  const family = isDns ? 'dns' : 'network';
  const who = 'network' as const;
  const clue = { says: 'upstreams out of reach at the same time', value: `${upstreams.length} of ${upstreams.length}` };
  const before = upstreams.filter((name) =>
    all.some(({ upstream, code }) => upstream === name && code === null),
  ).length;
  const well = { says: 'of these, they answered shortly before', value: String(before) };
  return [
    signFor({ family, origin: 'spread', weight: 1 - 0.45 ** upstreams.length, who, clue }),
    ...(before === 0 ? [] : [signFor({ family, origin: 'calls', weight: 0.5, who, clue: well })]),
  ];
};
