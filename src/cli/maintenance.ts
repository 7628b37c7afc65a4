/** The command `maintenance`: announces planned work to the running gateway, lists and cancels it. */
import type { Terminal } from '../domain/ports.ts';
import type { Recurrence } from '../domain/maintenance.ts';
import { timeText } from '../domain/words/figures.ts';
import { isObject } from '../dialect/reading.ts';
import type { MaintenanceState } from '../state/maintenances.ts';
import type { MaintenanceWish } from './maintenance-args.ts';
import { maintenanceHelp, readMaintenanceArgs } from './maintenance-args.ts';
import { plain, runOperatorCommand } from './operator-command.ts';
import type { Asked, OperatorsWorld } from './operators.ts';

const phases = {
  ahead: 'to come',
  draining: 'about to begin',
  active: 'now',
  over: 'over',
} as const satisfies Record<MaintenanceState['phase'], string>;

/** Our own gateway's answer: a time of what was announced, with what only some have. */
interface Told extends MaintenanceState {
  readonly repeats?: Recurrence | null;
  readonly limits?: readonly Limits[];
}

interface Limits {
  readonly upstream: string;
  readonly inFlight: number;
  readonly maxConcurrency: number | null;
  readonly learned: readonly { readonly model: string; readonly limit: number }[];
  readonly dayPeak: number | null;
}

const limitLine = ({ upstream, inFlight, maxConcurrency, learned, dayPeak }: Limits): string => {
  const limits = learned.map(({ model, limit }) => `about ${limit} for ${plain(model)}`);
  const known = maxConcurrency === null ? limits : [`at most ${maxConcurrency}`, ...limits];
  const peak = dayPeak === null ? '' : `; the peak of the day was ${Math.round(dayPeak * 100)} % of its limit`;
  return `    ${upstream}: ${inFlight} calls now, ${known.length === 0 ? 'no limit known' : known.join(', ')}${peak}\n`;
};

const lineOf = (one: Told): string => {
  const where = one.upstreams === null ? 'everything' : one.upstreams.join(', ');
  const overdue = one.overdue.length === 0 ? '' : `, not back yet: ${one.overdue.join(', ')}`;
  const times = `${timeText(one.startsAt)} to ${timeText(one.endsAt)}`;
  const kind = one.kind === 'peak' ? ', busy time: nothing is closed' : '';
  const again = one.repeats == null ? '' : `  again and again: ${one.repeats.cron} (${one.repeats.zone})\n`;
  const head = `${one.id}  ${times}  ${phases[one.phase]}${overdue}\n  ${plain(one.title)} (${where}${kind})\n`;
  return [head, again, ...(one.limits ?? []).map(limitLine)].join('');
};

const ask = (wish: MaintenanceWish, to: { origin: string; token: string }, world: OperatorsWorld): Promise<Asked> => {
  const url = `${to.origin}/api/maintenances`;
  const { token } = to;
  switch (wish.kind) {
    case 'list':
      return world.ask({ url, method: 'GET', token, body: null });
    case 'cancel':
      return world.ask({ url: `${url}/${encodeURIComponent(wish.id)}`, method: 'DELETE', token, body: {} });
    case 'schedule': {
      const { title, times, upstreams, message, by, window: kind } = wish;
      const more = { ...(message === null ? {} : { message }), ...(by === null ? {} : { by }) };
      const about = upstreams.length === 0 ? {} : { upstreams };
      return world.ask({ url, method: 'POST', token, body: { title, ...times, kind, ...about, ...more } });
    }
    default:
      return wish satisfies never;
  }
};

const listOf = (body: unknown): readonly Told[] =>
  // Safe: our own gateway's answer.
  isObject(body) && Array.isArray(body['maintenances']) ? (body['maintenances'] as readonly Told[]) : [];

/** What is shown of the answer: those that are over only when asked for. */
const shownOf = (wish: MaintenanceWish, body: unknown): unknown =>
  wish.kind === 'list' && !wish.all
    ? { maintenances: listOf(body).filter(({ phase, overdue }) => phase !== 'over' || overdue.length > 0) }
    : body;

const textOf = (wish: MaintenanceWish, shown: unknown): string => {
  if (wish.kind !== 'list') return `${wish.kind === 'cancel' ? 'Cancelled' : 'Announced'}: ${lineOf(shown as Told)}`;
  const all = listOf(shown);
  return all.length === 0 ? 'Nothing is announced.\n' : all.map(lineOf).join('');
};

export const run = (args: readonly string[], terminal: Terminal, world: OperatorsWorld): Promise<number> =>
  runOperatorCommand(
    { name: 'maintenance', help: maintenanceHelp, read: readMaintenanceArgs, ask, shown: shownOf, text: textOf },
    args,
    { terminal, world },
  );
