/** The command `check`: finds in config files what causes gateway errors. */
import { checkSources, type CheckReport } from '../advice/check/check.ts';
import type { Problem } from '../advice/check/finding.ts';
import type { Source } from '../advice/check/place.ts';
import { mend } from '../advice/check/report/diff.ts';
import { jsonOf } from '../advice/check/report/json.ts';
import { rulePage } from '../advice/check/report/rule-page.ts';
import { sarifOf } from '../advice/check/report/sarif.ts';
import { asText, coloured, onTerminal, plain, textOf } from '../advice/check/report/text.ts';
import { severities } from '../advice/check/rule.ts';
import { allRules } from '../advice/check/rules.ts';
import { nearest } from '../config/nearest.ts';
import type { Terminal } from '../domain/ports.ts';
import { type CheckWish, checkHelp, readCheckArgs } from './check-args.ts';
import { openIncluded, readSource } from './check-files.ts';
import type { CheckWorld } from './check-world.ts';

const usageStatus = 64;

const hasFailed = ({ findings, problems }: CheckReport, { failOn }: CheckWish): boolean =>
  problems.length > 0 || findings.some(({ severity }) => severities.indexOf(severity) <= severities.indexOf(failOn));

const tell = (report: CheckReport, { output }: CheckWish, terminal: Terminal): void => {
  switch (output) {
    case 'text':
      return terminal.out(textOf(report, terminal.isTty ? onTerminal(terminal.color ? coloured : plain) : asText));
    case 'json':
      return terminal.out(`${JSON.stringify(jsonOf(report), null, 2)}\n`);
    case 'sarif':
      return terminal.out(`${JSON.stringify(sarifOf(report), null, 2)}\n`);
    case 'diff': {
      const { diff, mended } = mend(report.findings);
      terminal.err(
        `check: the diff mends ${mended} of ${report.findings.length} findings; the others need a decision\n`,
      );
      return terminal.out(diff);
    }
    default:
      return output satisfies never;
  }
};

/** NGX-UP-2 before NGX-UP-10. */
const inOrder = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

const tellRule = (id: string, terminal: Terminal): number => {
  const rule = allRules.find((one) => one.id === id.toUpperCase());
  if (rule !== undefined) {
    terminal.out(rulePage(rule));
    return 0;
  }
  const ids = allRules.map((one) => one.id);
  const near = nearest(id, ids);
  const which = near === null ? `there are ${ids.toSorted(inOrder).join(', ')}` : `did you mean ${near}?`;
  terminal.err(`check: there is no rule ${id}; ${which}\n`);
  return usageStatus;
};

const check = async (wish: CheckWish, terminal: Terminal, world: CheckWorld): Promise<number> => {
  const sources: Source[] = [];
  const unreadable: Problem[] = [];
  let isMissing = false;
  for (const file of wish.files) {
    const read = await readSource(file, world);
    if (read.kind === 'source') sources.push(read.source);
    else if (read.kind === 'unreadable')
      unreadable.push({ place: { source: { file, text: '' }, start: 0, end: 0 }, message: read.why });
    else {
      isMissing = true;
      terminal.err(`check: ${file}: ${read.why}\n`);
    }
  }
  if (isMissing) return usageStatus;
  const { streaming, nginxVersion, chain } = wish;
  const open = (pattern: string, root: Source): ReturnType<typeof openIncluded> => openIncluded(pattern, root, world);
  const found = await checkSources(sources, { streaming, nginxVersion, open }, chain);
  const report = { ...found, problems: [...unreadable, ...found.problems], files: found.files + unreadable.length };
  tell(report, wish, terminal);
  return hasFailed(report, wish) ? 1 : 0;
};

/** Resolves with the exit status: 0 clean, 1 findings or a file that cannot be parsed, 64 wrong usage or no such file. */
export const run = async (args: readonly string[], terminal: Terminal, world: CheckWorld): Promise<number> => {
  const wish = readCheckArgs(args);
  switch (wish.kind) {
    case 'help':
      terminal.out(checkHelp);
      return 0;
    case 'wrong':
      terminal.err(`check: ${wish.why}\nSee: good-gateway check --help\n`);
      return usageStatus;
    case 'rule':
      return tellRule(wish.id, terminal);
    case 'check':
      return check(wish, terminal, world);
    default:
      return wish satisfies never;
  }
};
