/** The command `explain`: names the cause of an error text, a status, a log or a browser's recording. */
import type { Report } from '../advice/explain/finding.ts';
import { explainHar } from '../advice/explain/har.ts';
import type { LogCounts } from '../advice/explain/log.ts';
import { Tally } from '../advice/explain/tally.ts';
import { explainText, textLength } from '../advice/explain/text.ts';
import type { Terminal } from '../domain/ports.ts';
import { answerText, boldFor } from './explain-answer.ts';
import type { ExplainWish } from './explain-args.ts';
import { explainHelp, readExplainArgs } from './explain-args.ts';
import { Progress, readLog, unpacked } from './explain-log.ts';
import { countsText, tableText } from './explain-table.ts';
import type { ExplainWorld, OpenedFile } from './explain-world.ts';

const usageStatus = 64;
/** Text of more lines than anybody pastes is read as a log. */
const pastedLines = 200;
const pastedBytes = 256 * 1024;
const harBytes = 256 * 1024 * 1024;

const why = {
  missing: 'there is no such file',
  folder: 'it is a folder; name the files in it',
  denied: 'there is no permission to read it',
  broken: 'it cannot be read',
} as const satisfies Record<Extract<OpenedFile, { kind: 'unusable' }>['why'], string>;

interface Setting {
  readonly terminal: Terminal;
  readonly world: ExplainWorld;
  readonly isJson: boolean;
}

const tellAnswer = (report: Report, { terminal, isJson }: Setting): void =>
  terminal.out(isJson ? `${JSON.stringify(report, null, 2)}\n` : answerText(report, boldFor(terminal.color)));

interface ReadFile {
  readonly file: string;
  readonly counts: LogCounts | null;
  readonly problem: string | null;
}

const tellTable = (report: Report, files: readonly ReadFile[], { terminal, isJson }: Setting): void => {
  for (const { file, problem } of files) if (problem !== null) terminal.err(`explain: ${file}: ${problem}\n`);
  if (isJson) return terminal.out(`${JSON.stringify({ ...report, files }, null, 2)}\n`);
  const heads = files.map(({ file, counts }) => (counts === null ? '' : countsText(file, counts))).join('');
  if (heads !== '') terminal.out(`${heads}\n${tableText(report, boldFor(terminal.color))}`);
};

const explainLogs = async (files: readonly string[], setting: Setting): Promise<number> => {
  const { terminal, world } = setting;
  const tally = new Tally();
  const progress = new Progress(terminal, () => world.monotonic());
  const opened = await Promise.all(files.map(async (file) => ({ file, is: await world.openFile(file) })));
  progress.total = opened.reduce((sum, { is }) => sum + (is.kind === 'file' ? is.bytes : 0), 0);
  const read: ReadFile[] = [];
  for (const { file, is } of opened) {
    if (is.kind === 'unusable') {
      read.push({ file, counts: null, problem: why[is.why] });
      continue;
    }
    const { counts, broke } = await readLog({ name: file, bytes: is.read(), progress }, tally, terminal.stop);
    read.push({ file, counts, problem: broke });
  }
  progress.end();
  tellTable(tally.report(), read, setting);
  return opened.some(({ is }) => is.kind === 'unusable') ? usageStatus : 0;
};

const textOf = (bytes: Buffer): string => {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
};

async function* joined(head: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** A pasted text is answered as one; a whole log that is piped in is tallied. */
const explainStdin = async (setting: Setting): Promise<number> => {
  const { terminal, world } = setting;
  const pieces = unpacked(world.stdin())[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let bytes = 0;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    head.push(next.value);
    bytes += next.value.length;
    if (bytes > pastedBytes) break;
  }
  const start = Buffer.concat(head);
  const isPasted = bytes <= pastedBytes && start.filter((byte) => byte === 10).length <= pastedLines;
  const looksJson =
    bytes <= pastedBytes &&
    /^\s*[[{][\s\S]*[\]}]\s*$/.test(start.toString('latin1')) &&
    !/\n\{/.test(start.toString('latin1'));
  if (isPasted || looksJson) {
    tellAnswer(explainText(textOf(start)), setting);
    return 0;
  }
  const tally = new Tally();
  const progress = new Progress(terminal, () => world.monotonic());
  const { counts, broke } = await readLog({ name: null, bytes: joined(head, pieces), progress }, tally, terminal.stop);
  progress.end();
  tellTable(tally.report(), [{ file: 'standard input', counts, problem: broke }], setting);
  return 0;
};

const wholeFile = async (is: Extract<OpenedFile, { kind: 'file' }>): Promise<Buffer | null> => {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of unpacked(is.read())) {
    bytes += piece.length;
    if (bytes > harBytes) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
};

const explainHarFile = async (file: string, setting: Setting): Promise<number> => {
  const { terminal, world } = setting;
  const refuse = (text: string): number => {
    terminal.err(`explain: ${file}: ${text}\n`);
    return usageStatus;
  };
  const is = await world.openFile(file);
  if (is.kind === 'unusable') return refuse(why[is.why]);
  const bytes = await wholeFile(is).catch(() => Buffer.alloc(0));
  if (bytes === null) return refuse(`a recording of more than ${harBytes / 1024 / 1024} MB is not read`);
  const read = explainHar(textOf(bytes));
  if (read.kind === 'no_har') return refuse('it is no HAR file (JSON with log.entries)');
  const { report, entries } = read;
  terminal.out(
    setting.isJson
      ? `${JSON.stringify({ ...report, entries }, null, 2)}\n`
      : `${file}: ${entries} requests\n\n${tableText(report, boldFor(terminal.color))}`,
  );
  return 0;
};

const act = (wish: Exclude<ExplainWish, { kind: 'help' | 'wrong' }>, setting: Setting): Promise<number> | number => {
  switch (wish.kind) {
    case 'text':
      tellAnswer(explainText(wish.text.slice(0, textLength)), setting);
      return 0;
    case 'stdin':
      return explainStdin(setting);
    case 'logs':
      return explainLogs(wish.files, setting);
    case 'har':
      return explainHarFile(wish.file, setting);
    default:
      return wish satisfies never;
  }
};

/** Resolves with the exit status: 0 explained or nothing to explain, 64 for wrong usage and files that cannot be read. */
export const run = async (args: readonly string[], terminal: Terminal, world: ExplainWorld): Promise<number> => {
  const wish = readExplainArgs(args, world.isStdinTty);
  switch (wish.kind) {
    case 'help':
      terminal.out(explainHelp);
      return 0;
    case 'wrong':
      terminal.err(`explain: ${wish.why}\nSee: good-gateway explain --help\n`);
      return usageStatus;
    default:
      return act(wish, { terminal, world, isJson: wish.isJson });
  }
};
