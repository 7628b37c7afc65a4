/** The report for a person: grouped by file, with the line in question and a caret under it. */
import type { CheckReport } from '../check.ts';
import type { Finding, Problem } from '../finding.ts';
import { lineText, type Place, positionOf } from '../place.ts';

const widest = 160;

/** The line as it stands, tabs as one space, and carets under what is meant; nothing in it moves the cursor. */
const quoted = (place: Place): string => {
  const { line, column } = positionOf(place);
  const text = lineText(place.source, line);
  const from = Math.max(0, column - 1 - widest / 2);
  const shown = text.slice(from, from + widest).replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
  const length = Math.max(1, Math.min(place.end - place.start, text.length - column + 1, widest / 2));
  const number = String(line);
  return `  ${number} | ${shown}\n  ${' '.repeat(number.length)} | ${' '.repeat(column - 1 - from)}${'^'.repeat(length)}\n`;
};

const head = (place: Place): string => {
  const { line, column } = positionOf(place);
  return `${place.source.file}:${line}:${column}`;
};

const findingText = ({ rule, severity, place, message, failure, fix }: Finding): string =>
  [
    `${head(place)}: ${severity}: ${message} [${rule}]\n`,
    quoted(place),
    `  What happens: ${failure}\n`,
    `  Fix: ${fix.includes('\n') ? `\n${fix.replaceAll(/^/gm, '    ')}` : fix}\n`,
  ].join('');

const problemText = ({ place, message }: Problem): string =>
  `${head(place)}: cannot be read: ${message}\n${place.end > place.start ? quoted(place) : ''}`;

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

const sumText = ({ findings, problems, files }: CheckReport): string => {
  const of = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  const broken = problems.length === 0 ? '' : `, ${count(problems.length, 'place', 'places')} that cannot be read`;
  return `${count(files, 'file', 'files')}: ${count(of('error'), 'error', 'errors')}, ${count(of('warning'), 'warning', 'warnings')}, ${of('advice')} advice${broken}\n`;
};

export const textOf = (report: CheckReport): string =>
  [
    ...report.problems.map(problemText),
    ...report.findings.map(findingText),
    ...report.notes.map((note) => `note: ${note}`).map((note) => `${note}\n`),
    sumText(report),
  ].join('\n');
