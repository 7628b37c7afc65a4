/** Reads the arguments of `status`. */
import { parseArgs } from 'node:util';
import { whyNoVerb, whyUnread } from './misuse.ts';

export interface StatusArgs {
  readonly folder: string;
  /** Address of the gateway's callers' side; `null`: as configured. */
  readonly from: string | null;
  /** Where the copy will stand; `null`: links in feeds lead to the gateway. */
  readonly url: string | null;
  readonly config: string | null;
}

export type ReadStatusArgs =
  | { readonly kind: 'args'; readonly args: StatusArgs }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

export const statusHelp = `good-gateway status: the status page as files, to be hosted where the gateway is not

  good-gateway status export FOLDER [--from URL] [--url URL]

  --from URL        the gateway's address (default: where the configuration says it listens)
  --url URL         where the copy will stand; feeds and the API link there
  -c, --config FILE the gateway's configuration (default: good-gateway.yaml here)
  -h, --help        this text

Writes the pages, the API's JSON, feeds, calendar and badge under the same paths, each file whole
or not at all. When the gateway does not answer nothing is written: the copy that is there stays,
and turns grey by itself ten minutes after its last renewal. Run it every minute, from cron say.
Exit status: 0 done · 1 no gateway answers, or the folder cannot be written · 64 usage
`;

const options = {
  from: { type: 'string' },
  url: { type: 'string' },
  config: { type: 'string', short: 'c' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const isAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/[?#]/.test(text);

export const readStatusArgs = (args: readonly string[]): ReadStatusArgs => {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return { kind: 'wrong', why: whyUnread(error, options) };
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  const [verb, folder, ...more] = positionals;
  if (verb !== 'export') return { kind: 'wrong', why: whyNoVerb(verb, ['export']) };
  if (folder === undefined || folder === '')
    return { kind: 'wrong', why: 'into which folder? Say status export FOLDER' };
  if (more.length > 0) return { kind: 'wrong', why: 'one folder at a time' };
  const { from = null, url = null, config = null } = values;
  for (const [name, text] of [
    ['--from', from],
    ['--url', url],
  ] as const)
    if (text !== null && !isAddress(text))
      return { kind: 'wrong', why: `${name} takes an address such as https://ai.example.org, got "${text}"` };
  return { kind: 'args', args: { folder, from, url, config } };
};
