/** The chain for a person: each hop with its clocks, in columns. */
import type { Link } from '../chain.ts';
import { sizeText, timeText } from '../duration.ts';
import type { ClockName, Hop, Setting } from '../hop.ts';
import { clean } from './clean.ts';

const columns: readonly (readonly [title: string, clock: ClockName])[] = [
  ['connect', 'connect'],
  ['silence', 'read'],
  ['whole', 'whole'],
  ['idle before', 'keepToCaller'],
  ['idle behind', 'keepToNext'],
];

const mostHops = 4;
const longestName = 48;

const cell = (setting: Setting<number> | null | undefined, show: (value: number) => string): string =>
  setting === null || setting === undefined ? '–' : `${show(setting.value)}${setting.isDefault ? '*' : ''}`;

const row = (hop: Hop): readonly string[] => [
  clean(hop.name).slice(0, longestName),
  ...columns.map(([, clock]) => cell(hop.clocks[clock], timeText)),
  cell(hop.largestRequest, sizeText),
  cell(hop.attempts, String),
  cell(hop.clocks.kill ?? hop.clocks.drain, timeText),
];

const titles = ['', ...columns.map(([title]) => title), 'request', 'attempts', 'drain'];

/** Empty where there is no more than one link. */
export const chainText = (links: readonly Link[]): string => {
  if (links.length < 2) return '';
  const rows: (readonly string[])[] = [titles];
  for (const { root, system, hops } of links) {
    rows.push([`${clean(root)} (${system})`]);
    for (const hop of hops.slice(0, mostHops)) rows.push(row(hop).map((text, at) => (at === 0 ? `  ${text}` : text)));
    if (hops.length > mostHops) rows.push([`  and ${hops.length - mostHops} more`]);
  }
  const widths = titles.map((_, at) =>
    Math.max(...rows.filter((one) => one.length > 1).map((one) => one[at]?.length ?? 0)),
  );
  const lines = rows.map((cells) =>
    cells
      .map((text, at) =>
        at === 0 && cells.length > 1 ? text.padEnd(widths[at] ?? 0) : text.padStart(at === 0 ? 0 : (widths[at] ?? 0)),
      )
      .join('  ')
      .trimEnd(),
  );
  return `The way of a call, from the outside in:\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n  * by default\n`;
};
