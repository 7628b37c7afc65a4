/** The objects of Kubernetes manifests, from any number of files and documents. */
import type { Place, Source } from '../place.ts';
import { readStream, type YamlStream } from '../yaml/stream.ts';
import { entryAt, itemsAt, textAt, type Tree, treeAt } from '../yaml/tree.ts';

export interface KubeObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly tree: Tree;
  /** Of its name. */
  readonly place: Place;
  readonly source: Source;
}

/** The kinds that have a say in whether calls arrive. */
const kinds = [
  'BackendConfig',
  'ConfigMap',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Ingress',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'Service',
  'StatefulSet',
  'List',
];

const wanted = new RegExp(`^[ \\t]*(?:- )?["']?kind["']?:\\s*["']?(?:${kinds.join('|')})\\b`, 'm');

/** A document without one is broken, or no manifest: it is read, to tell which. */
const hasKind = /^[ \t]*(?:- )?["']?kind["']?:/m;

const objectsIn = (tree: Tree, source: Source): KubeObject[] => {
  const kind = textAt(tree, 'kind') ?? '';
  if (kind === 'List') return itemsAt(tree, 'items').flatMap((item) => objectsIn(item, source));
  if (!kinds.includes(kind)) return [];
  return [
    {
      kind,
      name: textAt(tree, 'metadata', 'name') ?? '',
      namespace: textAt(tree, 'metadata', 'namespace') ?? 'default',
      tree,
      place: entryAt(tree, 'metadata', 'name')?.place ?? entryAt(tree, 'kind')?.place ?? tree.place,
      source,
    },
  ];
};

/** Other kinds that have a say in it. What they say is not read. */
const unjudged =
  /^kind:[ \t]*["']?(DaemonSet|DestinationRule|EnvoyFilter|GRPCRoute|Gateway|HTTPProxy|HTTPRoute|IngressRoute|Rollout|VirtualService)\b/gm;

export const unjudgedIn = ({ text }: Source): readonly string[] => [
  ...new Set([...text.matchAll(unjudged)].map(([, kind = '']) => kind)),
];

export interface Objects {
  readonly objects: readonly KubeObject[];
  readonly problems: YamlStream['problems'];
}

export const objectsOf = (source: Source): Objects => {
  const { documents, problems } = readStream(source, (text) => wanted.test(text) || !hasKind.test(text));
  return { objects: documents.flatMap((tree) => objectsIn(tree, source)), problems };
};

/** Labels and the like: a mapping of texts. */
export const textsAt = (tree: Tree, ...steps: readonly string[]): ReadonlyMap<string, string> => {
  const found = treeAt(tree, ...steps);
  if (found?.kind !== 'map') return new Map();
  return new Map([...found.entries].flatMap(([name]) => [[name, textAt(found, name) ?? '']] as const));
};
