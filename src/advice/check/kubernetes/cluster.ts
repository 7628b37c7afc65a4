/** What the manifests say together: who sends to whom. */
import { itemsAt, numberAt, textAt, type Tree } from '../yaml/tree.ts';
import { type Ingress, ingressOf } from './ingress.ts';
import { type KubeObject, textsAt } from './objects.ts';
import { type Container, speaksOther, type Workload, workloadOf } from './workload.ts';

export interface ServicePort {
  readonly name: string | null;
  readonly number: number | null;
  /** Name or number of the container's port. */
  readonly target: string | null;
  readonly tree: Tree;
}

export interface Service extends KubeObject {
  /** Empty: its endpoints are made by somebody else. */
  readonly selector: ReadonlyMap<string, string>;
  readonly ports: readonly ServicePort[];
}

export interface Cluster {
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly ingresses: readonly Ingress[];
  readonly others: readonly KubeObject[];
}

const serviceOf = (object: KubeObject): Service => ({
  ...object,
  selector: textsAt(object.tree, 'spec', 'selector'),
  ports: itemsAt(object.tree, 'spec', 'ports').map((tree) => ({
    name: textAt(tree, 'name'),
    number: numberAt(tree, 'port'),
    target: textAt(tree, 'targetPort') ?? textAt(tree, 'port'),
    tree,
  })),
});

/** Behind a route of streams its pods stream, whatever they are called. */
const routedStreams = (
  { labels, namespace }: Workload,
  services: readonly Service[],
  ingresses: readonly Ingress[],
): string | null => {
  const near = services.filter((one) => one.namespace === namespace && selects(one.selector, labels));
  const names = new Set(near.map(({ name }) => name));
  const routes = ingresses.filter((one) => one.namespace === namespace).flatMap((one) => one.routes);
  return routes.find(({ service, streams }) => streams !== null && names.has(service))?.streams ?? null;
};

export const clusterOf = (objects: readonly KubeObject[], streaming: RegExp | null): Cluster => {
  const ofKind = (...kinds: readonly string[]): KubeObject[] => objects.filter(({ kind }) => kinds.includes(kind));
  const settings = ofKind('ConfigMap');
  const services = ofKind('Service').map(serviceOf);
  const ingresses = ofKind('Ingress').map((object) => ingressOf(object, settings, streaming));
  const workloads = ofKind('Deployment', 'StatefulSet').map((object) => workloadOf(object, streaming));
  return {
    workloads: workloads.map((one) => ({ ...one, streams: one.streams ?? routedStreams(one, services, ingresses) })),
    services,
    ingresses,
    others: ofKind('PodDisruptionBudget', 'HorizontalPodAutoscaler', 'BackendConfig', 'NetworkPolicy'),
  };
};

export const selects = (selector: ReadonlyMap<string, string>, labels: ReadonlyMap<string, string>): boolean => {
  for (const [name, value] of selector) if (labels.get(name) !== value) return false;
  return selector.size > 0;
};

const servicesOf = ({ services }: Cluster, { labels, namespace }: Workload): readonly Service[] =>
  services.filter((service) => service.namespace === namespace && selects(service.selector, labels));

export const workloadsOf = ({ workloads }: Cluster, { selector, namespace }: Service): readonly Workload[] =>
  workloads.filter((workload) => workload.namespace === namespace && selects(selector, workload.labels));

const hasPort = ({ ports }: Container, wanted: string): boolean =>
  ports.some(({ name, number }) => name === wanted || String(number) === wanted);

/** Containers that take calls over HTTP: those a service leads to; where no service is given at all, those with ports. */
const servingOf = (cluster: Cluster, workload: Workload): readonly Container[] => {
  const open = workload.containers.filter((one) => one.ports.length > 0 && !speaksOther(one));
  if (cluster.services.length === 0) return open;
  const targets = servicesOf(cluster, workload).flatMap(({ ports }) => ports.map(({ target }) => target ?? ''));
  if (targets.length === 0) return [];
  const meant = open.filter((container) => targets.some((target) => hasPort(container, target)));
  return (meant.length > 0 ? meant : workload.containers.slice(0, 1)).filter((one) => !speaksOther(one));
};

export interface Serving {
  readonly workload: Workload;
  readonly container: Container;
}

/** Many rules ask for them, and they are found by comparing all labels with all selectors. */
const found = new WeakMap<Cluster, readonly Serving[]>();

/** Every container of the cluster that takes calls. */
export const allServing = (cluster: Cluster): readonly Serving[] => {
  const known = found.get(cluster);
  if (known !== undefined) return known;
  const serving = cluster.workloads.flatMap((workload) =>
    servingOf(cluster, workload).map((container) => ({ workload, container })),
  );
  found.set(cluster, serving);
  return serving;
};

/** Workloads that take calls. */
export const inService = (cluster: Cluster): readonly Workload[] => [
  ...new Set(allServing(cluster).map(({ workload }) => workload)),
];

export const called = ({ kind, name }: KubeObject): string => `${kind} ${name}`;
