/** Reads the arguments of `maintenance`. */
import { parseArgs } from 'node:util';
import type { WindowKind } from '../domain/maintenance.ts';
import { readDuration } from '../config/units.ts';
import { whyNoVerb } from './misuse.ts';
import { operatorOptions, readWith } from './operator-args.ts';
import type { ReadArgs } from './operator-command.ts';

export type MaintenanceWish =
  | { readonly kind: 'list'; readonly all: boolean }
  | {
      readonly kind: 'schedule';
      readonly title: string;
      readonly message: string | null;
      readonly by: string | null;
      /** Empty: all of them. */
      readonly upstreams: readonly string[];
      /** Times in ms since the Unix epoch; or a pattern, and how long each time takes. */
      readonly times:
        | { readonly startsAt: number; readonly endsAt: number }
        | { readonly repeats: { readonly cron: string; readonly zone: string; readonly minutes: number } };
      readonly window: WindowKind;
    }
  | { readonly kind: 'cancel'; readonly id: string };

export const maintenanceHelp = `good-gateway maintenance: announces planned work to the running gateway

  good-gateway maintenance list [--all]
  good-gateway maintenance schedule TITLE --for 2h [--from TIME] [--upstream NAME …]
  good-gateway maintenance schedule TITLE --every "0 3 * * SUN" --for 2h [--zone ZONE]
  good-gateway maintenance cancel ID

  --from TIME       when it begins: 2026-03-01T14:00+01:00, 2026-03-01T14:00 (this machine's
                    zone), or a duration from now such as 30m (default: now)
  --for DURATION    how long it takes, such as 45m or 2h; or
  --until TIME      when it ends
  --every PATTERN   it comes again: minute, hour, day, month, weekday, as cron has them
  --zone ZONE       whose clock that is, such as Europe/Berlin (default: this machine's)
  --peak            nothing is closed: many people are expected, and it is watched more closely
  --upstream NAME   what it is about; repeat it for more (default: everything)
  --message TEXT    what callers should know
  --by NAME         who announces it
  --all             also those that are over
  -c, --config FILE the gateway's configuration (default: good-gateway.yaml here)
  --admin HOST:PORT where operators reach it (default: as configured, else 127.0.0.1:5021)
  --json            one JSON document on stdout
  -h, --help        this text

Nothing new goes to its upstreams from "drain" before the beginning until the end; what runs
may finish. The token comes from GOOD_GATEWAY_ADMIN_TOKEN, the configuration, or the file
"admin-token" beside the store.
Exit status: 0 done · 1 refused, or no gateway answers · 64 usage or bad configuration
`;

const options = {
  from: { type: 'string' },
  for: { type: 'string' },
  every: { type: 'string' },
  zone: { type: 'string' },
  peak: { type: 'boolean', default: false },
  until: { type: 'string' },
  upstream: { type: 'string', multiple: true, default: [] as string[] },
  message: { type: 'string' },
  by: { type: 'string' },
  all: { type: 'boolean', default: false },
  ...operatorOptions,
} as const;

const read = (args: readonly string[]) => parseArgs({ args: [...args], options, allowPositionals: true });
type Values = ReturnType<typeof read>['values'];

/** A date with its time, in the zone it names or else this machine's; or a duration from now. */
const timeFrom = (text: string, now: number): number | null => {
  const ms = readDuration(text);
  if (ms !== null) return now + ms;
  const isDate = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?$/.test(text);
  const time = isDate ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  return Number.isNaN(time) ? null : time;
};

type Times = Extract<MaintenanceWish, { kind: 'schedule' }>['times'] | { readonly why: string };

const repeating = (cron: string, { from, for: lasts, until, zone }: Values): Times => {
  if (from !== undefined || until !== undefined) return { why: '--every says when: leave out --from and --until' };
  const ms = lasts === undefined ? null : readDuration(lasts);
  if (ms === null || ms < 60_000) return { why: 'say how long each time takes, a minute at least: --for 2h' };
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { repeats: { cron, zone: zone ?? here, minutes: Math.round(ms / 60_000) } };
};

const timesOf = (values: Values, now: number): Times => {
  const { from, for: lasts, until, every, zone } = values;
  if (every !== undefined) return repeating(every, values);
  if (zone !== undefined) return { why: '--zone belongs to --every; --from takes its zone with it' };
  const startsAt = from === undefined ? now : timeFrom(from, now);
  if (startsAt === null) return { why: `--from takes a time such as 2026-03-01T14:00, got "${from}"` };
  if ((lasts === undefined) === (until === undefined))
    return { why: 'say how long it takes: --for 2h, or --until TIME' };
  const lastsMs = lasts === undefined ? null : readDuration(lasts);
  if (lasts !== undefined && (lastsMs === null || lastsMs === 0))
    return { why: `--for takes a duration such as 2h, got "${lasts}"` };
  const endsAt = lastsMs === null ? timeFrom(until ?? '', now) : startsAt + lastsMs;
  if (endsAt === null) return { why: `--until takes a time such as 2026-03-01T16:00, got "${until}"` };
  return endsAt <= startsAt || endsAt <= now ? { why: 'it would be over before it begins' } : { startsAt, endsAt };
};

const wishOf = (words: readonly string[], values: Values, now: number): MaintenanceWish | { readonly why: string } => {
  const [verb, subject, ...more] = words;
  if (more.length > 0) return { why: `too many words: put the title in quotes` };
  switch (verb) {
    case 'list':
      return subject === undefined ? { kind: 'list', all: values.all } : { why: 'list takes no name' };
    case 'cancel':
      return subject === undefined
        ? { why: 'which one? See: good-gateway maintenance list' }
        : { kind: 'cancel', id: subject };
    case 'schedule': {
      if (subject === undefined || subject.trim() === '') return { why: 'give it a title, such as "New disks"' };
      const times = timesOf(values, now);
      if ('why' in times) return times;
      const { message = null, by = null, upstream, peak } = values;
      const window = peak ? 'peak' : 'work';
      return { kind: 'schedule', title: subject, message, by, upstreams: upstream, times, window };
    }
    default:
      return { why: whyNoVerb(verb, ['list', 'schedule', 'cancel']) };
  }
};

export const readMaintenanceArgs = (args: readonly string[], now: number): ReadArgs<MaintenanceWish> =>
  readWith({ options, parse: () => read(args) }, ({ positionals, values }) => wishOf(positionals, values, now));
