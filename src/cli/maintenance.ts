/** The command `maintenance`: announces planned work to the running gateway, lists and cancels it. */
import type { Terminal } from '../domain/ports.ts';
import { isObject } from '../dialect/reading.ts';
import type { MaintenanceState } from '../state/maintenances.ts';
import type { MaintenanceWish } from './maintenance-args.ts';
import { maintenanceHelp, readMaintenanceArgs } from './maintenance-args.ts';
import { plain, runOperatorCommand, timeText } from './operator-command.ts';
import type { Asked, OperatorsWorld } from './operators.ts';

const phases = {
  ahead: 'to come',
  draining: 'about to begin',
  active: 'now',
  over: 'over',
} as const satisfies Record<MaintenanceState['phase'], string>;

const lineOf = (one: MaintenanceState): string => {
  const where = one.upstreams === null ? 'everything' : one.upstreams.join(', ');
  const overdue = one.overdue.length === 0 ? '' : `, not back yet: ${one.overdue.join(', ')}`;
  const times = `${timeText(one.startsAt)} to ${timeText(one.endsAt)}`;
  return `${one.id}  ${times}  ${phases[one.phase]}${overdue}\n  ${plain(one.title)} (${where})\n`;
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
      const { title, startsAt, endsAt, upstreams, message, by } = wish;
      const more = { ...(message === null ? {} : { message }), ...(by === null ? {} : { by }) };
      const about = upstreams.length === 0 ? {} : { upstreams };
      return world.ask({ url, method: 'POST', token, body: { title, startsAt, endsAt, ...about, ...more } });
    }
    default:
      return wish satisfies never;
  }
};

const listOf = (body: unknown): readonly MaintenanceState[] =>
  // Safe: our own gateway's answer.
  isObject(body) && Array.isArray(body['maintenances']) ? (body['maintenances'] as readonly MaintenanceState[]) : [];

/** What is shown of the answer: those that are over only when asked for. */
const shownOf = (wish: MaintenanceWish, body: unknown): unknown =>
  wish.kind === 'list' && !wish.all
    ? { maintenances: listOf(body).filter(({ phase, overdue }) => phase !== 'over' || overdue.length > 0) }
    : body;

const textOf = (wish: MaintenanceWish, shown: unknown): string => {
  if (wish.kind !== 'list')
    return `${wish.kind === 'cancel' ? 'Cancelled' : 'Announced'}: ${lineOf(shown as MaintenanceState)}`;
  const all = listOf(shown);
  return all.length === 0 ? 'Nothing is announced.\n' : all.map(lineOf).join('');
};

export const run = (args: readonly string[], terminal: Terminal, world: OperatorsWorld): Promise<number> =>
  runOperatorCommand(
    { name: 'maintenance', help: maintenanceHelp, read: readMaintenanceArgs, ask, shown: shownOf, text: textOf },
    args,
    { terminal, world },
  );
