/** Kubernetes: recognises manifests, reads all of them together, and runs its rules. */
import { type Hop, knownClocks, type Setting } from '../hop.ts';
import type { Source } from '../place.ts';
import { findingsOf } from '../rule.ts';
import { kubeRules } from '../rules/kubernetes/index.ts';
import type { System } from '../system.ts';
import { entryAt, textAt } from '../yaml/tree.ts';
import { called, type Cluster, clusterOf, inService } from './cluster.ts';
import { clockOf, countOf, type Ingress, type IngressRoute, sizeOf } from './ingress.ts';
import { objectsOf, unjudgedIn } from './objects.ts';
import { preStopMs, type Workload } from './workload.ts';

const flag = (ingress: Ingress, name: string, holds: (text: string) => boolean): Setting<boolean> => {
  const found = ingress.setting(name);
  return { value: holds(found?.text ?? ''), name, place: found?.place ?? ingress.place, isDefault: found === null };
};

/** Defaults of ingress-nginx (its documentation, ConfigMap): most are not nginx's own. */
const hopOfRoute = (ingress: Ingress, route: IngressRoute): Hop => {
  const { isNginx } = ingress;
  const repeats = flag(ingress, 'proxy-next-upstream', (text) => text.includes('non_idempotent'));
  const clock = (name: string, seconds: number): Setting<number> | null => clockOf(ingress, name, seconds * 1_000);
  return {
    system: 'kubernetes',
    root: ingress.source.file,
    name: `${called(ingress)} ${route.path} → ${route.service}`,
    place: route.place,
    streams: route.streams,
    clocks: isNginx
      ? knownClocks({
          connect: clock('proxy-connect-timeout', 5),
          read: clock('proxy-read-timeout', 60),
          send: clock('proxy-send-timeout', 60),
          keepToCaller: clock('keep-alive', 75),
          keepToNext: clock('upstream-keepalive-timeout', 60),
          drain: clock('worker-shutdown-timeout', 240),
        })
      : {},
    largestRequest: isNginx ? sizeOf(ingress, 'proxy-body-size', 1024 ** 2) : null,
    buffers: isNginx ? flag(ingress, 'proxy-buffering', (text) => text === 'on') : null,
    asksNotToBuffer: false,
    attempts: isNginx && repeats.value ? countOf(ingress, 'proxy-next-upstream-tries', 3) : null,
    repeatsPosts: isNginx ? repeats : null,
  };
};

/** The path of the first container that is probed for readiness over HTTP. */
const asksOf = ({ containers }: Workload): Pick<Hop, 'asks'> => {
  const path = ['readinessProbe', 'httpGet', 'path'] as const;
  for (const { tree } of containers) {
    const value = textAt(tree, ...path);
    const place = entryAt(tree, ...path)?.place;
    if (value !== null && place !== undefined)
      return { asks: { name: 'readinessProbe', value, place, isDefault: false } };
  }
  return {};
};

const hopOfWorkload = (workload: Workload): Hop => {
  const waitMs = preStopMs(workload);
  const name = 'terminationGracePeriodSeconds';
  const left = waitMs === null ? null : Math.max(0, workload.graceMs - waitMs);
  const place = workload.gracePlace;
  const isDefault = place === workload.place;
  return {
    system: 'kubernetes',
    root: workload.source.file,
    leadsTo: workload.containers.flatMap(({ ports }) => ports.map((one) => `:${one.number ?? ''}`)),
    name: called(workload),
    place: workload.place,
    streams: workload.streams,
    ...asksOf(workload),
    clocks: left === null ? {} : { kill: { value: left, name, place, isDefault } },
    largestRequest: null,
    buffers: null,
    asksNotToBuffer: false,
    attempts: null,
    repeatsPosts: null,
  };
};

const hopsOf = (cluster: Cluster): readonly Hop[] => [
  ...cluster.ingresses.flatMap((ingress) => ingress.routes.map((route) => hopOfRoute(ingress, route))),
  ...inService(cluster).map(hopOfWorkload),
];

const recognise = ({ text }: Source): number =>
  /^[ \t]*(?:- )?["']?apiVersion["']?:/m.test(text) && /^[ \t]*["']?kind["']?:/m.test(text) ? 0.95 : 0;

const unjudgedOf = (source: Source): readonly string[] => {
  const kinds = unjudgedIn(source);
  return kinds.length === 0 ? [] : [`${source.file}: what is said of calls by ${kinds.join(', ')} is not judged`];
};

const ofOthers = (ingress: Ingress): readonly string[] =>
  ingress.isNginx
    ? []
    : [`${called(ingress)}: nothing says that ingress-nginx serves it, so clocks and buffers before it are not judged`];

export const kubernetes: System = {
  name: 'kubernetes',
  rules: kubeRules,
  recognise,
  read: async (sources, { streaming }) => {
    const read = sources.map((source) => objectsOf(source));
    const cluster = clusterOf(
      read.flatMap(({ objects }) => objects),
      streaming,
    );
    return {
      sources,
      hops: hopsOf(cluster),
      findings: findingsOf(kubeRules, cluster),
      problems: read.flatMap(({ problems }) => problems),
      notes: [...sources.flatMap(unjudgedOf), ...cluster.ingresses.flatMap(ofOthers)],
    };
  },
};
