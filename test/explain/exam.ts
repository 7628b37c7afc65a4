/** Prints how well explain does in the exam: accuracy, the confusion table, and every mistake. */
import type { Marked } from './score.ts';
import { markAll, shareOf, wantedFamily } from './score.ts';

const percent = ({ right, of }: { readonly right: number; readonly of: number }): string =>
  `${((right / Math.max(1, of)) * 100).toFixed(1).padStart(5)} %  (${right} of ${of})`;

const lines: string[] = [];
const print = (text: string): void => void lines.push(text);

const confusion = (marks: readonly Marked[]): void => {
  const families = [...new Set(marks.map((one) => wantedFamily(one.case)))].toSorted();
  const said = (one: Marked): string => (one.isFamilyRight ? wantedFamily(one.case) : (one.said?.family ?? 'nothing'));
  const columns = [...new Set([...families, ...marks.map(said)])].toSorted();
  print(`${'wanted \\ said'.padEnd(17)}${columns.map((name) => name.slice(0, 7).padStart(8)).join('')}`);
  for (const family of families) {
    const row = marks.filter((one) => wantedFamily(one.case) === family);
    const cells = columns.map((name) => row.filter((one) => said(one) === name).length);
    print(`${family.padEnd(17)}${cells.map((count) => (count === 0 ? '·' : String(count)).padStart(8)).join('')}`);
  }
};

const mistakes = (marks: readonly Marked[]): void => {
  for (const { case: one, said, isFamilyRight, isWhoRight, isCodeRight, isHopRight } of marks) {
    if (isFamilyRight && isWhoRight && isCodeRight !== false && isHopRight !== false) continue;
    print(`\n${one.text.slice(0, 140).replaceAll(/\s+/g, ' ')}`);
    print(`  wanted ${String(one.family)} / ${String(one.who)} / ${one.code ?? '-'} / ${one.hop ?? '-'}`);
    print(
      `  said   ${said === null ? 'nothing' : `${said.family} / ${said.who} / ${said.code} / ${said.hop}  (${said.confidence}, ${said.source.system})`}`,
    );
  }
};

const marks = markAll();
print(`${marks.length} cases`);
print(`family  ${percent(shareOf(marks.map((one) => one.isFamilyRight)))}`);
print(`who     ${percent(shareOf(marks.map((one) => one.isWhoRight)))}`);
print(`code    ${percent(shareOf(marks.map((one) => one.isCodeRight)))}`);
print(`hop     ${percent(shareOf(marks.map((one) => one.isHopRight)))}\n`);
confusion(marks);
mistakes(marks);
process.stdout.on('error', () => {});
process.stdout.write(`${lines.join('\n')}\n`);
