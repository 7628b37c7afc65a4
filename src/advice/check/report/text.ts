/** The report for a person: grouped by file, with the line in question and a caret under it. */
import type { CheckReport } from '../check.ts';
import type { Finding, Problem } from '../finding.ts';
import { lineText, type Place, positionOf } from '../place.ts';
import type { Severity } from '../rule.ts';
import { chainText } from './chain.ts';
import { clean, cleanLines } from './clean.ts';

const widest = 160;

/** The line as it stands, tabs as one space, and carets under what is meant; nothing in it moves the cursor. */
const quoted = (place: Place): string => {
  const { line, column } = positionOf(place);
  const text = lineText(place.source, line);
  const from = Math.max(0, column - 1 - widest / 2);
  const shown = clean(text.slice(from, from + widest));
  const length = Math.max(1, Math.min(place.end - place.start, text.length - column + 1, widest / 2));
  const number = String(line);
  return `  ${number} | ${shown}\n  ${' '.repeat(number.length)} | ${' '.repeat(column - 1 - from)}${'^'.repeat(length)}\n`;
};

const head = (place: Place): string => {
  const { line, column } = positionOf(place);
  return `${clean(place.source.file)}:${line}:${column}`;
};

/** Marks a part for a terminal; where there is none it is as it was. */
export type Paint = (text: string, as: Severity | 'strong') => string;

export const plain: Paint = (text) => text;

/** SGR of ECMA-48: bold with red, yellow, cyan; the words say the same. */
const codes = { error: '1;31', warning: '1;33', advice: '1;36', strong: '1' } as const;

export const coloured: Paint = (text, as) => `\u001b[${codes[as]}m${text}\u001b[0m`;

/** How a report is laid out: a terminal has columns to keep to, a file has not. */
export interface Layout {
  readonly paint: Paint;
  readonly columns: number;
}

export const asText: Layout = { paint: plain, columns: Infinity };
/** What a terminal has at least. */
export const onTerminal = (paint: Paint): Layout => ({ paint, columns: 80 });

/** Broken at spaces, with what follows the first line set in. */
const broken = (text: string, columns: number, margin: string): string => {
  const width = columns - margin.length;
  if (text.length <= width) return text;
  return (text.match(new RegExp(`\\S.{0,${width - 1}}(?!\\S)|\\S+`, 'g')) ?? []).join(`\n${margin}`);
};

const isSame = (a: Place, b: Place): boolean => a.source === b.source && a.start === b.start && a.end === b.end;

/** What was quoted or told right before is not said again. */
interface Told {
  readonly at: Place | null;
  readonly rules: ReadonlySet<string>;
}

const findingText = (finding: Finding, { at, rules }: Told, { paint, columns }: Layout): string => {
  const { rule, severity, place, message, failure, fix } = finding;
  const mended = cleanLines(fix);
  const [first = '', ...rest] = broken(
    `${head(place)}: ${severity}: ${clean(message)} [${rule}]`,
    columns,
    '    ',
  ).split('\n');
  const marked = first.replace(
    `${head(place)}: ${severity}`,
    () => `${paint(`${head(place)}:`, 'strong')} ${paint(severity, severity)}`,
  );
  return [
    `${[marked, ...rest].join('\n')}\n`,
    at !== null && isSame(at, place) ? '' : quoted(place),
    rules.has(rule) ? '' : `  ${broken(`What happens: ${failure}`, columns, '    ')}\n`,
    `  Fix:${mended.includes('\n') ? `\n${mended.replaceAll(/^(?=.)/gm, '    ')}` : ` ${mended}`}\n`,
  ].join('');
};

const findingTexts = (findings: readonly Finding[], layout: Layout): readonly string[] => {
  const rules = new Set<string>();
  return findings.map((finding, index) => {
    const text = findingText(finding, { at: findings[index - 1]?.place ?? null, rules }, layout);
    rules.add(finding.rule);
    return text;
  });
};

const problemText = ({ place, message }: Problem, { paint }: Layout): string =>
  `${paint(`${head(place)}:`, 'strong')} ${paint('cannot be read', 'error')}: ${clean(message)}\n${place.end > place.start ? quoted(place) : ''}`;

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

const sumText = ({ findings, suppressed, problems, files }: CheckReport): string => {
  const of = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  const fixable = findings.filter(({ edit }) => edit !== undefined).length;
  const parts = [
    count(of('error'), 'error', 'errors'),
    count(of('warning'), 'warning', 'warnings'),
    `${of('advice')} advice`,
    ...(suppressed.length === 0 ? [] : [`${suppressed.length} suppressed`]),
    ...(problems.length === 0 ? [] : [`${count(problems.length, 'place', 'places')} that cannot be read`]),
  ];
  const more = fixable === 0 ? '' : `; ${fixable} of them can be mended: check --fix prints the diff`;
  return `${count(files, 'file', 'files')}: ${parts.join(', ')}${more}`;
};

export const textOf = (report: CheckReport, layout: Layout = asText): string =>
  [
    ...report.problems.map((problem) => problemText(problem, layout)),
    ...findingTexts(report.findings, layout),
    chainText(report.links),
    report.notes.map((note) => `${broken(`note: ${clean(note)}`, layout.columns, '  ')}\n`).join(''),
    `${broken(sumText(report), layout.columns, '  ')}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
