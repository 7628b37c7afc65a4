/** Reads the arguments of `explain`. */
import { parseArgs } from 'node:util';
import { whyUnread } from './misuse.ts';

export type ExplainWish =
  | { readonly kind: 'text'; readonly text: string; readonly isJson: boolean }
  | { readonly kind: 'stdin'; readonly isJson: boolean }
  | { readonly kind: 'logs'; readonly files: readonly string[]; readonly isJson: boolean }
  | { readonly kind: 'har'; readonly file: string; readonly isJson: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

export const explainHelp = `good-gateway explain: names the cause of a failure

  good-gateway explain TEXT …        an error text, a status code, lines of a log
  good-gateway explain -             the same, from standard input
  good-gateway explain --log FILE …  whole logs, also gzipped: causes with counts
  good-gateway explain --har FILE    what failed in a browser's recording

  --json      one JSON document on stdout
  -h, --help  this text

It knows the logs of nginx, HAProxy, Envoy and Istio, AWS load balancers,
Google's load balancers (JSON), Caddy and Traefik; the codes and pages of
Cloudflare; the errors of Node, Python, Go and curl, of browsers, of AI
providers and their chats. Nothing leaves this machine.

Exit status: 0 explained, or nothing to explain · 64 usage, or a file that cannot be read
`;

const options = {
  log: { type: 'boolean' },
  har: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const wrong = (why: string): ExplainWish => ({ kind: 'wrong', why });

/** Errors may begin with a dash, such as `-1 net::ERR_FAILED`: what is no option of ours is text. */
const isOption = (arg: string): boolean => /^(?:--log|--har|--json|--help|-h|--har=.*)$/s.test(arg);

const split = (
  args: readonly string[],
): { readonly own: string[]; readonly rest: string[]; readonly unknown: string | null } => {
  const own: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') return { own, rest: [...rest, ...args.slice(at + 1)], unknown: null };
    if (!isOption(arg)) rest.push(arg);
    else if (arg === '--har') {
      own.push(arg, ...args.slice(at + 1, at + 2));
      at += 1;
    } else own.push(arg);
  }
  return { own, rest, unknown: rest.find((arg) => /^--[a-z][a-z-]*(?:=|$)/.test(arg)) ?? null };
};

export const readExplainArgs = (args: readonly string[], isStdinTty: boolean): ExplainWish => {
  const { own, rest, unknown } = split(args);
  if (unknown !== null) return wrong(`there is no option ${unknown}`);
  let values;
  try {
    ({ values } = parseArgs({ args: own, options }));
  } catch (error) {
    return wrong(whyUnread(error, options));
  }
  const isJson = values.json;
  if (values.help) return { kind: 'help' };
  if (values.har !== undefined) {
    if (values.log === true || rest.length > 0) return wrong('--har takes one file and nothing else');
    return values.har === '' ? wrong('--har needs a file') : { kind: 'har', file: values.har, isJson };
  }
  if (values.log === true)
    return rest.length === 0 ? wrong('--log needs a file') : { kind: 'logs', files: rest, isJson };
  if (rest.length === 1 && rest[0] === '-') return { kind: 'stdin', isJson };
  if (rest.length > 0) return { kind: 'text', text: rest.join(' '), isJson };
  return isStdinTty
    ? wrong('what shall be explained? Give a text, a file with --log, or - for standard input')
    : { kind: 'stdin', isJson };
};
