/** The command `incident`: what is wrong and was wrong, and an operator's word on it. */
import type { Terminal } from '../domain/ports.ts';
import type { Incident } from '../domain/incident.ts';
import { callsText, faredText, timeText } from '../domain/words/figures.ts';
import { durationText } from '../domain/words/index.ts';
import { reportDocument } from '../http/pages/incident-report.ts';
import type { Report } from '../policy/incident/report.ts';
import { markdownOf } from '../policy/incident/report-text.ts';
import { isObject } from '../dialect/reading.ts';
import type { ReplayWorld } from './incident-replay.ts';
import { runReplay } from './incident-replay.ts';
import type { IncidentWish } from './incident-args.ts';
import { incidentHelp, readIncidentArgs } from './incident-args.ts';
import type { Desk } from './operator-command.ts';
import { plain, runOperatorCommand } from './operator-command.ts';
import type { Asked, OperatorsWorld } from './operators.ts';

const lasted = ({ startedAt, resolvedAt }: Incident): string =>
  resolvedAt === null ? 'not over' : `over after ${durationText(resolvedAt - startedAt)}`;

const headOf = (one: Incident): string => {
  const { id, startedAt, status, impact, isPublished } = one;
  const state = [status, lasted(one), `impact: ${impact}`, isPublished ? 'published' : 'draft'].join(', ');
  return `${id}  ${timeText(startedAt)}  ${plain(one.title)}\n  ${state}\n`;
};

const wholeOf = (one: Incident): string => {
  const { measured } = one;
  const counted = measured.calls === 0 ? '' : `  of ${callsText(measured.calls)} ${faredText(measured)}\n`;
  const models = one.components.map(
    ({ name, status, from, until }) =>
      `  ${plain(name)}: ${status.replaceAll('_', ' ')}, ${timeText(from)}${until === null ? ' until now' : ` to ${timeText(until)}`}\n`,
  );
  const updates = one.updates.map(
    ({ at, status, body, by }) =>
      `\n${timeText(at)}  ${status}${by === null ? '' : ` (${plain(by)})`}\n  ${plain(body).replaceAll('\n', '\n  ')}\n`,
  );
  return [headOf(one), counted, ...models, ...updates].join('');
};

const pathOf = (wish: IncidentWish): string => {
  switch (wish.kind) {
    case 'list':
      return wish.all ? '' : '?open';
    case 'open':
      return '';
    case 'report':
      return `/${encodeURIComponent(wish.id)}/report?format=json`;
    default:
      return `/${encodeURIComponent(wish.id)}`;
  }
};

const methods = {
  list: 'GET',
  show: 'GET',
  report: 'GET',
  open: 'POST',
  update: 'PATCH',
  resolve: 'PATCH',
  reopen: 'PATCH',
  merge: 'PATCH',
} as const;

const ask = (wish: IncidentWish, { origin, token }: Desk, world: OperatorsWorld): Promise<Asked> =>
  world.ask({
    url: `${origin}/api/incidents${pathOf(wish)}`,
    method: methods[wish.kind],
    token,
    body: 'body' in wish ? wish.body : null,
  });

const textOf = (wish: IncidentWish, body: unknown): string => {
  // Safe: our own gateway's answers.
  if (wish.kind === 'list') {
    const all = isObject(body) && Array.isArray(body['incidents']) ? (body['incidents'] as readonly Incident[]) : [];
    return all.length === 0 ? `Nothing is wrong${wish.all ? ' and nothing was' : ''}.\n` : all.map(headOf).join('');
  }
  if (wish.kind === 'report')
    return wish.format === 'html' ? reportDocument(body as Report) : markdownOf(body as Report);
  return wholeOf(body as Incident);
};

export const run = (
  args: readonly string[],
  terminal: Terminal,
  world: OperatorsWorld & ReplayWorld,
): Promise<number> => {
  if (args[0] === 'replay') return runReplay(args.slice(1), terminal, world);
  return runOperatorCommand(
    { name: 'incident', help: incidentHelp, read: readIncidentArgs, ask, shown: (_, body) => body, text: textOf },
    args,
    { terminal, world },
  );
};
