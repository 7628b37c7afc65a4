/** An Ingress of ingress-nginx: its routes, and each setting from its annotation, the controller's ConfigMap or the default. */
import type { Setting } from '../hop.ts';
import type { Place } from '../place.ts';
import { whyStreams } from '../streams.ts';
import { entryAt, itemsAt, textAt, type Tree, treeAt } from '../yaml/tree.ts';
import { type KubeObject, textsAt } from './objects.ts';

export interface IngressRoute {
  readonly path: string;
  readonly service: string;
  /** Name or number. */
  readonly port: string | null;
  readonly place: Place;
  readonly streams: string | null;
}

export interface Ingress extends KubeObject {
  /** Whether ingress-nginx serves it, as far as can be told. */
  readonly isNginx: boolean;
  readonly routes: readonly IngressRoute[];
  /** An annotation under `nginx.ingress.kubernetes.io/`, else what the controller's ConfigMap says. */
  setting(name: string): { readonly text: string; readonly place: Place } | null;
}

const prefix = 'nginx.ingress.kubernetes.io/';

const backendOf = (tree: Tree | undefined): { readonly service: string; readonly port: string | null } => ({
  service: textAt(tree, 'service', 'name') ?? textAt(tree, 'serviceName') ?? '',
  port:
    textAt(tree, 'service', 'port', 'name') ?? textAt(tree, 'service', 'port', 'number') ?? textAt(tree, 'servicePort'),
});

const routesOf = ({ tree, place }: KubeObject, streaming: RegExp | null): IngressRoute[] => {
  const fallback = treeAt(tree, 'spec', 'defaultBackend');
  const paths = itemsAt(tree, 'spec', 'rules').flatMap((rule) => {
    const host = textAt(rule, 'host') ?? '';
    return itemsAt(rule, 'http', 'paths').map((each) => ({ host, each }));
  });
  const routes = paths.map(({ host, each }) => {
    const path = textAt(each, 'path') ?? '/';
    const backend = backendOf(treeAt(each, 'backend'));
    const at = entryAt(each, 'path')?.place ?? each.place;
    return { path, ...backend, place: at, streams: whyStreams([path, backend.service, host], streaming) };
  });
  if (fallback === undefined) return routes;
  const backend = backendOf(fallback);
  return [...routes, { path: '/', ...backend, place, streams: whyStreams([backend.service], streaming) }];
};

/** The controller's own ConfigMap holds no `nginx.conf` and no other file, only settings. */
const isControllers = ({ tree }: KubeObject): boolean =>
  [...textsAt(tree, 'data').keys()].some((key) =>
    /^(?:proxy-|upstream-|keep-alive|custom-http-errors|limit-|use-|worker-|retry-)/.test(key),
  );

export const ingressOf = (object: KubeObject, maps: readonly KubeObject[], streaming: RegExp | null): Ingress => {
  const { tree } = object;
  const annotations = textsAt(tree, 'metadata', 'annotations');
  const name = textAt(tree, 'spec', 'ingressClassName') ?? annotations.get('kubernetes.io/ingress.class') ?? null;
  const isAnnotated = [...annotations.keys()].some((key) => key.startsWith(prefix));
  const controllers = maps.filter(isControllers);
  return {
    ...object,
    isNginx: isAnnotated || (name?.includes('nginx') ?? false),
    routes: routesOf(object, streaming),
    setting: (key) => {
      const own = textAt(tree, 'metadata', 'annotations', `${prefix}${key}`);
      if (own !== null)
        return { text: own, place: entryAt(tree, 'metadata', 'annotations', `${prefix}${key}`)?.place ?? object.place };
      for (const map of controllers) {
        const text = textAt(map.tree, 'data', key);
        if (text !== null) return { text, place: entryAt(map.tree, 'data', key)?.place ?? map.place };
      }
      return null;
    },
  };
};

/** Seconds in annotations carry no unit; in the ConfigMap some do. */
const readSeconds = (text: string): number | null => {
  const found = /^(\d{1,7})(ms|s|m|h)?$/.exec(text.trim());
  if (found === null) return null;
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[found[2] ?? 's'] ?? 1_000;
  return Number(found[1]) * factor;
};

/** A clock in ms; `null` for what cannot be read. */
export const clockOf = (ingress: Ingress, name: string, defaultMs: number): Setting<number> | null => {
  const found = ingress.setting(name);
  if (found === null) return { value: defaultMs, name, place: ingress.place, isDefault: true };
  const value = readSeconds(found.text);
  return value === null ? null : { value, name, place: found.place, isDefault: false };
};

/** nginx's sizes: `8m`, `512k`; 0 is no bound. */
export const sizeOf = (ingress: Ingress, name: string, defaultBytes: number): Setting<number> | null => {
  const found = ingress.setting(name);
  if (found === null) return { value: defaultBytes, name, place: ingress.place, isDefault: true };
  const [, amount, unit] = /^(\d{1,12})([kmg])?$/i.exec(found.text.trim()) ?? [];
  if (amount === undefined) return null;
  const bytes = Number(amount) * ({ k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit?.toLowerCase() ?? ''] ?? 1);
  return { value: bytes === 0 ? Infinity : bytes, name, place: found.place, isDefault: false };
};

export const countOf = (ingress: Ingress, name: string, byDefault: number): Setting<number> => {
  const found = ingress.setting(name);
  const value = found !== null && /^\d{1,6}$/.test(found.text.trim()) ? Number(found.text) : null;
  if (found === null || value === null) return { value: byDefault, name, place: ingress.place, isDefault: true };
  return { value, name, place: found.place, isDefault: false };
};
