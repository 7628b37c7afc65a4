/** How the causes of a whole log look in a terminal: a table with counts, times, hosts and a spark line, then what to do first. */
import type { Finding, Report } from '../advice/explain/finding.ts';
import type { LogCounts } from '../advice/explain/log.ts';
import { clipped, wrapped } from '../drill/wrap.ts';
import type { Bold } from './explain-answer.ts';
import { nothing, percent, whoText } from './explain-answer.ts';

const width = 79;
const levels = '▁▂▃▄▅▆▇█';

export const spark = (parts: readonly number[]): string => {
  const most = Math.max(...parts, 1);
  return parts
    .map((part) =>
      part === 0 ? ' ' : (levels[Math.min(levels.length - 1, Math.floor((part / most) * levels.length))] ?? ''),
    )
    .join('');
};

export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');

const many = (count: number, one: string): string => `${grouped(count)} ${one}${count === 1 ? '' : 's'}`;

/** What was read, and what could not be. */
export const countsText = (name: string, counts: LogCounts): string => {
  const odd = [
    counts.binary > 0 ? `${many(counts.binary, 'line')} held no text` : '',
    counts.cut > 0 ? `${many(counts.cut, 'line')} longer than 16 kB were read in part` : '',
    counts.lines > 0 && counts.known === 0 ? 'no line is of a format known here' : '',
    counts.lines === 0 ? 'it is empty' : '',
  ].filter((text) => text !== '');
  const rest = odd.length === 0 ? '' : ` (${odd.join('; ')})`;
  return `${name}: ${many(counts.lines, 'line')}, ${many(counts.failed, 'failure')}${rest}\n`;
};

const day = (iso: string): string => iso.slice(0, 10);
const clock = (iso: string): string => iso.slice(11, 19);

const period = ({ firstAt, lastAt }: Finding): string => {
  if (firstAt === null || lastAt === null) return '';
  // What lies within one second reads as one moment.
  if (firstAt.slice(0, 19) === lastAt.slice(0, 19)) return `${day(firstAt)} ${clock(firstAt)} UTC`;
  const until = day(firstAt) === day(lastAt) ? clock(lastAt) : `${day(lastAt)} ${clock(lastAt)}`;
  return `${day(firstAt)} ${clock(firstAt)} to ${until} UTC`;
};

/** In a log the callers are others than the one who reads it. */
const whoIn = (finding: Finding): string => (finding.who === 'caller' ? 'the ones who call' : whoText(finding));

const row = (finding: Finding, bold: Bold): string => {
  const facts = [`${finding.family}/${finding.code}`, `${percent(finding.confidence)} sure`].join(', ');
  const line = spark(finding.overTime);
  const hosts = finding.hosts.map(([host, count]) => `${host} (${grouped(count)})`).join(', ');
  const indent = ' '.repeat(11);
  return [
    `${grouped(finding.count).padStart(9)}  ${bold(clipped(finding.title, width - 11))}`,
    `${indent}${clipped(facts, width - 11)}`,
    `${indent}turn of ${whoIn(finding)}`,
    ...(line === '' ? [] : [`${indent}${period(finding)}`]),
    ...(line === '' || finding.firstAt === finding.lastAt ? [] : [`${indent}|${line}|`]),
    ...(hosts === '' ? [] : [`${indent}${clipped(hosts, width - 11)}`]),
  ].join('\n');
};

const firstAdvice = (finding: Finding): string => {
  const lines =
    finding.who === 'caller'
      ? finding.advice.caller
      : finding.who === 'network'
        ? finding.advice.network
        : finding.advice.operator;
  return lines[0] ?? finding.advice.caller[0] ?? '';
};

const shown = 30;
const advised = 3;

const todo = (findings: readonly Finding[], bold: Bold): string => {
  const steps = findings.slice(0, advised).map((finding) => {
    const [first = '', ...rest] = wrapped(`${finding.title}: ${firstAdvice(finding)}`, width - 4);
    return [`  - ${first}`, ...rest.map((line) => `    ${line}`)].join('\n');
  });
  return `\n${bold('What to do first')}\n${steps.join('\n')}\n`;
};

export const tableText = ({ findings, totals }: Report, bold: Bold): string => {
  if (findings.length === 0) return nothing;
  const families = Object.entries(totals)
    .toSorted((a, b) => b[1] - a[1])
    .map(([family, count]) => `${family} ${grouped(count)}`)
    .join(' · ');
  const rest = findings.length > shown ? `\n  … and ${findings.length - shown} more causes (--json has all)\n` : '';
  return `${wrapped(families, width).join('\n')}\n\n${findings
    .slice(0, shown)
    .map((finding) => row(finding, bold))
    .join('\n')}\n${rest}${todo(findings, bold)}`;
};
