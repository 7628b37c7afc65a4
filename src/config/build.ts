/** Makes the exact settings out of a file that is known to be right. */
import { resolve } from 'node:path';
import type { CallerKey, Settings, StoreSettings } from '../domain/settings.ts';
import type { HealthCheck, Route, Target, Timeouts, Upstream, UpstreamKey } from '../domain/upstream.ts';
import { buildSink } from './build-alerts.ts';
import type { Overrides } from './cross-check.ts';
import { providersOf } from './provider-pages.ts';
import type { FileModel, FileShape, FileTarget, FileUpstream, OwnTimeouts } from './schema.ts';

interface Surroundings {
  readonly overrides: Overrides;
  /** Folder of the file. */
  readonly baseFolder: string;
}

const keyOf = (key: string | undefined): UpstreamKey => {
  if (key === undefined) return { kind: 'none' };
  return key === 'caller' ? { kind: 'caller' } : { kind: 'own', value: key };
};

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Tokens cost: an answer is asked for less often than a page. */
const completionEveryMs = 30_000;

const buildHealth = ({ path, complete, every }: Exclude<FileUpstream['health'], 'off'>): HealthCheck => ({
  path: path ?? null,
  complete: complete ?? null,
  everyMs: complete === undefined ? every : Math.max(every, completionEveryMs),
});

const buildUpstream = (name: string, written: FileUpstream): Upstream => ({
  name,
  url: written.url,
  dialect: written.dialect,
  key: keyOf(written.key),
  headers: lowerCased(written.headers),
  models: written.models ?? null,
  maxConcurrency: written.maxConcurrency ?? null,
  replicas: written.replicas ?? null,
  health: written.health === 'off' ? null : buildHealth(written.health),
  zone: written.zone ?? null,
});

const mergeTimeouts = (base: Timeouts, own: OwnTimeouts | undefined): Timeouts => ({
  connectMs: own?.connect ?? base.connectMs,
  firstTokenMs: own?.firstToken ?? base.firstTokenMs,
  idleMs: own?.idle ?? base.idleMs,
  answerMs: own?.answer ?? base.answerMs,
  totalMs: own?.total ?? base.totalMs,
});

const topTimeouts = ({ timeouts }: FileShape): Timeouts => ({
  connectMs: timeouts.connect,
  firstTokenMs: timeouts.firstToken,
  idleMs: timeouts.idle,
  answerMs: timeouts.answer,
  totalMs: timeouts.total,
});

const cacheOf = ({ cache }: FileModel): Route['cache'] =>
  cache === 'off' ? null : { freshMs: cache.ttl, staleMs: cache.staleOnError, isShared: cache.shareAcrossKeys };

/** Without `models`: any name, the first upstream as tier 1, the rest as tier 2. */
const modelsOf = (file: FileShape): FileShape['models'] => {
  if (Object.keys(file.models).length > 0) return file.models;
  const targets = Object.keys(file.upstreams).map((upstream, index): FileTarget => ({
    upstream,
    model: undefined,
    tier: index === 0 ? 1 : 2,
    weight: 1,
  }));
  return { '*': { targets, timeouts: {}, cache: 'off', sticky: 'off', replay: 'safe', assemble: 'off' } };
};

const buildRoutes = (file: FileShape, upstreams: readonly Upstream[]): Map<string, Route> => {
  const byName = new Map(upstreams.map((upstream) => [upstream.name, upstream]));
  const routes = new Map<string, Route>();
  for (const [model, written] of Object.entries(modelsOf(file))) {
    const timeouts = mergeTimeouts(topTimeouts(file), written.timeouts);
    const targets = written.targets.flatMap((target): Target[] => {
      const upstream = byName.get(target.upstream);
      if (upstream === undefined) return [];
      const merged = mergeTimeouts(timeouts, file.upstreams[target.upstream]?.timeouts);
      const { tier, weight, contextWindow = null } = target;
      return [{ upstream, model: target.model ?? null, tier, weight, contextWindow, timeouts: merged }];
    });
    const byTier = targets.toSorted((a, b) => a.tier - b.tier);
    const { sticky, replay, assemble } = written;
    const { totalMs } = timeouts;
    routes.set(model, { model, totalMs, targets: byTier, sticky, replay, assemble, cache: cacheOf(written) });
  }
  return routes;
};

const buildKeys = (keys: FileShape['keys']): CallerKey[] =>
  Object.entries(keys).map(([name, written]) => ({
    name,
    key: written.key,
    requestsPerMinute: written.requestsPerMinute ?? null,
    tokensPerMinute: written.tokensPerMinute ?? null,
    concurrency: written.concurrency ?? null,
    priority: written.priority,
  }));

const buildTelemetry = (written: FileShape['telemetry']): Settings['telemetry'] => {
  if (written === undefined) return null;
  const { endpoint, headers, sample, metricsEvery } = written;
  return { endpoint, headers: lowerCased(headers), sample, metricsEveryMs: metricsEvery };
};

const buildStore = (written: StoreSettings, baseFolder: string): StoreSettings =>
  written.kind === 'sqlite' ? { kind: 'sqlite', path: resolve(baseFolder, written.path) } : written;

export const buildSettings = (file: FileShape, { overrides, baseFolder }: Surroundings): Settings => {
  const upstreams = Object.entries(file.upstreams).map(([name, written]) => buildUpstream(name, written));
  return {
    listen: overrides.listen ?? file.listen,
    admin: overrides.admin ?? file.admin,
    publicUrl: file.publicUrl ?? null,
    zone: file.zone ?? null,
    keys: buildKeys(file.keys),
    upstreams,
    routes: buildRoutes(file, upstreams),
    timeouts: topTimeouts(file),
    retries: file.retries,
    rescue: file.rescue,
    hold: { maxMs: file.hold.max, defaultMs: file.hold.default },
    lostClient: { waitMs: file.lostClient },
    keepPrompts: file.keepPrompts,
    drainMs: file.drain,
    incidents: {
      publish: file.incidents.publish,
      providers: providersOf(file),
      objective: file.incidents.objective ?? null,
      partialWeight: file.incidents.partialWeight,
    },
    alerts: Object.entries(file.alerts).map(([name, written]) => buildSink(name, written)),
    telemetry: buildTelemetry(file.telemetry),
    adminToken: file.adminToken ?? null,
    cors: file.cors,
    dns: file.dns,
    store: buildStore(file.store, baseFolder),
    shared: file.shared,
    support: { url: file.support.url ?? null, email: file.support.email ?? null },
    limits: {
      bodyBytes: file.limits.body,
      answerBytes: file.limits.answer,
      cacheBytes: file.limits.cache,
      calls: file.limits.calls,
      queue: file.limits.queue,
      connections: file.limits.connections,
    },
    log: file.log,
  };
};
