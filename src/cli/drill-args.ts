/** What the command `drill` was asked to do. */
import { parseArgs } from 'node:util';
import { choose } from '../drill/scenarios/registry.ts';
import type { Scenario } from '../drill/scenarios/scenario.ts';
import { whyUnread } from './misuse.ts';

export const usage = `good-gateway drill: faults on purpose, and what came of them

Usage: good-gateway drill [NAME…] [options]

  NAME                 a scenario (S01, D20 …) or a group: bench, variants,
                       transport, http, app, stream, prevent, durable,
                       quick. None: all
  --list               what there is, without running it
  --json               one JSON document instead of the table
  --repeat N           so many rounds (at most 20)
  --against URL        another gateway, e.g. http://127.0.0.1:4000/v1. It has to
                       send the models drill-* to the two upstreams below
  --primary-port PORT  where the failing upstream listens (default 5031)
  --fallback-port PORT where the one to fall back to listens (default 5032)
  --header 'N: V'      a request header for that gateway, e.g. its key
  --i-own-this         allows a URL that is not on this machine
  --help               this text

Without --against a gateway of our own is started for it, as released.
Verdicts: pass; partial (an advisory check failed); safe (not rescued, but an
honest error); fail. Exit status: 0 all passed, 1 not, 64 wrong usage.
`;

export interface Wanted {
  readonly scenarios: readonly Scenario[];
  readonly rounds: number;
  readonly json: boolean;
  readonly against: {
    readonly url: string;
    readonly primary: number;
    readonly backup: number;
    readonly headers: Readonly<Record<string, string>>;
  } | null;
}

export type DrillArgs =
  | { readonly kind: 'run'; readonly wanted: Wanted }
  | { readonly kind: 'list'; readonly names: readonly string[]; readonly json: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

const maxRounds = 20;

const options = {
  list: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  repeat: { type: 'string', default: '1' },
  against: { type: 'string' },
  'primary-port': { type: 'string', default: '5031' },
  'fallback-port': { type: 'string', default: '5032' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  'i-own-this': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const parse = (args: readonly string[]) => parseArgs({ args: [...args], allowPositionals: true, options });

type Values = ReturnType<typeof parse>['values'];

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

const wholeNumber = (text: string, max: number): number | null => {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return value <= max ? value : null;
};

const headersOf = (lines: readonly string[]): Readonly<Record<string, string>> | null => {
  const pairs = lines.map((line) => /^(?<name>[\w!#$%&'*+.^`|~-]+):\s*(?<value>.*)$/.exec(line)?.groups);
  if (pairs.includes(undefined)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair?.['name'] ?? '', pair?.['value'] ?? '']));
};

/** A sentence on what is wrong, or where to drill. */
const readAgainst = (values: Values): Wanted['against'] | string => {
  if (values.against === undefined) return null;
  const url = URL.parse(values.against);
  if (url === null || !/^https?:$/.test(url.protocol))
    return `--against: expected a URL such as http://127.0.0.1:4000/v1, got "${values.against}"`;
  if (!isLoopback(url.hostname) && !values['i-own-this']) {
    return `--against: ${url.host} is not on this machine; a drill makes it fail on purpose. Add --i-own-this if it is yours`;
  }
  const primary = wholeNumber(values['primary-port'], 65_535);
  const backup = wholeNumber(values['fallback-port'], 65_535);
  if (primary === null || backup === null) return '--primary-port, --fallback-port: expected a port from 0 to 65535';
  const headers = headersOf(values.header);
  if (headers === null) return "--header: expected 'name: value'";
  return { url: url.href.replace(/\/+$/, ''), primary, backup, headers };
};

const wrong = (why: string): DrillArgs => ({ kind: 'wrong', why });

export const readDrillArgs = (args: readonly string[]): DrillArgs => {
  let parsed;
  try {
    parsed = parse(args);
  } catch (error) {
    return wrong(whyUnread(error, options));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  const chosen = choose(positionals);
  if (chosen.kind === 'unknown') {
    const near = chosen.near.length === 0 ? '' : `; did you mean ${chosen.near.join(', ')}?`;
    return wrong(`no scenario or group is called "${chosen.name}"${near}`);
  }
  if (values.list) return { kind: 'list', names: positionals, json: values.json };
  const rounds = wholeNumber(values.repeat, maxRounds);
  if (rounds === null || rounds === 0)
    return wrong(`--repeat: expected a whole number from 1 to ${maxRounds}, got "${values.repeat}"`);
  const against = readAgainst(values);
  if (typeof against === 'string') return wrong(against);
  return { kind: 'run', wanted: { scenarios: chosen.scenarios, rounds, json: values.json, against } };
};
