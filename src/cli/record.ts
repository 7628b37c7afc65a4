/** The command `record`: how each upstream of the running gateway fared over weeks. */
import { parseArgs } from 'node:util';
import type { Terminal } from '../domain/ports.ts';
import { durationText } from '../domain/words/index.ts';
import { shareText, shortText } from '../domain/words/figures.ts';
import { isObject } from '../dialect/reading.ts';
import type { UpstreamRecord } from '../http/record.ts';
import type { Standing } from '../policy/record.ts';
import { operatorOptions, readWith } from './operator-args.ts';
import { plain, runOperatorCommand } from './operator-command.ts';
import type { OperatorsWorld } from './operators.ts';

const help = `good-gateway record: how each upstream fared over 7, 30 and 90 days

  good-gateway record

  answered          attempts that it answered well
  cut               attempts whose answer broke in the middle
  first words       within so long for half of the answers, and for 19 in 20
  incidents         how many, and within which time half of them were over

  -c, --config FILE the gateway's configuration (default: good-gateway.yaml here)
  --admin HOST:PORT where operators reach it (default: as configured, else 127.0.0.1:5021)
  --json            one JSON document on stdout
  -h, --help        this text

Callers' own faults and attempts that were called off count for nobody.
Exit status: 0 done · 1 no gateway answers · 64 usage or bad configuration
`;

const cellsOf = ({ days, asked, answered, cut, firstTokenMs, incidents }: Standing): readonly string[] => {
  const { count, halfOverMs } = incidents;
  return [
    `${days} days`,
    answered === null ? 'not asked' : `${shareText(answered)} of ${asked}`,
    cut === null ? '' : shareText(cut),
    firstTokenMs === null ? 'too few' : `${shortText(firstTokenMs.half)} / ${shortText(firstTokenMs.most)}`,
    count === 0 || halfOverMs === null ? 'none' : `${count}, half over within ${durationText(halfOverMs)}`,
  ];
};

const heads = ['', 'answered', 'cut', 'first words', 'incidents'] as const;

const textOf = (body: unknown): string => {
  // Safe: our own gateway's answer.
  const all =
    isObject(body) && Array.isArray(body['upstreams']) ? (body['upstreams'] as readonly UpstreamRecord[]) : [];
  const rows = [heads, ...all.flatMap(({ windows }) => windows.map(cellsOf))];
  const widths = heads.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `  ${row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()}\n`;
  return all
    .map(({ name, windows }) => `${plain(name)}\n${line(heads)}${windows.map((one) => line(cellsOf(one))).join('')}`)
    .join('\n');
};

const read = (args: readonly string[]) =>
  readWith(
    {
      options: operatorOptions,
      parse: () => parseArgs({ args: [...args], options: operatorOptions, allowPositionals: true }),
    },
    ({ positionals: [word] }) => (word === undefined ? {} : { why: `it takes no name, got "${word}"` }),
  );

export const run = (args: readonly string[], terminal: Terminal, world: OperatorsWorld): Promise<number> =>
  runOperatorCommand(
    {
      name: 'record',
      help,
      read,
      ask: (_, { origin, token }, operators) =>
        operators.ask({ url: `${origin}/api/record`, method: 'GET', token, body: null }),
      shown: (_, body) => body,
      text: (_, body) => textOf(body),
    },
    args,
    { terminal, world },
  );
