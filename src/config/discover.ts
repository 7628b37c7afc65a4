/** Settings without a config file: upstreams from the environment's keys and from model servers of this machine. */
import type { Address, Settings } from '../domain/settings.ts';
import { leadsTo, type Overrides } from './cross-check.ts';
import { type ConfigError, showPath } from './problem.ts';
import { localServers, type LocalServer, type Provider, providers } from './providers.ts';
import { defaultListen } from './schema.ts';
import { type Settled, settle } from './settle.ts';
import type { Environment } from './substitute.ts';
import { readAddress } from './units.ts';

/** Asks for a URL: the JSON of a good answer, `null` for anything else. It never rejects. */
export type Probe = (url: string, signal: AbortSignal) => Promise<unknown>;

export interface DemoUpstream {
  readonly name: string;
  readonly url: string;
  readonly models: readonly string[];
}

export interface Search {
  readonly env: Environment;
  readonly probe: Probe;
  /** Starts the demo models; asked for only when nothing else is there. */
  readonly demo: () => Promise<readonly DemoUpstream[]>;
  readonly overrides?: Overrides;
  /** What the store's relative path is relative to. */
  readonly baseFolder: string;
  /** Ends the probes. */
  readonly signal: AbortSignal;
}

export type Discovered =
  | {
      readonly kind: 'ok';
      readonly settings: Settings;
      /** One line each: what was found, and what was left out and why. */
      readonly found: readonly string[];
      readonly isDemo: boolean;
    }
  | { readonly kind: 'bad'; readonly errors: readonly ConfigError[] };

/** An upstream as the file would say it. */
interface Candidate {
  readonly name: string;
  readonly entry: Readonly<Record<string, unknown>>;
  readonly line: string;
}

type Sighting = Candidate | { readonly name: null; readonly line: string };

/** A provider bills or limits calls, model lists included: it is asked less often than a server of one's own. */
const providerHealth = { every: '30s' };

const valueOf = (env: Environment, name: string): string => (Object.hasOwn(env, name) ? (env[name] ?? '').trim() : '');

/** Empty when nothing moves it. */
const movedTo = ({ base }: Provider, env: Environment): string => {
  const written = base === null ? '' : valueOf(env, base.name);
  return written === '' ? '' : `${written.replace(/\/+$/, '')}${base?.path ?? ''}`;
};

const headersOf = ({ headerNames }: Provider, env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headerNames)
      .map(([header, name]) => [header, valueOf(env, name)] as const)
      .filter(([, value]) => value !== ''),
  );

const providerIn = (provider: Provider, search: Search, listen: Address): Sighting[] => {
  const { env } = search;
  const key = valueOf(env, provider.keyName);
  if (key === '') return [];
  const moved = movedTo(provider, env);
  // Shells that use this gateway have it as their base URL.
  const isCircle = moved !== '' && leadsTo(moved, listen);
  const url = moved === '' || isCircle ? provider.url : moved;
  const { name, keyName, dialect } = provider;
  const from = url === moved ? `${keyName}, ${provider.base?.name}` : keyName;
  const entry = { url, key, dialect, headers: headersOf(provider, env), health: providerHealth };
  const line = `${name}: ${url} (${from}${isCircle ? `; ${provider.base?.name} is this gateway itself` : ''})`;
  const settled = settleAll([{ name, entry, line }], search);
  const wrong = settled.kind === 'ok' ? [] : settled.problems.filter(({ path }) => path[0] === 'upstreams');
  if (wrong.length === 0) return [{ name, entry, line }];
  const why = wrong.map(({ path, message }) => `${path.at(-1)}: ${message}`).join('; ');
  return [{ name: null, line: `${name}: left out (${from}): ${why}` }];
};

/** Ids of a list in the shape `{ data: [{ id }] }`; `null` when it is no such list. */
export const modelIds = (answer: unknown): readonly string[] | null => {
  if (typeof answer !== 'object' || answer === null || !('data' in answer) || !Array.isArray(answer.data)) return null;
  const ids = answer.data.map((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string' ? entry.id : null,
  );
  return ids.every((id) => id !== null) ? ids : null;
};

const localAt = async ({ name, title, url }: LocalServer, { probe, signal }: Search): Promise<Candidate[]> => {
  const models = modelIds(await probe(`${url}/models`, signal));
  if (models === null) return [];
  return [
    {
      name,
      entry: { url },
      line: `${name}: ${title} at ${url} (${models.length} ${models.length === 1 ? 'model' : 'models'})`,
    },
  ];
};

const none: Overrides = { listen: null, admin: null };

const settleAll = (candidates: readonly Candidate[], { env, overrides = none, baseFolder }: Search): Settled => {
  const value = { upstreams: Object.fromEntries(candidates.map(({ name, entry }) => [name, entry])) };
  return settle({ value, env, overrides, namesOf: () => [] }, baseFolder);
};

/** Servers of this very machine are never silent for long: whoever breaks one sees within seconds what the gateway does. */
const demoTimeouts = { firstToken: '4s', idle: '3s' };

const demoCandidates = async (search: Search): Promise<Candidate[]> =>
  (await search.demo()).map(({ name, url, models }) => ({
    name,
    entry: { url, models, timeouts: demoTimeouts },
    line: `${name}: a demo, not an AI (${models.join(', ')})`,
  }));

const isCandidate = (sighting: Sighting): sighting is Candidate => sighting.name !== null;

export const discover = async (search: Search): Promise<Discovered> => {
  const listen = search.overrides?.listen ?? readAddress(defaultListen) ?? { host: '127.0.0.1', port: 0 };
  const servers = localServers.filter(({ url }) => !leadsTo(url, listen));
  const local = await Promise.all(servers.map((server) => localAt(server, search)));
  const sightings = [...providers.flatMap((provider) => providerIn(provider, search, listen)), ...local.flat()];
  const real = sightings.filter(isCandidate);
  const isDemo = real.length === 0;
  const candidates = isDemo ? await demoCandidates(search) : real;
  const nothing = 'no provider key in the environment and no model server on this machine: the demo models answer';
  const found = [...sightings, ...(isDemo ? [{ line: nothing }, ...candidates] : [])].map(({ line }) => line);
  const settled = settleAll(candidates, search);
  if (settled.kind === 'ok') return { kind: 'ok', settings: settled.settings, found, isDemo };
  const errors = settled.problems.map(({ path, message }) => ({
    file: null,
    line: 1,
    column: 1,
    key: showPath(path),
    message,
  }));
  return { kind: 'bad', errors };
};
