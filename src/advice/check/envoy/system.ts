/** Envoy: recognises static configurations in YAML and JSON, makes hops of their routes, and runs its rules. */
import { type Hop, knownClocks } from '../hop.ts';
import { findingsOf } from '../rule.ts';
import { envoyRules } from '../rules/envoy/index.ts';
import type { System } from '../system.ts';
import { readStream } from '../yaml/stream.ts';
import { entryAt, itemsAt, numberAt, textAt } from '../yaml/tree.ts';
import { connectOf, keptForCallers, keptToNext, silenceOf, wholeOf } from './clocks.ts';
import { type Cluster, configOf, type EnvoyConfig, type EnvoyRoute } from './config.ts';

/** Words of `retry_on` under which a call that was sent is sent again. */
const repeating =
  /\b(?:5xx|gateway-error|reset|retriable-4xx|retriable-status-codes|http3-post-connect-failure)\b(?!-)/;

/** The path of the first check over HTTP. */
const asksOf = (cluster: Cluster | null): Pick<Hop, 'asks'> => {
  for (const check of itemsAt(cluster?.tree, 'health_checks')) {
    const value = textAt(check, 'http_health_check', 'path');
    const place = entryAt(check, 'http_health_check', 'path')?.place;
    if (value !== null && place !== undefined)
      return { asks: { name: 'health_checks', value, place, isDefault: false } };
  }
  return {};
};

const hopOf = (route: EnvoyRoute, { source }: EnvoyConfig): Hop => {
  const { retries, cluster, place } = route;
  const repeats = repeating.test(textAt(retries, 'retry_on') ?? '');
  const at = entryAt(retries, 'retry_on')?.place ?? place;
  const attempts = repeats ? (numberAt(retries, 'num_retries') ?? 1) + 1 : 1;
  return {
    system: 'envoy',
    root: source.file,
    leadsTo: cluster?.addresses ?? [],
    name: `route ${route.path} → ${route.clusterName}`,
    place,
    streams: route.streams,
    clocks: knownClocks({
      connect: cluster === null ? null : connectOf(cluster),
      read: silenceOf(route),
      whole: wholeOf(route),
      keepToCaller: keptForCallers(route),
      keepToNext: cluster === null ? null : keptToNext(cluster),
    }),
    ...asksOf(cluster),
    largestRequest: null,
    buffers: null,
    asksNotToBuffer: false,
    attempts: { name: 'num_retries', value: attempts, place: at, isDefault: retries === undefined },
    repeatsPosts: { name: 'retry_on', value: repeats, place: at, isDefault: retries === undefined },
  };
};

export const envoy: System = {
  name: 'envoy',
  rules: envoyRules,
  recognise: ({ text }) => (/^[ \t{]*["']?static_resources["']?\s*:/m.test(text) ? 0.98 : 0),
  read: async (sources, { streaming }) => {
    const read = sources.map((source) => ({ source, stream: readStream(source) }));
    const configs = read.flatMap(({ source, stream }) =>
      stream.documents.slice(0, 1).map((root) => configOf({ source, root }, streaming)),
    );
    return {
      sources,
      hops: configs.flatMap((config) => config.routes.map((route) => hopOf(route, config))),
      findings: configs.flatMap((config) => findingsOf(envoyRules, config)),
      problems: read.flatMap(({ stream }) => stream.problems),
      notes: configs.flatMap(({ isPartial, source }) =>
        isPartial ? [`${source.file}: what Envoy is told by another server (xDS) was not checked`] : [],
      ),
    };
  },
};
