/** The way from an operator's command to the running gateway: the address and token of its operators' listener. */
import { dirname, join, resolve } from 'node:path';
import type { Terminal } from '../domain/ports.ts';
import type { Address, Settings } from '../domain/settings.ts';
import { loadSettings } from '../config/load.ts';
import { formatError } from '../config/problem.ts';
import { showAddress } from '../config/units.ts';
import { isObject } from '../dialect/reading.ts';

/** What an answer was, or why there is none. */
export type Asked =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'unreachable'; readonly code: string };

export interface OperatorsWorld {
  readonly now: () => number;
  readText(path: string): Promise<string | null>;
  /** One exchange of JSON; never rejects. */
  ask(wish: {
    readonly url: string;
    readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
    readonly token: string;
    readonly body: unknown;
  }): Promise<Asked>;
}

/** Where to find it, as far as the command line says. */
export interface Whereabouts {
  readonly config: string | null;
  readonly admin: Address | null;
}

export type Operators =
  | { readonly kind: 'found'; readonly origin: string; readonly token: string }
  | { readonly kind: 'lost'; readonly lines: readonly string[] };

const defaultFile = 'good-gateway.yaml';
const tokenVariable = 'GOOD_GATEWAY_ADMIN_TOKEN';
/** Where a gateway without a file listens, and where it keeps its store. */
const standalone = 'upstreams: { none: { url: "http://127.0.0.1" } }\n';

const standInFor = (name: string): string => `not-set-in-this-shell-${name}`;

/** The shell of an operator need not have the secrets of the upstreams: what is missing is not needed here. */
const withStandIns = (text: string, env: Terminal['env']): Terminal['env'] => ({
  ...Object.fromEntries([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, standInFor(name)])),
  GOOD_GATEWAY_SECRET: standInFor('GOOD_GATEWAY_SECRET'),
  ...env,
});

const lost = (...lines: readonly string[]): Operators => ({ kind: 'lost', lines });

/** What listens on all addresses is asked on loopback. */
export const dialled = ({ host, port }: Address): string =>
  showAddress({ host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port });

export type NearSettings =
  | { readonly kind: 'near'; readonly name: string; readonly settings: Settings }
  | { readonly kind: 'lost'; readonly lines: readonly string[] };

interface Place {
  readonly terminal: Terminal;
  readonly world: Pick<OperatorsWorld, 'readText'>;
}

/** As the file here says, or the one that is named; without any, as a gateway without one has them. */
export const settingsNear = async (config: string | null, { terminal, world }: Place): Promise<NearSettings> => {
  const name = config ?? defaultFile;
  const file = resolve(terminal.cwd, name);
  const written = await world.readText(file).catch(() => null);
  if (written === null && config !== null)
    return { kind: 'lost', lines: [`${name}: there is no such file, or it cannot be read`] };
  const text = written ?? standalone;
  const env = withStandIns(text, terminal.env);
  const loaded = loadSettings({ text, file: name, env, baseFolder: dirname(file) });
  return loaded.kind === 'bad'
    ? { kind: 'lost', lines: loaded.errors.map(formatError) }
    : { kind: 'near', name, settings: loaded.settings };
};

export const findOperators = async (
  whereabouts: Whereabouts,
  { terminal, world }: { readonly terminal: Terminal; readonly world: OperatorsWorld },
): Promise<Operators> => {
  const near = await settingsNear(whereabouts.config, { terminal, world });
  if (near.kind === 'lost') return near;
  const { name } = near;
  const { admin, adminToken, store } = near.settings;
  const token =
    terminal.env[tokenVariable] ??
    adminToken ??
    (store.kind === 'sqlite' ? await world.readText(join(dirname(store.path), 'admin-token')).catch(() => null) : null);
  if (token === null)
    return lost(`no token found: is the gateway running from this folder? Else give -c FILE, or set ${tokenVariable}`);
  if (token.startsWith(standInFor('')))
    return lost(
      `${name}: adminToken is \${${token.slice(standInFor('').length)}}, which this shell lacks: set it, or ${tokenVariable}`,
    );
  return { kind: 'found', origin: `http://${dialled(whereabouts.admin ?? admin)}`, token: token.trim() };
};

const saidBy = (body: unknown): string => {
  const error = isObject(body) ? body['error'] : null;
  return isObject(error) && typeof error['message'] === 'string'
    ? error['message']
    : 'it said nothing that is understood';
};

/** What it answered where all went well, else a line that says why not. */
export const answerOf = (asked: Asked, origin: string): { readonly body: unknown } | { readonly wrong: string } => {
  if (asked.kind === 'unreachable')
    return { wrong: `no gateway answers at ${origin} (${asked.code}): is it running? See --admin` };
  return asked.status < 300
    ? { body: asked.body }
    : { wrong: `the gateway refused (${asked.status}): ${saidBy(asked.body)}` };
};
