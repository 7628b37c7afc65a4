/** What NetworkPolicies let through, as far as the manifests say it. */
import { itemsAt, numberAt, textAt, type Tree, treeAt } from '../yaml/tree.ts';
import { type Cluster, selects } from './cluster.ts';
import { type KubeObject, textsAt } from './objects.ts';
import type { Workload } from './workload.ts';

export type Direction = 'Ingress' | 'Egress';

export interface Wanted {
  readonly number: number;
  readonly name: string | null;
}

/** Where `policyTypes` is not written, Ingress is always meant, and Egress where it has rules. */
const restricts = ({ tree }: KubeObject, direction: Direction): boolean => {
  const types = itemsAt(tree, 'spec', 'policyTypes').map((type) => textAt(type));
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || treeAt(tree, 'spec', 'egress') !== undefined;
};

interface Policy {
  readonly object: KubeObject;
  /** `null` where it cannot be told. */
  readonly wanted: ReadonlyMap<string, string> | null;
}

const policyOf = (object: KubeObject): Policy => ({
  object,
  wanted:
    treeAt(object.tree, 'spec', 'podSelector', 'matchExpressions') === undefined
      ? textsAt(object.tree, 'spec', 'podSelector', 'matchLabels')
      : null,
});

/** Every workload asks for them: they are read once, by namespace. */
const known = new WeakMap<Cluster, ReadonlyMap<string, readonly Policy[]>>();

const byNamespace = ({ others }: Cluster): ReadonlyMap<string, readonly Policy[]> =>
  Map.groupBy(others.filter(({ kind }) => kind === 'NetworkPolicy').map(policyOf), ({ object }) => object.namespace);

const nearOf = (cluster: Cluster, namespace: string): readonly Policy[] => {
  const found = known.get(cluster) ?? byNamespace(cluster);
  known.set(cluster, found);
  return found.get(namespace) ?? [];
};

/** Those that bind the pods of a workload in one direction: what one of them admits is let through. `null`: it cannot be told. */
export const policiesOf = (
  cluster: Cluster,
  { namespace, labels }: Workload,
  direction: Direction,
): readonly KubeObject[] | null => {
  const near = nearOf(cluster, namespace).filter(({ object }) => restricts(object, direction));
  if (near.some(({ wanted }) => wanted === null)) return null;
  return near.flatMap(({ object, wanted }) =>
    wanted !== null && (wanted.size === 0 || selects(wanted, labels)) ? [object] : [],
  );
};

export const rulesOf = ({ tree }: KubeObject, direction: Direction): readonly Tree[] =>
  itemsAt(tree, 'spec', direction.toLowerCase());

/** A rule without ports admits all. */
export const admitsPort = (rule: Tree, { number, name }: Wanted): boolean => {
  const ports = itemsAt(rule, 'ports');
  return (
    ports.length === 0 ||
    ports.some((port) => {
      const first = numberAt(port, 'port');
      if (first === null) return textAt(port, 'port') === null || textAt(port, 'port') === name;
      return first <= number && number <= (numberAt(port, 'endPort') ?? first);
    })
  );
};

/** Whether it admits somebody beyond the pods of its own namespace; which ones, nobody knows from the manifests. */
export const admitsOthers = (rule: Tree, direction: Direction): boolean => {
  const peers = itemsAt(rule, direction === 'Ingress' ? 'from' : 'to');
  return (
    peers.length === 0 ||
    peers.some((peer) => treeAt(peer, 'namespaceSelector') !== undefined || treeAt(peer, 'ipBlock') !== undefined)
  );
};
