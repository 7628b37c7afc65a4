/** Prints the figures as a table, one column for each product, with ratios to nginx and to the bare relay. */
import type { ProductName } from './products.ts';
import type { Summary } from './summary.ts';

const titles: Readonly<Record<ProductName, string>> = {
  'good-gateway': 'Good Gateway',
  nginx: 'nginx',
  'bare-relay': 'bare relay',
  portkey: 'Portkey',
  direct: 'no gateway',
};

interface Row {
  readonly title: string;
  readonly cell: (summary: Summary) => string | null;
}

const digits = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 1 ? 2 : Math.abs(value) < 20 ? 1 : 0 });

const plain = (value: number | null): string | null => (value === null ? null : digits(value));

const ratio = (
  all: readonly Summary[],
  base: ProductName,
  of: (summary: Summary) => number | null,
): ((summary: Summary) => string | null) => {
  const found = all.find((summary) => summary.name === base);
  const under = found === undefined ? null : of(found);
  return (summary) => {
    const over = of(summary);
    return over === null || under === null || under <= 0 ? null : `${(over / under).toFixed(2)} ×`;
  };
};

/** A figure, and under it the same as a multiple of the two measuring sticks. */
const withRatios = (all: readonly Summary[], title: string, of: (summary: Summary) => number | null): Row[] => [
  { title, cell: (summary) => plain(of(summary)) },
  { title: '– to nginx', cell: ratio(all, 'nginx', of) },
  { title: '– to the bare relay', cell: ratio(all, 'bare-relay', of) },
];

const rowsOf = (all: readonly Summary[]): readonly Row[] => [
  ...withRatios(all, 'CPU per call, µs', (summary) => summary.cpuUsPerCall),
  { title: 'CPU per call, the first of a process, µs', cell: (summary) => plain(summary.cpuUsPerColdCall) },
  ...withRatios(all, 'CPU per stream of 100 events, µs', (summary) => summary.cpuUsPerStream),
  ...withRatios(all, 'CPU per relayed event, µs', (summary) => summary.cpuUsPerEvent),
  {
    title: 'calls/s at saturation',
    cell: ({ callsPerSecond, isLoadBound }) =>
      callsPerSecond === null ? null : `${isLoadBound ? '≥ ' : ''}${digits(callsPerSecond)}`,
  },
  { title: 'added time to first token p50, ms', cell: (summary) => plain(summary.addedFirstTokenMs?.p50 ?? null) },
  { title: 'added time to first token p99, ms', cell: (summary) => plain(summary.addedFirstTokenMs?.p99 ?? null) },
  { title: 'open idle streams', cell: (summary) => plain(summary.idleStreams) },
  ...withRatios(all, 'memory per idle stream, kB', (summary) => summary.rssKbPerIdleStream),
  { title: 'failed calls', cell: (summary) => plain(summary.failedCalls) },
  { title: 'failed streams', cell: (summary) => plain(summary.failedStreams) },
];

const aligned = (lines: readonly (readonly string[])[]): string => {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [head, ...body] = lines.map((line) => line.map(pad));
  return [head ?? [], rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
};

export const tableOf = (all: readonly Summary[]): string => {
  const head = ['', ...all.map((summary) => titles[summary.name])];
  const body = rowsOf(all).map(({ title, cell }) => [
    title,
    ...all.map((summary) => (summary.absent === null ? (cell(summary) ?? '–') : 'absent')),
  ]);
  const failed = all.some((summary) => summary.failedCalls + summary.failedStreams > 0)
    ? ['Where calls failed there is no figure for their cost.']
    : [];
  const absent = all.flatMap(({ name, absent: why }) => (why === null ? [] : [`${titles[name]} is absent: ${why}`]));
  const bound = all.some((summary) => summary.isLoadBound)
    ? ['≥: the load generator and the upstream had no time left on their core; the product could do more.']
    : [];
  return [aligned([head, ...body]), ...bound, ...failed, ...absent].join('\n');
};
