/** Checks what the project says of itself: links and named files exist, the house plan is current, no word of one machine. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { foreignWordsIn } from './docs/foreign-words.ts';
import { missingFilesIn } from './docs/references.ts';
import { textFilesOf } from './docs/text-files.ts';
import { printPlan } from './house-plan.ts';

export interface Report {
  readonly files: number;
  /** One line each: `file:line says`. */
  readonly findings: readonly string[];
}

const planFile = 'ARCHITECTURE.md';
const planBlock = /(<!-- house plan[^>]*-->\n```text\n)[\s\S]*?(```\n<!-- end of house plan -->)/;

export const checkDocs = (root: string): Report => {
  const files = textFilesOf(root);
  const findings = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const missing = file.endsWith('.md') ? missingFilesIn(root, file, text) : [];
    return [...foreignWordsIn(file, text), ...missing];
  });
  if (!files.some((file) => file.endsWith('.md'))) findings.push('no document was found: nothing was checked');
  return { files: files.length, findings: [...findings, ...planFindings(root, files)] };
};

/** Puts the current plan into its page. */
export const writePlan = (root: string): void => {
  const file = path.join(root, planFile);
  writeFileSync(file, withPlan(readFileSync(file, 'utf8')));
};

const withPlan = (text: string): string =>
  text.replace(planBlock, (_, before: string, after: string) => `${before}${printPlan()}${after}`);

const planFindings = (root: string, files: readonly string[]): readonly string[] => {
  if (!files.includes(planFile)) return [`${planFile}:1 is missing`];
  const text = readFileSync(path.join(root, planFile), 'utf8');
  if (!planBlock.test(text)) return [`${planFile}:1 has no block for the house plan`];
  return withPlan(text) === text ? [] : [`${planFile}:1 shows an old house plan: run npm run docs`];
};

if (import.meta.main) {
  const root = path.join(import.meta.dirname, '..');
  if (process.argv.includes('--write')) writePlan(root);
  const { files, findings } = checkDocs(root);
  for (const line of findings) console.error(line);
  console.log(`docs: ${files} files, ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
