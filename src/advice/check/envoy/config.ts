/** A static configuration of Envoy as its rules see it: routes with their connection manager and their cluster. */
import type { Place, Source } from '../place.ts';
import { whyStreams } from '../streams.ts';
import { entryAt, itemsAt, textAt, type Tree, treeAt } from '../yaml/tree.ts';

export interface Cluster {
  readonly name: string;
  readonly tree: Tree;
  /** Of its name. */
  readonly place: Place;
  readonly endpoints: number;
  /** Of its endpoints, with their ports. */
  readonly addresses: readonly string[];
  /** What it speaks HTTP with, wherever that stands. */
  readonly http: Tree | undefined;
  /** TLS to its endpoints. */
  readonly tls: Tree | undefined;
}

export interface Manager {
  readonly tree: Tree;
  readonly place: Place;
}

export interface EnvoyRoute {
  readonly path: string;
  /** Of its match. */
  readonly place: Place;
  /** What is done with a call: timeout, retry_policy … */
  readonly action: Tree;
  readonly manager: Manager;
  /** Of the route, else of its virtual host. */
  readonly retries: Tree | undefined;
  readonly cluster: Cluster | null;
  readonly clusterName: string;
  readonly streams: string | null;
}

export interface EnvoyConfig {
  readonly source: Source;
  readonly managers: readonly Manager[];
  readonly routes: readonly EnvoyRoute[];
  readonly clusters: readonly Cluster[];
  /** Whether routes or clusters come from a server that is not among the files. */
  readonly isPartial: boolean;
}

const httpOptions = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

const addressOf = (socket: Tree | undefined): string =>
  `${textAt(socket, 'address') ?? ''}:${textAt(socket, 'port_value') ?? ''}`;

const clusterOf = (tree: Tree): Cluster => {
  const name = textAt(tree, 'name') ?? '';
  const endpoints = itemsAt(tree, 'load_assignment', 'endpoints').flatMap((each) => itemsAt(each, 'lb_endpoints'));
  return {
    name,
    tree,
    place: entryAt(tree, 'name')?.place ?? tree.place,
    endpoints: endpoints.length,
    addresses: endpoints.map((each) => addressOf(treeAt(each, 'endpoint', 'address', 'socket_address'))),
    http: treeAt(tree, 'typed_extension_protocol_options', httpOptions) ?? tree,
    tls: treeAt(tree, 'transport_socket', 'typed_config'),
  };
};

const isManager = (filter: Tree): boolean =>
  (textAt(filter, 'typed_config', '@type') ?? textAt(filter, 'name') ?? '').match(/http_?connection_?manager/i) !==
  null;

const managersOf = (root: Tree): Manager[] =>
  itemsAt(root, 'static_resources', 'listeners')
    .flatMap((listener) => [...itemsAt(listener, 'filter_chains'), treeAt(listener, 'default_filter_chain')])
    .flatMap((chain) => itemsAt(chain, 'filters'))
    .filter(isManager)
    .flatMap((filter) => {
      const tree = treeAt(filter, 'typed_config');
      return tree === undefined ? [] : [{ tree, place: entryAt(filter, 'name')?.place ?? tree.place }];
    });

const pathOf = (route: Tree): string => {
  const kinds = ['prefix', 'path', 'path_separated_prefix', 'safe_regex'];
  const found = kinds.map((kind) => textAt(route, 'match', kind) ?? textAt(route, 'match', kind, 'regex'));
  return found.find((path) => path !== null) ?? '/';
};

const clusterNameOf = (action: Tree): string =>
  textAt(action, 'cluster') ?? textAt(itemsAt(action, 'weighted_clusters', 'clusters')[0], 'name') ?? '';

export const configOf = (
  { source, root }: { readonly source: Source; readonly root: Tree },
  streaming: RegExp | null,
): EnvoyConfig => {
  const clusters = itemsAt(root, 'static_resources', 'clusters').map(clusterOf);
  const managers = managersOf(root);
  const hosts = managers.flatMap((manager) =>
    itemsAt(manager.tree, 'route_config', 'virtual_hosts').map((host) => ({ manager, host })),
  );
  const routes = hosts.flatMap(({ manager, host }) =>
    itemsAt(host, 'routes').flatMap((route) => {
      const action = treeAt(route, 'route');
      if (action === undefined) return [];
      const [path, clusterName] = [pathOf(route), clusterNameOf(action)];
      return [
        {
          path,
          place: entryAt(route, 'match')?.place ?? route.place,
          action,
          manager,
          retries: treeAt(action, 'retry_policy') ?? treeAt(host, 'retry_policy'),
          cluster: clusters.find(({ name }) => name === clusterName) ?? null,
          clusterName,
          streams: whyStreams([path, clusterName], streaming),
        },
      ];
    }),
  );
  const isPartial =
    treeAt(root, 'dynamic_resources') !== undefined || managers.some(({ tree }) => treeAt(tree, 'rds') !== undefined);
  return { source, managers, routes, clusters, isPartial };
};
