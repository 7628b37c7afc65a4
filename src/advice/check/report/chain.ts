/** The chain for a person: each hop with its clocks, in columns. */
import type { Link } from '../chain.ts';
import { sizeText, timeText } from '../duration.ts';
import type { ClockName, Hop, Setting } from '../hop.ts';
import { clean } from './clean.ts';

const columns: readonly (readonly [title: string, clock: ClockName])[] = [
  ['connect', 'connect'],
  ['silence', 'read'],
  ['whole', 'whole'],
  ['before', 'keepToCaller'],
  ['behind', 'keepToNext'],
];

const mostHops = 4;
const longestName = 74;

const cell = (setting: Setting<number> | null | undefined, show: (value: number) => string): string => {
  if (setting === null || setting === undefined) return '–';
  return `${setting.value === Infinity ? 'none' : show(setting.value)}${setting.isDefault ? '*' : ''}`;
};

const row = (hop: Hop): readonly string[] => [
  ...columns.map(([, clock]) => cell(hop.clocks[clock], timeText)),
  cell(hop.largestRequest, sizeText),
  cell(hop.attempts, String),
  cell(hop.clocks.kill ?? hop.clocks.drain, timeText),
];

const titles = [...columns.map(([title]) => title), 'request', 'tries', 'drain'];

const legend = `  * by default; before, behind: for how long an unused connection stays open,
  to the hop in front and to the next one; none: no bound; –: not known, or none
`;

/** Empty where there is no more than one link. It keeps to 80 columns. */
export const chainText = (links: readonly Link[]): string => {
  if (links.length < 2) return '';
  const shown = links.map((link) => ({
    ...link,
    rows: link.hops.slice(0, mostHops).map((hop) => ({ hop, cells: row(hop) })),
  }));
  const all = [titles, ...shown.flatMap(({ rows }) => rows.map(({ cells }) => cells))];
  const widths = titles.map((_, at) => Math.max(...all.map((cells) => cells[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((text, at) => text.padStart((widths[at] ?? 0) + 2)).join('');
  const lines = shown.flatMap(({ root, system, hops, rows }) => [
    `${clean(root)} (${system})`,
    ...rows.flatMap(({ hop, cells }) => [`  ${clean(hop.name).slice(0, longestName)}`, `    ${line(cells)}`]),
    ...(hops.length > mostHops ? [`  and ${hops.length - mostHops} more`] : []),
  ]);
  return `The way of a call, from the outside in:\n      ${line(titles)}\n${lines.map((text) => `  ${text}`).join('\n')}\n${legend}`;
};
