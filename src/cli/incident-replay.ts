/** `incident replay FILE`: looks at a recorded day as the running gateway would, and says what it would have noticed, and when. */
import { parseArgs } from 'node:util';
import { traits } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import type { Terminal } from '../domain/ports.ts';
import { callsText, faredText, timeText } from '../domain/words/figures.ts';
import { durationText } from '../domain/words/index.ts';
import { isObject, objectOf } from '../dialect/reading.ts';
import type { Replayed } from '../watch/replay.ts';
import { Replay } from '../watch/replay.ts';
import { whyUnread } from './misuse.ts';
import { plain } from './operator-command.ts';

export interface ReplayWorld {
  /** One JSON text for each recorded call. */
  eventLines(path: string): AsyncIterable<string>;
}

export const replayHelp = `good-gateway incident replay: looks at a recorded day again

  good-gateway incident replay FILE [--json]

  FILE      the journal of a gateway (good-gateway.db), which is only read, or a file with
            one event of it as JSON in each line, in the order in which the calls ended
  --json    one JSON document on stdout

It says what would have been noticed, when, and where. No gateway is asked, and nothing is kept.
Exit status: 0 done · 1 the file cannot be read · 64 usage
`;

const isCause = (value: unknown): boolean =>
  value === null || (isObject(value) && typeof value['code'] === 'string' && Object.hasOwn(traits, value['code']));

const isAttempt = (value: unknown): boolean =>
  isObject(value) && typeof value['upstream'] === 'string' && isCause(value['cause']) && isObject(value['phases']);

/** What is counted of a call is there. */
const isEvent = (value: Readonly<Record<string, unknown>>): boolean =>
  ['model', 'caller', 'outcome', 'operation'].every((name) => typeof value[name] === 'string') &&
  Number.isFinite(value['at']) &&
  Number.isFinite(value['ms']) &&
  isCause(value['cause']) &&
  Array.isArray(value['attempts']) &&
  value['attempts'].every(isAttempt);

const eventOf = (line: string): CallEnded | null => {
  const value = objectOf(line);
  // Safe: all that is read of it was looked at.
  return value !== null && isEvent(value) ? (value as unknown as CallEnded) : null;
};

interface Day extends Replayed {
  readonly skipped: number;
}

const play = async (path: string, world: ReplayWorld): Promise<Day> => {
  const replay = new Replay({ zoneOf: () => null, siteOf: (upstream) => upstream, afterMs: 0 });
  let skipped = 0;
  for await (const line of world.eventLines(path)) {
    const event = line.trim() === '' ? null : eventOf(line);
    if (event !== null) replay.take(event);
    else if (line.trim() !== '') skipped += 1;
  }
  return { ...replay.end(), skipped };
};

const incidentText = ({ title, kind, startedAt, noticedAt, updates, measured, mergedInto }: Incident): string => {
  const head = `${timeText(startedAt)}  ${plain(title)} (${kind}${mergedInto === null ? '' : ', part of another'})\n`;
  const seen = `  noticed ${timeText(noticedAt)}, ${durationText(Math.max(0, noticedAt - startedAt))} after it began; of ${callsText(measured.calls)} ${faredText(measured)}\n`;
  return [head, seen, ...updates.map(({ at, status }) => `  ${timeText(at)}  ${status}\n`)].join('');
};

const textOf = ({ incidents, calls, from, until, skipped }: Day): string => {
  const passed = skipped === 0 ? '' : ` ${skipped} lines are no calls and were left out.`;
  if (calls === 0) return `There are no calls in this file.${passed}\n`;
  const span = `${calls} calls from ${timeText(from)} to ${timeText(until)}.${passed}\n`;
  const found = incidents.length === 0 ? 'Nothing would have been noticed.\n' : '';
  return [span, found, ...incidents.toReversed().map((one) => `\n${incidentText(one)}`)].join('');
};

type Wish =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string }
  | { readonly kind: 'file'; readonly path: string; readonly isJson: boolean };

const options = { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } } as const;

const read = (args: readonly string[]): Wish => {
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [path, ...more] = positionals;
    if (values.help === true) return { kind: 'help' };
    if (path === undefined || more.length > 0) return { kind: 'wrong', why: 'name one file: incident replay FILE' };
    return { kind: 'file', path, isJson: values.json };
  } catch (error) {
    return { kind: 'wrong', why: whyUnread(error, options) };
  }
};

export const runReplay = async (args: readonly string[], terminal: Terminal, world: ReplayWorld): Promise<number> => {
  const wish = read(args);
  switch (wish.kind) {
    case 'help':
      terminal.out(replayHelp);
      return 0;
    case 'wrong':
      terminal.err(`incident: ${wish.why}\nSee: good-gateway incident replay --help\n`);
      return 64;
    case 'file': {
      const day = await play(wish.path, world).catch((error: unknown) => String(error));
      if (typeof day === 'string') {
        terminal.err(`incident: ${plain(wish.path)} cannot be read: ${plain(day.split('\n', 1)[0] ?? '')}\n`);
        return 1;
      }
      terminal.out(wish.isJson ? `${JSON.stringify(day, null, 2)}\n` : textOf(day));
      return 0;
    }
    default:
      return wish satisfies never;
  }
};
