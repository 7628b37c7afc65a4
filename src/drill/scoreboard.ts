/** The scoreboard: what a drill found, for a terminal of 80 columns. */
import type { Verdict } from './judge/verdict.ts';
import type { Performed } from './run/perform.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { clipped, wrapped } from './wrap.ts';

const columns = 80;

const verdicts = ['pass', 'partial', 'safe', 'fail'] as const satisfies readonly Verdict[];

const paints: Readonly<Record<Verdict, number>> = { pass: 32, partial: 33, safe: 36, fail: 31 };

const painted = (verdict: Verdict, color: boolean): string => {
  const text = verdict.padEnd(7);
  return color ? `\u001B[${paints[verdict]}m${text}\u001B[0m` : text;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const indent = ' '.repeat(22);

const row = ({ id, title, verdict, ms, reason }: Performed, color: boolean): string => {
  const head = `${id.padEnd(4)} ${painted(verdict, color)} ${seconds(ms).padStart(8)} `;
  const lines = [head + clipped(title, columns - indent.length)];
  // A pass needs no reason; three lines are enough for any other.
  const why = verdict === 'pass' ? [] : wrapped(reason, columns - indent.length).slice(0, 3);
  return [...lines, ...why.map((line) => indent + line)].join('\n');
};

export const countVerdicts = (performed: readonly Performed[]): Readonly<Record<Verdict, number>> => ({
  pass: 0,
  partial: 0,
  safe: 0,
  fail: 0,
  ...Object.fromEntries(
    verdicts.map((verdict) => [verdict, performed.filter((one) => one.verdict === verdict).length]),
  ),
});

export const scoreboard = (performed: readonly Performed[], color: boolean): string => {
  const counts = countVerdicts(performed);
  const total = verdicts.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ');
  const header = `ID   VERDICT     TIME SCENARIO`;
  return `${[header, ...performed.map((one) => row(one, color)), '', `${performed.length} scenarios: ${total}`].join('\n')}\n`;
};

export const listing = (scenarios: readonly Scenario[]): string => {
  const lines = scenarios.map(
    ({ id, title, groups }) => `${id.padEnd(4)} ${clipped(title, 52).padEnd(52)} ${groups.join(', ')}`,
  );
  return `${['ID   SCENARIO                                             GROUPS', ...lines].join('\n')}\n`;
};

export const progress = ({ id, title, verdict, ms }: Performed, done: number, all: number): string =>
  clipped(`${`${done}/${all}`.padStart(7)}  ${id} ${verdict} after ${seconds(ms)}: ${title}`, columns);
