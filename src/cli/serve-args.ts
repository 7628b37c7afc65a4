/** Reads the arguments of `serve`. */
import { parseArgs } from 'node:util';
import type { Address } from '../domain/settings.ts';
import { readAddress } from '../config/units.ts';
import { whyUnread } from './misuse.ts';

export interface ServeArgs {
  readonly config: string | null;
  readonly listen: Address | null;
  readonly admin: Address | null;
  readonly open: boolean;
}

export type ReadArgs =
  | { readonly kind: 'args'; readonly args: ServeArgs }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export const serveHelp = `good-gateway serve: runs the gateway

  good-gateway serve [-c FILE] [--listen HOST:PORT] [--admin HOST:PORT] [--open]

  -c, --config FILE   configuration (default: good-gateway.yaml here, if there is one;
                      else upstreams are found: keys in the environment, local model
                      servers, or two demo models)
  --listen HOST:PORT  where callers reach it (default 127.0.0.1:5020)
  --admin HOST:PORT   where operators reach it (default 127.0.0.1:5021)
  --open              opens the first page in the browser
  -h, --help          this text

SIGTERM or SIGINT drains and ends with 0; SIGHUP or a changed file reloads.
Exit status: 0 ended in order · 1 port taken or store not usable · 64 bad configuration or usage
`;

const options = {
  config: { type: 'string', short: 'c' },
  listen: { type: 'string' },
  admin: { type: 'string' },
  open: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const badAddress = (name: string, text: string): ReadArgs => ({
  kind: 'wrong',
  message: `--${name} expects HOST:PORT such as 127.0.0.1:5020, got "${text}"`,
});

export const readServeArgs = (args: readonly string[]): ReadArgs => {
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    if (values.help === true) return { kind: 'help' };
    const listen = values.listen === undefined ? null : readAddress(values.listen);
    const admin = values.admin === undefined ? null : readAddress(values.admin);
    if (values.listen !== undefined && listen === null) return badAddress('listen', values.listen);
    if (values.admin !== undefined && admin === null) return badAddress('admin', values.admin);
    return { kind: 'args', args: { config: values.config ?? null, listen, admin, open: values.open === true } };
  } catch (error) {
    return {
      kind: 'wrong',
      message: whyUnread(error, options),
    };
  }
};
