/** `GET /v1/models`: the union over all upstreams, in OpenAI's or Anthropic's shape; what cannot be had now is marked, not dropped. */
import type { HeaderBag } from '../domain/ports.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { UpstreamState } from '../state/upstream-state.ts';
import { isAble } from '../state/upstream-state.ts';

export interface ListedModel {
  readonly name: string;
  readonly available: boolean;
  readonly upstreams: readonly string[];
  /** The upstream's own entry, where it has one. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** Models by name, those that are configured first. `isUp`: whether calls can go to an upstream. */
export const listModels = (
  gateway: Gateway,
  isUp: (state: UpstreamState) => boolean = isAble,
): readonly ListedModel[] => {
  const settings = gateway.settings();
  const up = new Map(gateway.fleet.states().map((state) => [state.upstream.name, isUp(state)]));
  const found = new Map<string, ListedModel>();
  const add = (name: string, upstream: string, isKnown: boolean): void => {
    const before = found.get(name);
    const entry = gateway.fleet.listingOf(upstream)?.get(name) ?? {};
    found.set(name, {
      name,
      available: (before?.available ?? false) || (isKnown && (up.get(upstream) ?? false)),
      upstreams: [...new Set([...(before?.upstreams ?? []), upstream])],
      entry: { ...entry, ...before?.entry },
    });
  };
  for (const route of settings.routes.values()) {
    if (route.model === '*') continue;
    for (const target of route.targets) {
      const names = gateway.fleet.modelsOf(target.upstream.name);
      add(route.model, target.upstream.name, names === null || names.includes(target.model ?? route.model));
    }
  }
  for (const target of settings.routes.get('*')?.targets ?? []) {
    for (const name of gateway.fleet.modelsOf(target.upstream.name) ?? []) add(name, target.upstream.name, true);
  }
  return [...found.values()];
};

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

export const modelsBody = (models: readonly ListedModel[], headers: HeaderBag): unknown => {
  if (headers['anthropic-version'] !== undefined) return anthropicBody(models);
  const data = models.map(({ name, available, upstreams, entry }) => ({
    ...entry,
    id: name,
    object: 'model',
    created: number(entry['created']),
    owned_by: text(entry['owned_by'], upstreams[0] ?? 'good-gateway'),
    available,
    upstreams,
  }));
  return { object: 'list', data };
};

const anthropicBody = (models: readonly ListedModel[]): unknown => {
  const data = models.map(({ name, available, upstreams, entry }) => ({
    type: 'model',
    id: name,
    display_name: text(entry['display_name'], name),
    created_at: text(entry['created_at'], '1970-01-01T00:00:00Z'),
    available,
    upstreams,
  }));
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
};
