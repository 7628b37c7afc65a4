/** Reads the arguments of `check`. */
import { parseArgs } from 'node:util';
import { type Severity, severities } from '../advice/check/rule.ts';
import { readVersion, type Version } from '../advice/check/version.ts';

export interface CheckWish {
  readonly kind: 'check';
  readonly files: readonly string[];
  readonly isJson: boolean;
  readonly failOn: Severity;
  readonly streaming: RegExp | null;
  readonly nginxVersion: Version | null;
}

export type CheckArgs = CheckWish | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly why: string };

export const checkHelp = `good-gateway check: finds in config files what causes gateway errors

  good-gateway check FILE …   files of one way, outermost first: edge.conf good-gateway.yaml

  --streaming PATTERN   paths that carry streamed answers (a regular expression), beside those it knows
  --nginx-version V     the version nginx has; otherwise one before 1.29.7 is assumed
  --fail-on LEVEL       error, warning or advice: from where on the exit status is 1 (default: warning)
  --json                one JSON document on stdout
  -h, --help            this text

It reads files and what they include. It runs, resolves and fetches nothing.

Exit status: 0 clean · 1 findings, or a file that cannot be parsed · 64 usage, or no such file
`;

const options = {
  streaming: { type: 'string' },
  'nginx-version': { type: 'string' },
  'fail-on': { type: 'string', default: 'warning' },
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
    return wrong(error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error));
  }
  const { values, positionals: files } = parsed;
  if (values.help) return { kind: 'help' };
  const failOn = severities.find((one) => one === values['fail-on']);
  if (failOn === undefined) return wrong(`--fail-on is ${severities.join(', ')}`);
  const streaming = patternOf(values.streaming);
  if (streaming === undefined) return wrong(`--streaming ${values.streaming} is no regular expression`);
  const nginxVersion = values['nginx-version'] === undefined ? null : readVersion(values['nginx-version']);
  if (nginxVersion === null && values['nginx-version'] !== undefined) return wrong('--nginx-version is such as 1.28.0');
  if (files.length === 0) return wrong('which files shall be checked?');
  return { kind: 'check', files, isJson: values.json, failOn, streaming, nginxVersion };
};
