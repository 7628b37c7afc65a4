/** Reads the arguments of `doctor`. */
import { parseArgs } from 'node:util';
import type { Target } from '../advice/doctor/target.ts';
import { ownUrl, readTarget } from '../advice/doctor/target.ts';

export interface DoctorWish {
  readonly kind: 'walk';
  readonly target: Target;
  readonly isOffline: boolean;
  readonly controlsFile: string | null;
  readonly callId: string | null;
  readonly isJson: boolean;
}

export type DoctorArgs = DoctorWish | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly why: string };

export const doctorHelp = `good-gateway doctor: finds out which part of the way fails, and what you can do

  good-gateway doctor [URL]     walks from this device to URL
                                (default: the gateway at ${ownUrl})

  --offline         asks nobody but URL, this device's resolver and its proxy.
                    Else public resolvers (Cloudflare, Google, Quad9, OpenDNS),
                    pages that tell of sign-in pages (Google, Mozilla,
                    Microsoft) and known status pages are asked as well; for
                    a URL on this device nobody is
  --controls FILE   asks those of FILE (JSON) instead
  --why ID          asks the gateway at URL how the call req_… went
  --json            prints one JSON document

Exit status: 0 healthy · 1 your side or your network · 2 the gateway, or
whatever answers at URL · 3 the provider behind it · 4 inconclusive · 64 usage
`;

const options = {
  offline: { type: 'boolean', default: false },
  controls: { type: 'string' },
  why: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const wrong = (why: string): DoctorArgs => ({ kind: 'wrong', why });

export const readDoctorArgs = (args: readonly string[]): DoctorArgs => {
  let read;
  try {
    read = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return wrong(error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error));
  }
  const { values, positionals } = read;
  if (values.help) return { kind: 'help' };
  if (positionals.length > 1) return wrong('one URL at a time');
  const target = readTarget(positionals[0] ?? ownUrl);
  if (target === null)
    return wrong(`${positionals[0]} is no address to walk to: it must begin with http:// or https://`);
  if (values.offline && values.controls !== undefined)
    return wrong('--offline asks nobody else, so --controls has no use');
  if (values.why !== undefined && !/^req_[0-9a-f]{32}$/.test(values.why))
    return wrong('--why needs an id such as req_0123…');
  return {
    kind: 'walk',
    target,
    isOffline: values.offline,
    controlsFile: values.controls ?? null,
    callId: values.why ?? null,
    isJson: values.json,
  };
};
