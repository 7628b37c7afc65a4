/** Prints what was played: a line for each scenario and contender, and under it which targets were missed. */
import type { Figures } from './figures.ts';
import type { Scenario, Target } from './scenario.ts';
import type { Contender } from './stage.ts';

export interface Result {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly contender: Contender;
  readonly figures: Figures;
}

export interface Judged {
  readonly says: string;
  readonly value: number;
  readonly bound: string;
  readonly isMet: boolean;
}

const judge = (target: Target, figures: Figures): Judged => {
  const { says, most = Infinity, least = -Infinity } = target;
  const value = target.of(figures);
  const bound = target.most === undefined ? `≥ ${target.least}` : `≤ ${target.most}`;
  return { says, value, bound, isMet: value <= most && value >= least };
};

export const judged = ({ scenario, figures }: Result): readonly Judged[] =>
  scenario.targets.map((target) => judge(target, figures));

const names: Readonly<Record<Contender, string>> = { ours: 'Good Gateway', naive: 'round robin' };

const number = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '–');
const percent = (value: number): string => (Number.isFinite(value) ? `${(value * 100).toFixed(2)} %` : '–');

const rowOf = (result: Result): readonly string[] => {
  const { scenario, contender, figures } = result;
  const missed = judged(result).filter(({ isMet }) => !isMet).length;
  return [
    scenario.name,
    names[contender],
    percent(figures.success),
    String(figures.errors),
    number(figures.p50, 0),
    number(figures.p99, 0),
    number(figures.amplification, 3),
    number(figures.probesPerSecond, 1),
    percent(figures.goodput),
    number(figures.peak, 1),
    missed === 0 ? 'met' : `missed ${missed}`,
  ];
};

const head = [
  'scenario',
  'gateway',
  'success',
  'errors',
  'p50 ms',
  'p99 ms',
  'attempts/request',
  'probes/s',
  'goodput',
  'peak/slots',
  'targets',
];

/** The first line is the head; columns before `texts` and the last one are text, all others numbers. */
const aligned = (lines: readonly (readonly string[])[], texts: number): string => {
  const [columns = []] = lines;
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const isText = (column: number): boolean => column < texts || column === columns.length - 1;
  const pad = (cell: string, column: number): string =>
    isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const rule = widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [top, ...body] = lines.map((line) => line.map(pad));
  return [top ?? [], rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
};

const missesOf = (result: Result): readonly string[] => {
  const { scenario, contender, figures } = result;
  if (contender !== 'ours') return [];
  const lines = judged(result)
    .filter(({ isMet }) => !isMet)
    .map(
      ({ says, value, bound }) => `${scenario.name}, seed ${result.seed}: ${says} ${number(value, 3)}, wanted ${bound}`,
    );
  return lines.length === 0 ? [] : [...lines, `  causes: ${JSON.stringify(figures.codes)}`];
};

export const tableOf = (results: readonly Result[]): string => {
  const misses = results.flatMap(missesOf);
  const table = aligned([head, ...results.map(rowOf)], 2);
  return misses.length === 0 ? table : `${table}\n\nMissed by Good Gateway:\n${misses.join('\n')}`;
};

const digits = (value: number): string => number(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3);

/** Every target of every scenario, at every seed: what holds by luck shows. */
export const seedsOf = (results: readonly Result[]): string => {
  const ours = results.filter(({ contender }) => contender === 'ours');
  const seeds = [...new Set(ours.map(({ seed }) => seed))];
  const rows = [...new Set(ours.map(({ scenario }) => scenario))].flatMap((scenario) => {
    const runs = ours.filter((result) => result.scenario === scenario).map(judged);
    return scenario.targets.map(({ says }, index): readonly string[] => {
      const seen = runs.flatMap((run) => run[index] ?? []);
      const missed = seen.filter(({ isMet }) => !isMet).length;
      const bound = seen[0]?.bound ?? '';
      return [
        scenario.name,
        says,
        bound,
        ...seen.map(({ value }) => digits(value)),
        missed === 0 ? 'met' : `missed ${missed}`,
      ];
    });
  });
  const top = ['scenario', 'target', 'bound', ...seeds.map((seed) => `seed ${seed}`), 'verdict'];
  return aligned([top, ...rows], 3);
};
