/** What runs pods: a Deployment or a StatefulSet, with what its containers say of starting, serving and stopping. */
import type { Place } from '../place.ts';
import { whyStreams } from '../streams.ts';
import { entryAt, itemsAt, numberAt, textAt, type Tree, treeAt } from '../yaml/tree.ts';
import { type KubeObject, textsAt } from './objects.ts';

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly tree: Tree;
  /** Of its name. */
  readonly place: Place;
  readonly ports: readonly { readonly name: string | null; readonly number: number | null }[];
  /** What the pod waits before SIGTERM; 0 for no hook, `null` for a hook whose time cannot be told. */
  readonly preStopMs: number | null;
}

export interface Workload extends KubeObject {
  /** Of its pods. */
  readonly labels: ReadonlyMap<string, string>;
  /** The pods' spec. */
  readonly pod: Tree | undefined;
  readonly containers: readonly Container[];
  /** `null`: not written. */
  readonly replicas: number | null;
  /** From SIGTERM and the hook before it until SIGKILL. */
  readonly graceMs: number;
  readonly gracePlace: Place;
  /** Why it is taken for something that streams answers of models. */
  readonly streams: string | null;
}

/** Kubernetes: terminationGracePeriodSeconds is 30 by default. */
const defaultGraceMs = 30_000;

const preStopOf = (container: Tree): number | null => {
  const hook = treeAt(container, 'lifecycle', 'preStop');
  if (hook === undefined) return 0;
  const seconds = numberAt(hook, 'sleep', 'seconds');
  if (seconds !== null) return seconds * 1_000;
  const command = itemsAt(hook, 'exec', 'command')
    .map((word) => textAt(word) ?? '')
    .join(' ');
  const slept = /\bsleep\s+(\d{1,5})s?\b/.exec(command)?.[1];
  return slept === undefined ? null : Number(slept) * 1_000;
};

const containerOf = (tree: Tree): Container => ({
  name: textAt(tree, 'name') ?? '',
  image: textAt(tree, 'image') ?? '',
  tree,
  place: entryAt(tree, 'name')?.place ?? tree.place,
  ports: itemsAt(tree, 'ports').map((port) => ({
    name: textAt(port, 'name'),
    number: numberAt(port, 'containerPort'),
  })),
  preStopMs: preStopOf(tree),
});

export const workloadOf = (object: KubeObject, streaming: RegExp | null): Workload => {
  const { tree } = object;
  const pod = treeAt(tree, 'spec', 'template', 'spec');
  const containers = itemsAt(pod, 'containers').map(containerOf);
  const grace = numberAt(pod, 'terminationGracePeriodSeconds');
  return {
    ...object,
    labels: textsAt(tree, 'spec', 'template', 'metadata', 'labels'),
    pod,
    containers,
    replicas: numberAt(tree, 'spec', 'replicas'),
    graceMs: grace === null ? defaultGraceMs : grace * 1_000,
    gracePlace: entryAt(pod, 'terminationGracePeriodSeconds')?.place ?? object.place,
    streams: whyStreams([object.name, ...containers.map(({ image }) => image)], streaming),
  };
};

/** The longest wait before SIGTERM; `null` when one of them cannot be told. */
export const preStopMs = ({ containers }: Workload): number | null => {
  const waits = containers.map((one) => one.preStopMs);
  return waits.includes(null) ? null : Math.max(0, ...waits.map(Number));
};

/**
 * Well-known ports of what answers no HTTP calls (IANA, service names and port numbers): SSH, mail, names, LDAP, databases, caches,
 * queues. Probes over HTTP and a 502 have no place there.
 */
const otherPorts = new Set([
  22, 25, 53, 389, 587, 636, 1433, 1521, 1883, 2181, 2379, 2380, 3306, 4222, 5432, 5672, 6379, 8883, 9042, 9092, 11_211,
  26_379, 27_017,
]);
export const speaksOther = ({ ports }: Container): boolean =>
  ports.length > 0 && ports.every((port) => port.number !== null && otherPorts.has(port.number));

/** By their images. */
const modelServers = /vllm|sglang|ollama|llama|triton|text-generation|tgi|lmdeploy|tensorrt/i;
export const isModelServer = ({ image }: Container): boolean => modelServers.test(image);

/** What asks a container over HTTP whether it is well, in its own words as far as they are known. */
export const askingFor = (container: Container, path: string): string => {
  const [port] = container.ports;
  const known = /ollama/i.test(container.image) ? '/' : isModelServer(container) ? '/health' : path;
  return `httpGet: { path: ${known}, port: ${port?.name ?? port?.number ?? '…'} }`;
};
