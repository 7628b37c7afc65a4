/** Reads the arguments of `doctor`. */
import { parseArgs } from 'node:util';
import type { Reader } from '../advice/doctor/report.ts';
import type { Target } from '../advice/doctor/target.ts';
import { ownUrl, readTarget } from '../advice/doctor/target.ts';
import { whyUnread } from './misuse.ts';

export interface DoctorWish {
  readonly kind: 'walk';
  /** `again`: what failed the last time. `last`: the last walk is told once more, and nothing is looked at. */
  readonly target: Target | 'again' | 'last';
  readonly isOffline: boolean;
  readonly controlsFile: string | null;
  readonly callId: string | null;
  readonly isSpeedWanted: boolean;
  readonly isJson: boolean;
  readonly report: Reader | null;
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
  --speed           moves a megabyte to measure the speed (else 24 kB)
  --why ID          asks the gateway at URL how the call req_… went
  --recheck         looks again only at what failed the last time, and behind it
  --last            tells the last walk once more, and looks at nothing
  --report support  prints a report for whoever runs it, without addresses,
                    names and keys; --report line is one for the hot line of
                    your internet provider
  --json            prints one JSON document

Exit status: 0 healthy · 1 your side or your network · 2 the gateway, or
whatever answers at URL · 3 the provider behind it · 4 inconclusive · 64 usage
`;

const options = {
  offline: { type: 'boolean', default: false },
  controls: { type: 'string' },
  why: { type: 'string' },
  recheck: { type: 'boolean', default: false },
  last: { type: 'boolean', default: false },
  report: { type: 'string' },
  speed: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const wrong = (why: string): DoctorArgs => ({ kind: 'wrong', why });

const readers: readonly Reader[] = ['support', 'line'];

type Values = Partial<ReturnType<typeof parseArgs<{ options: typeof options }>>['values']>;

const problemIn = (
  { recheck, last, offline, controls, why, report, json }: Values,
  urls: readonly string[],
): string | null => {
  const [url] = urls;
  if (urls.length > 1) return 'one URL at a time';
  if (url !== undefined && readTarget(url) === null)
    return `${url} is no address to walk to: it must begin with http:// or https://`;
  if (recheck === true && url !== undefined) return '--recheck looks at the address of the last walk: it takes no URL';
  if (last === true && (url !== undefined || recheck === true))
    return '--last looks at nothing: it takes no URL and no --recheck';
  if (offline === true && controls !== undefined) return '--offline asks nobody else, so --controls has no use';
  if (report !== undefined && !readers.some((each) => each === report)) return '--report is for support or line';
  if (report !== undefined && json === true) return '--report is text: it takes no --json';
  return why !== undefined && !/^req_[0-9a-f]{32}$/.test(why) ? '--why needs an id such as req_0123…' : null;
};

export const readDoctorArgs = (args: readonly string[]): DoctorArgs => {
  let read;
  try {
    read = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return wrong(whyUnread(error, options));
  }
  const { values, positionals } = read;
  if (values.help) return { kind: 'help' };
  const problem = problemIn(values, positionals);
  if (problem !== null) return wrong(problem);
  return {
    kind: 'walk',
    target: values.last ? 'last' : values.recheck ? 'again' : (readTarget(positionals[0] ?? ownUrl) ?? 'again'),
    isOffline: values.offline,
    controlsFile: values.controls ?? null,
    callId: values.why ?? null,
    isSpeedWanted: values.speed,
    isJson: values.json,
    report: readers.find((each) => each === values.report) ?? null,
  };
};
