/** Reads the arguments of `watch`. */
import { parseArgs } from 'node:util';
import type { Target } from '../advice/doctor/target.ts';
import { readTarget } from '../advice/doctor/target.ts';
import { readDuration } from '../config/units.ts';
import { whyUnread } from './misuse.ts';

export interface WatchWish {
  readonly kind: 'watch';
  readonly target: Target;
  readonly model: string | null;
  readonly everyMs: number;
  readonly isOnce: boolean;
  readonly isJson: boolean;
}

export type WatchArgs = WatchWish | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly why: string };

/** Nobody is to be worn down by being watched. */
const soonestMs = 5_000;

export const watchHelp = `good-gateway watch: looks at another gateway from here, again and again

  good-gateway watch URL [--model NAME] [--every 30s] [--json]
  good-gateway watch URL --once

  --model NAME      whether this model can be had (default: any)
  --every TIME      how often, 5s at the least (default: 30s)
  --once            looks once; the exit status says what came of it
  --json            a line of JSON for each look (else a line for each change)
  -h, --help        this text

It asks URL/probe, which costs nothing there. When that fails it walks the way as the doctor does,
asking nobody else, and names the part that fails. Any other address is up when it answers with
a status below 400.
Exit status of --once: 0 up · 1 this side or its network · 2 the gateway · 3 the AI service behind
it · 4 not known · 64 usage. Without --once: 0 when it is stopped.
`;

const options = {
  model: { type: 'string' },
  every: { type: 'string', default: '30s' },
  once: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const readWatchArgs = (args: readonly string[]): WatchArgs => {
  let read;
  try {
    read = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return { kind: 'wrong', why: whyUnread(error, options) };
  }
  const { values, positionals } = read;
  if (values.help) return { kind: 'help' };
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0) return { kind: 'wrong', why: 'which gateway? One URL' };
  const target = readTarget(url);
  if (target === null) return { kind: 'wrong', why: `"${url}" is no address to look at` };
  const everyMs = readDuration(values.every);
  if (everyMs === null || everyMs < soonestMs)
    return { kind: 'wrong', why: `--every takes a time such as 30s, 5s at the least, got "${values.every}"` };
  const { model = null, once: isOnce, json: isJson } = values;
  return { kind: 'watch', target, model, everyMs, isOnce, isJson };
};
