/** What no single value can tell: references, exposure, secrets that are the same, loops. Works on half-valid files too. */
import type { Address } from '../domain/settings.ts';
import type { NamesOf } from './issues.ts';
import { hint } from './nearest.ts';
import type { KeyPath, Problem } from './problem.ts';
import { quoteName } from './quote.ts';
import { defaultListen } from './schema.ts';
import { shown } from './shown.ts';
import type { Environment } from './substitute.ts';
import { isLoopback, readAddress, showAddress } from './units.ts';

/** Addresses from the command line: they win over the file. */
export interface Overrides {
  readonly listen: Address | null;
  readonly admin: Address | null;
}

export interface Draft {
  /** The file's value as plain data; nothing of it is taken for granted. */
  readonly value: unknown;
  readonly env: Environment;
  readonly overrides: Overrides;
  readonly namesOf: NamesOf;
}

export interface Findings {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

type Mapping = Readonly<Record<string, unknown>>;

const shortestSecret = 16;

const mapping = (value: unknown): Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const problem = (path: KeyPath, message: string): Problem => ({ path, at: 'value', message });

interface Reference {
  readonly path: KeyPath;
  readonly upstream: string;
}

const references = (models: Mapping): Reference[] =>
  Object.entries(models).flatMap(([model, route]) =>
    list(mapping(route)['targets']).flatMap((target, index) => {
      const upstream = mapping(target)['upstream'];
      return typeof upstream === 'string' ? [{ path: ['models', model, 'targets', index, 'upstream'], upstream }] : [];
    }),
  );

const checkReferences = (file: Mapping, namesOf: NamesOf): Findings => {
  const known = Object.keys(mapping(file['upstreams']));
  const used = references(mapping(file['models']));
  const unknown = used.filter(({ upstream }) => !known.includes(upstream));
  const reached = new Set(used.map(({ upstream }) => upstream));
  const idle = used.length === 0 ? [] : known.filter((name) => !reached.has(name));
  return {
    errors: unknown.map(({ path, upstream }) => {
      const got = `${shown(upstream, path, namesOf(path))}${hint(upstream, known)}`;
      return problem(path, `expected the name of one of "upstreams", got ${got}`);
    }),
    warnings: idle.map((name) => ({
      path: ['upstreams', name],
      at: 'key',
      message: 'no model has it as a target, so nothing is ever sent to it',
    })),
  };
};

/** Who pays with keys of their own is known by these alone: an answer kept for one would be given to another. */
const checkCaches = (file: Mapping): Problem[] => {
  const models = mapping(file['models']);
  const upstreams = mapping(file['upstreams']);
  const callers = references(models).filter(({ upstream }) => mapping(upstreams[upstream])['key'] === 'caller');
  const cached = new Set(Object.keys(models).filter((model) => (mapping(models[model])['cache'] ?? 'off') !== 'off'));
  return callers
    .filter(({ path }) => cached.has(String(path[1])))
    .map(({ path, upstream }) =>
      problem(
        path,
        `expected an upstream with a key of ours where answers are kept (cache), got ${quoteName(upstream)}`,
      ),
    );
};

const checkSecrets = (file: Mapping): Findings => {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const owners = new Map<string, string>();
  for (const [name, entry] of Object.entries(mapping(file['keys']))) {
    const secret = mapping(entry)['key'];
    if (typeof secret !== 'string' || secret === '') continue;
    const path = ['keys', name, 'key'];
    const owner = owners.get(secret);
    if (owner === undefined) owners.set(secret, name);
    else errors.push(problem(path, `expected a secret of its own, got the same one as ${quoteName(owner)}`));
    if (secret.length < shortestSecret)
      warnings.push(problem(path, `shorter than ${shortestSecret} characters: it can be guessed`));
  }
  const token = file['adminToken'];
  if (typeof token === 'string' && token !== '' && token.length < shortestSecret) {
    warnings.push(problem(['adminToken'], `shorter than ${shortestSecret} characters: it can be guessed`));
  }
  return { errors, warnings };
};

const addressOf = (file: Mapping, key: 'listen' | 'admin', override: Address | null): Address | null => {
  const written = file[key];
  return override ?? (typeof written === 'string' ? readAddress(written) : null);
};

const checkExposure = ({ overrides, env }: Draft, file: Mapping): Problem[] => {
  const errors: Problem[] = [];
  const listen = addressOf(file, 'listen', overrides.listen);
  const admin = addressOf(file, 'admin', overrides.admin);
  if (listen !== null && !isLoopback(listen) && Object.keys(mapping(file['keys'])).length === 0) {
    const got = `${showAddress(listen)}${overrides.listen === null ? '' : ' from --listen'}`;
    const why = 'anybody who reaches it could use your providers at your cost';
    errors.push(
      problem(['listen'], `expected a loopback address while there are no "keys", got ${got}: ${why}; add "keys"`),
    );
  }
  if (admin !== null && !isLoopback(admin) && (file['adminToken'] ?? '') === '') {
    const got = `${showAddress(admin)}${overrides.admin === null ? '' : ' from --admin'}`;
    const why = 'anybody who reaches it could drain upstreams and read the record of calls';
    errors.push(problem(['admin'], `expected a loopback address while there is no "adminToken", got ${got}: ${why}`));
  }
  if (listen !== null && admin !== null && listen.port !== 0 && showAddress(listen) === showAddress(admin)) {
    errors.push(problem(['admin'], `expected another address than "listen", got ${showAddress(admin)} for both`));
  }
  if (file['keepPrompts'] === 'durable' && (env['GOOD_GATEWAY_SECRET'] ?? '') === '') {
    const why = 'prompts are written to disk only encrypted with it';
    errors.push(problem(['keepPrompts'], `expected GOOD_GATEWAY_SECRET in the environment for "durable": ${why}`));
  }
  return errors;
};

/** Whether a request to the URL would come back to the address we listen on. */
export const leadsTo = (url: string, listen: Address): boolean => {
  const parsed = URL.parse(url);
  if (parsed === null) return false;
  const port = Number(parsed.port || (parsed.protocol === 'https:' ? 443 : 80));
  const there = { host: parsed.hostname.replace(/^\[|\]$/g, ''), port };
  if (port !== listen.port) return false;
  return (
    there.host === listen.host || (isLoopback(there) && (isLoopback(listen) || ['0.0.0.0', '::'].includes(listen.host)))
  );
};

const checkUpstreams = ({ overrides }: Draft, file: Mapping): Problem[] => {
  const upstreams = file['upstreams'];
  const entries = Object.entries(mapping(upstreams));
  const isEmptyMapping = entries.length === 0 && mapping(upstreams) === upstreams;
  const none = isEmptyMapping ? [problem(['upstreams'], 'expected at least one upstream, got none')] : [];
  const listen = addressOf(file, 'listen', overrides.listen) ?? readAddress(defaultListen);
  const loops = entries.filter(([, entry]) => {
    const url = mapping(entry)['url'];
    return typeof url === 'string' && listen !== null && leadsTo(url, listen);
  });
  const message =
    'expected the address of an upstream, got the one this gateway listens on: calls would go round in a circle';
  return [...none, ...loops.map(([name]) => problem(['upstreams', name, 'url'], message))];
};

export const crossCheck = (draft: Draft): Findings => {
  const file = mapping(draft.value);
  const found = [checkReferences(file, draft.namesOf), checkSecrets(file)];
  return {
    errors: [
      ...found.flatMap(({ errors }) => errors),
      ...checkCaches(file),
      ...checkExposure(draft, file),
      ...checkUpstreams(draft, file),
    ],
    warnings: found.flatMap(({ warnings }) => warnings),
  };
};
