/** Reads the arguments of `check`. */
import { parseArgs } from 'node:util';
import { type Severity, severities } from '../advice/check/rule.ts';
import { readVersion, type Version } from '../advice/check/version.ts';
import { whyUnread } from './misuse.ts';

export interface CheckWish {
  readonly kind: 'check';
  readonly files: readonly string[];
  readonly output: 'text' | 'json' | 'sarif' | 'diff';
  readonly failOn: Severity;
  readonly streaming: RegExp | null;
  readonly nginxVersion: Version | null;
  readonly chain: readonly string[] | null;
}

export type CheckArgs =
  | CheckWish
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

export const checkHelp = `good-gateway check: finds in config files what causes gateway errors

  good-gateway check FILE …     files of one way, outermost first:
                                edge.conf ingress.yaml good-gateway.yaml server.js
  good-gateway check -          standard input, such as a rendered chart
  good-gateway check --rule ID  what a rule is about, with a before and an after

  --streaming PATTERN   paths that carry streamed answers (a regular expression), beside those it knows
  --nginx-version V     the version nginx has; otherwise one before 1.29.7 is assumed
  --fail-on LEVEL       error, warning or advice: from where on the exit status is 1 (default: warning)
  --chain FILE,FILE,…   the way of a call, outermost first, where the order of the files is not it
  --fix                 prints what can be mended safely as a diff; no file is changed
  --json                one JSON document on stdout
  --sarif               the same as SARIF 2.1.0, for code hosts and editors
  -h, --help            this text

It knows nginx, HAProxy, Envoy, Kubernetes with ingress-nginx, HTTP servers in
JavaScript and TypeScript, and good-gateway.yaml. It reads files and what they
include; it runs, resolves and fetches nothing.

What is meant to be so is told by a comment beside it, with the reason:
  # check-ignore NGX-TMO-1: this route answers within 10 s

Exit status: 0 clean · 1 findings, or a file that cannot be parsed · 64 usage, or no such file
`;

const options = {
  streaming: { type: 'string' },
  'nginx-version': { type: 'string' },
  'fail-on': { type: 'string', default: 'warning' },
  chain: { type: 'string' },
  rule: { type: 'string' },
  fix: { type: 'boolean', default: false },
  sarif: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const wrong = (why: string): CheckArgs => ({ kind: 'wrong', why });

/** `undefined` for what is no pattern. */
const patternOf = (text: string | undefined): RegExp | null | undefined => {
  if (text === undefined) return null;
  try {
    return new RegExp(text, 'i');
  } catch {
    return undefined;
  }
};

export const readCheckArgs = (args: readonly string[]): CheckArgs => {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return wrong(whyUnread(error, options));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.rule !== undefined) return { kind: 'rule', id: values.rule };
  const failOn = severities.find((one) => one === values['fail-on']);
  if (failOn === undefined) return wrong(`--fail-on is ${severities.join(', ')}`);
  const streaming = patternOf(values.streaming);
  if (streaming === undefined) return wrong(`--streaming ${values.streaming} is no regular expression`);
  const nginxVersion = values['nginx-version'] === undefined ? null : readVersion(values['nginx-version']);
  if (nginxVersion === null && values['nginx-version'] !== undefined) return wrong('--nginx-version is such as 1.28.0');
  const chain = values.chain === undefined ? null : values.chain.split(',').filter((file) => file !== '');
  const files = [...new Set([...positionals, ...(chain ?? [])])];
  if (files.length === 0) return wrong('which files shall be checked?');
  const outputs = (['json', 'sarif', 'fix'] as const).filter((name) => values[name]);
  if (outputs.length > 1) return wrong(`one of ${outputs.map((name) => `--${name}`).join(' and ')} at a time`);
  const [output] = outputs;
  return {
    kind: 'check',
    files,
    output: output === 'fix' ? 'diff' : (output ?? 'text'),
    failOn,
    streaming,
    nginxVersion,
    chain,
  };
};
