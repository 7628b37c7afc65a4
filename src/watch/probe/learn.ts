/** Asks one upstream one thing, and tells the rooms that remember what came of it. */
import type { Cause } from '../../domain/cause.ts';
import type { HeaderBag } from '../../domain/ports.ts';
import type { HealthCheck, Upstream } from '../../domain/upstream.ts';
import type { ModelServer } from '../../dialect/model-server.ts';
import { nothing, recognise } from '../../dialect/model-server.ts';
import type { Standing } from '../../policy/check.ts';
import { isOfTheCheck, saysDown } from '../../policy/check.ts';
import type { ProbeParts } from '../probe.ts';
import { ask } from './ask.ts';
import type { FigureReader } from './figures.ts';
import { checkHealth, modelsPath } from './health.ts';
import { fingerprintIn, listedIn, ownerIn, serverIn } from './listing.ts';

const listLimitMs = 5_000;

export const checkUpstream = async (parts: ProbeParts, upstream: Upstream, health: HealthCheck): Promise<void> => {
  const { name } = upstream;
  const { clock, recent, checks, fleet } = parts;
  const { cause, headers, list, tokens } = await checkHealth(parts, upstream, health);
  const at = clock.now();
  if (tokens > 0) parts.spent(tokens);
  recogniseServer(parts, name, { headers, list });
  // It says itself what it lacks: that needs no second opinion.
  if (cause?.code === 'loading') return fleet.report(name, { ...nothing, at, loading: true });
  // llama.cpp lists its models while it loads: only its own page says when that is over.
  if (cause === null && checks.of(name).server !== 'llama.cpp' && fleet.signs(name)?.figures?.loading === true)
    fleet.report(name, { ...nothing, at });
  // Too fast for its own limits, and alive.
  if (cause?.family === 'throttling') return;
  const goodAt = fleet.signs(name)?.goodAt ?? null;
  const standing = checks.step(name, { at, cause, goodAt });
  if (cause === null || !isOfTheCheck(cause)) recent.probe(name, { at, cause });
  if (cause === null) recent.fingerprint(name, fingerprintIn(headers), at);
  conclude(parts, name, { standing, cause, at });
};

interface Outcome {
  readonly standing: Standing;
  readonly cause: Cause | null;
  readonly at: number;
}

/** Hands on only what was seen often enough to be believed. */
const conclude = ({ fleet, durations }: ProbeParts, name: string, { standing, cause, at }: Outcome): void => {
  if (cause === null && standing.belief === 'good') {
    fleet.probe(name, { kind: 'good', at });
    durations.probe(name, at, null);
  } else if (cause === null) fleet.stir(name);
  else if (saysDown(standing)) {
    fleet.probe(name, { kind: 'bad', at, cause });
    durations.probe(name, at, cause);
  } else if (standing.belief === 'bad') fleet.probe(name, { kind: 'unknown' });
};

const recogniseServer = (
  { checks, fleet }: ProbeParts,
  name: string,
  { headers, list }: { readonly headers: HeaderBag; readonly list: string | null },
): void => {
  const listing = list === null ? null : listedIn(list);
  if (listing !== null) fleet.learnModels(name, listing);
  const server = recognise({ server: serverIn(headers), ownedBy: ownerIn(listing) });
  if (server !== null) checks.learn(name, { server });
};

export const listModels = async (parts: ProbeParts, upstream: Upstream): Promise<void> => {
  const question = { path: modelsPath(upstream), body: null, limitMs: listLimitMs };
  const reply = await ask(parts, upstream, question);
  if (reply.kind === 'good')
    recogniseServer(parts, upstream.name, { headers: reply.headers, list: reply.bytes.toString('utf8') });
};

export interface Reading {
  readonly reader: FigureReader;
  readonly server: ModelServer;
}

export const readFigures = async (
  { fleet, checks }: ProbeParts,
  upstream: Upstream,
  { reader, server }: Reading,
): Promise<void> => {
  const [figures, loaded] = await Promise.all([reader.read(upstream, server), reader.loaded(upstream, server)]);
  if (figures !== null) fleet.report(upstream.name, figures);
  checks.learn(upstream.name, { loaded });
};

export const readVersion = async (
  { checks, recent, clock }: ProbeParts,
  upstream: Upstream,
  { reader, server }: Reading,
): Promise<void> => {
  const version = await reader.version(upstream, server);
  const before = checks.of(upstream.name).version;
  if (version === null || version === before) return;
  checks.learn(upstream.name, { version });
  if (before === null) return;
  const what = `${server} ${version}`;
  recent.mark({ kind: 'version', at: clock.now(), upstream: upstream.name, what, by: null });
};
