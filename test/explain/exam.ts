/** `bin/node test/explain/exam.ts`: how well explain does in the exam: accuracy, the confusion table, and every mistake. */
import type { Marked } from './score.ts';
import { markAll, shareOf, wantedFamily } from './score.ts';

const percent = ({ right, of }: { readonly right: number; readonly of: number }): string =>
  `${((right / Math.max(1, of)) * 100).toFixed(1).padStart(5)} %  (${right} of ${of})`;

const said = (one: Marked): string => (one.isFamilyRight ? wantedFamily(one.case) : (one.said?.family ?? 'nothing'));

const confusion = (marks: readonly Marked[]): readonly string[] => {
  const families = [...new Set(marks.map((one) => wantedFamily(one.case)))].toSorted();
  const columns = [...new Set([...families, ...marks.map(said)])].toSorted();
  const rows = families.map((family) => {
    const row = marks.filter((one) => wantedFamily(one.case) === family);
    const cells = columns.map((name) => row.filter((one) => said(one) === name).length);
    return `${family.padEnd(17)}${cells.map((count) => (count === 0 ? '·' : String(count)).padStart(8)).join('')}`;
  });
  return [`${'wanted \\ said'.padEnd(17)}${columns.map((name) => name.slice(0, 7).padStart(8)).join('')}`, ...rows];
};

const isRight = ({ isFamilyRight, isWhoRight, isCodeRight, isHopRight }: Marked): boolean =>
  isFamilyRight && isWhoRight && isCodeRight !== false && isHopRight !== false;

const mistake = ({ case: one, said: answer }: Marked): string =>
  [
    '',
    one.text.slice(0, 140).replaceAll(/\s+/g, ' '),
    `  wanted ${String(one.family)} / ${String(one.who)} / ${one.code ?? '-'} / ${one.hop ?? '-'}`,
    `  said   ${answer === null ? 'nothing' : `${answer.family} / ${answer.who} / ${answer.code} / ${answer.hop}  (${answer.confidence}, ${answer.source.system})`}`,
  ].join('\n');

export const examReport = (marks: readonly Marked[]): string =>
  [
    `${marks.length} cases`,
    `family  ${percent(shareOf(marks.map((one) => one.isFamilyRight)))}`,
    `who     ${percent(shareOf(marks.map((one) => one.isWhoRight)))}`,
    `code    ${percent(shareOf(marks.map((one) => one.isCodeRight)))}`,
    `hop     ${percent(shareOf(marks.map((one) => one.isHopRight)))}`,
    '',
    ...confusion(marks),
    ...marks.filter((one) => !isRight(one)).map(mistake),
  ].join('\n');

if (import.meta.main) process.stdout.write(`${examReport(markAll())}\n`);
