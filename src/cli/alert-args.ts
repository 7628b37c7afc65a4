/** Reads the arguments of `alert`. */
import { parseArgs } from 'node:util';
import { whyNoVerb } from './misuse.ts';
import { operatorOptions, readWith } from './operator-args.ts';
import type { ReadArgs } from './operator-command.ts';

const verbs = ['list', 'test', 'retry'] as const;

export interface AlertWish {
  readonly kind: (typeof verbs)[number];
  /** `null`: all of them. */
  readonly sink: string | null;
}

export const alertHelp = `good-gateway alert: who is told of incidents, and whether it arrived

  good-gateway alert list            the sinks, and what they were not told yet
  good-gateway alert test [SINK]     sends a test now and says what became of it
  good-gateway alert retry [SINK]    sends again what waits or was given up

  -c, --config FILE the gateway's configuration (default: good-gateway.yaml here)
  --admin HOST:PORT where operators reach it (default: as configured, else 127.0.0.1:5021)
  --json            one JSON document on stdout
  -h, --help        this text

Sinks stand under "alerts" in the configuration. The token comes from
GOOD_GATEWAY_ADMIN_TOKEN, the configuration, or the file "admin-token" beside the store.
Exit status: 0 done · 1 refused, a test did not arrive, or no gateway answers · 64 usage
or bad configuration
`;

const wishOf = ([verb, sink, ...more]: readonly string[]): AlertWish | { readonly why: string } => {
  const kind = verbs.find((one) => one === verb);
  if (kind === undefined) return { why: whyNoVerb(verb, verbs) };
  if (more.length > 0 || (kind === 'list' && sink !== undefined)) return { why: 'too many words' };
  return { kind, sink: sink ?? null };
};

export const readAlertArgs = (args: readonly string[]): ReadArgs<AlertWish> =>
  readWith(
    {
      options: operatorOptions,
      parse: () => parseArgs({ args: [...args], options: operatorOptions, allowPositionals: true }),
    },
    ({ positionals }) => wishOf(positionals),
  );
