/** The course of every operator's command: read the arguments, find the gateway, ask it, show the answer. */
import type { Terminal } from '../domain/ports.ts';
import type { Asked, OperatorsWorld, Whereabouts } from './operators.ts';
import { answerOf, findOperators } from './operators.ts';

const usageStatus = 64;

export type ReadArgs<Wish> =
  | { readonly kind: 'wish'; readonly wish: Wish; readonly where: Whereabouts; readonly isJson: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

export interface Desk {
  readonly origin: string;
  readonly token: string;
}

export interface OperatorCommand<Wish> {
  readonly name: string;
  readonly help: string;
  readonly read: (args: readonly string[], now: number) => ReadArgs<Wish>;
  readonly ask: (wish: Wish, desk: Desk, world: OperatorsWorld) => Promise<Asked>;
  /** What is shown of the answer, as JSON. */
  readonly shown: (wish: Wish, body: unknown) => unknown;
  readonly text: (wish: Wish, shown: unknown) => string;
  /** 0 unless it says otherwise. */
  readonly status?: (wish: Wish, shown: unknown) => number;
}

export const runOperatorCommand = async <Wish>(
  command: OperatorCommand<Wish>,
  args: readonly string[],
  { terminal, world }: { readonly terminal: Terminal; readonly world: OperatorsWorld },
): Promise<number> => {
  const { name } = command;
  const read = command.read(args, world.now());
  if (read.kind === 'help') {
    terminal.out(command.help);
    return 0;
  }
  if (read.kind === 'wrong') {
    terminal.err(`${name}: ${read.why}\nSee: good-gateway ${name} --help\n`);
    return usageStatus;
  }
  const { wish, where, isJson } = read;
  const operators = await findOperators(where, { terminal, world });
  if (operators.kind === 'lost') {
    for (const line of operators.lines) terminal.err(`${name}: ${line}\n`);
    return usageStatus;
  }
  const answer = answerOf(await command.ask(wish, operators, world), operators.origin);
  if ('wrong' in answer) {
    terminal.err(`${name}: ${answer.wrong}\n`);
    return 1;
  }
  const shown = command.shown(wish, answer.body);
  terminal.out(isJson ? `${JSON.stringify(shown, null, 2)}\n` : command.text(wish, shown));
  return command.status?.(wish, shown) ?? 0;
};

/** The words of an operator are shown as they are, but for what would move the cursor. */
export const plain = (text: string): string => text.replaceAll(/[^\P{Cc}\n]/gu, ' ');
