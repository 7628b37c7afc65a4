/** The command `alert`: which sinks there are, what they were not told yet, and whether a test arrives. */
import type { Terminal } from '../domain/ports.ts';
import { timeText } from '../domain/words/figures.ts';
import { isObject } from '../dialect/reading.ts';
import type { AlertWish } from './alert-args.ts';
import { alertHelp, readAlertArgs } from './alert-args.ts';
import { plain, runOperatorCommand } from './operator-command.ts';
import type { OperatorCommand } from './operator-command.ts';
import type { OperatorsWorld } from './operators.ts';

interface ShownSink {
  readonly name: string;
  readonly kind: string;
  readonly severity: string;
  readonly sent: number;
  readonly failed: number;
  readonly waiting: number;
  readonly dead: number;
  readonly quietUntil: number | null;
}

interface ShownPost {
  readonly sink: string;
  readonly incident?: string;
  readonly maintenance?: string;
  readonly event: string;
  readonly title: string;
  readonly state: 'waiting' | 'told' | 'dead';
  readonly attempts?: number;
  readonly notBefore?: number;
  readonly why?: string | null;
}

interface Tested {
  readonly sink: string;
  readonly kind: string;
  readonly outcome: 'delivered' | 'failed' | 'refused';
  readonly why?: string;
}

const sinkLine = ({ name, kind, severity, sent, failed, waiting, dead, quietUntil }: ShownSink): string => {
  const quiet = quietUntil === null ? '' : `, quiet until ${timeText(quietUntil)}`;
  return `${name} (${kind}, from ${severity}${quiet}): ${sent} sent, ${failed} failed, ${waiting} waiting, ${dead} given up\n`;
};

const postLine = ({
  sink,
  maintenance = '',
  incident = maintenance,
  event,
  title,
  state,
  attempts = 0,
  notBefore = 0,
  why = null,
}: ShownPost): string => {
  const because = why === null ? '' : ` (${why})`;
  const stands = {
    waiting:
      attempts === 0
        ? 'waits'
        : `tried ${attempts === 1 ? 'once' : `${attempts} times`}${because}, again at ${timeText(notBefore)}`,
    told: 'told',
    dead: `given up${because}`,
  }[state];
  return `  ${sink}: ${event} ${incident} ${plain(title)}: ${stands}\n`;
};

const testLine = ({ sink, kind, outcome, why = '' }: Tested): string =>
  outcome === 'delivered' ? `${sink} (${kind}): arrived\n` : `${sink} (${kind}): ${outcome}: ${why}\n`;

/** Safe: our own gateway's answer. */
interface Answer {
  readonly sinks?: readonly ShownSink[];
  readonly alerts?: readonly ShownPost[];
  readonly tests?: readonly Tested[];
  readonly retried?: readonly { readonly sink: string; readonly alerts: number }[];
}

const answerOf = (body: unknown): Answer => (isObject(body) ? body : {});

const textOf = ({ kind }: AlertWish, body: unknown): string => {
  const { sinks = [], alerts = [], tests = [], retried = [] } = answerOf(body);
  switch (kind) {
    case 'list':
      if (sinks.length === 0) return 'Nobody is told: no sink stands under "alerts" in the configuration.\n';
      return [...sinks.map(sinkLine), ...alerts.map(postLine)].join('');
    case 'test':
      return tests.map(testLine).join('');
    case 'retry':
      return retried.map(({ sink, alerts: count }) => `${sink}: ${count} to be sent again\n`).join('');
    default:
      return kind satisfies never;
  }
};

const command: OperatorCommand<AlertWish> = {
  name: 'alert',
  help: alertHelp,
  read: readAlertArgs,
  ask: ({ kind, sink }, { origin, token }, world) =>
    kind === 'list'
      ? world.ask({ url: `${origin}/api/alerts`, method: 'GET', token, body: null })
      : world.ask({ url: `${origin}/api/alerts/${kind}`, method: 'POST', token, body: sink === null ? {} : { sink } }),
  shown: (_, body) => body,
  text: textOf,
  status: ({ kind }, body) =>
    kind === 'test' && answerOf(body).tests?.some(({ outcome }) => outcome !== 'delivered') === true ? 1 : 0,
};

export const run = (args: readonly string[], terminal: Terminal, world: OperatorsWorld): Promise<number> =>
  runOperatorCommand(command, args, { terminal, world });
