/** Draws what was played: for each scenario the share of good answers and the slowest first tokens over time, both gateways in one picture. */
import { quantile } from './figures.ts';
import type { Scenario } from './scenario.ts';
import type { Contender, Played } from './stage.ts';

/** One contender's lines: a value for each stretch of time, `null` where nobody asked or nobody was answered. */
interface Lines {
  readonly contender: Contender;
  readonly success: readonly (number | null)[];
  readonly slowest: readonly (number | null)[];
}

export interface Panel {
  readonly scenario: Scenario;
  readonly lines: readonly Lines[];
}

const stretchMs = 2_000;

/** What a picture needs of a run; all else may be forgotten. */
export const linesOf = ({ asked, scenario, contender }: Played): Lines => {
  const stretches = Array.from({ length: Math.ceil(scenario.lastsMs / stretchMs) }, () => ({
    asked: 0,
    whole: 0,
    firstTokens: [] as number[],
  }));
  for (const { at, outcome, firstTokenMs } of asked) {
    const stretch = stretches[Math.floor(at / stretchMs)];
    if (stretch === undefined) continue;
    stretch.asked++;
    if (outcome === 'whole') stretch.whole++;
    if (firstTokenMs !== null) stretch.firstTokens.push(firstTokenMs);
  }
  return {
    contender,
    success: stretches.map((one) => (one.asked === 0 ? null : one.whole / one.asked)),
    slowest: stretches.map(({ firstTokens }) => (firstTokens.length === 0 ? null : quantile(firstTokens, 0.99))),
  };
};

const width = 460;
const height = 230;
const left = 52;
const plotWidth = width - left - 14;
/** Where the two charts of a panel stand. */
const successChart = { top: 44, height: 60 };
const slowestChart = { top: 128, height: 76 };
const columns = 2;
const leastMs = 100;
const mostMs = 60_000;

type Chart = typeof successChart;

const successY = (share: number, chart: Chart): number => chart.top + chart.height * (1 - share);

/** Seconds and their tenths both matter: the scale is logarithmic. */
const slowestY = (ms: number, chart: Chart): number => {
  const bounded = Math.min(mostMs, Math.max(leastMs, ms));
  return chart.top + chart.height * (1 - Math.log(bounded / leastMs) / Math.log(mostMs / leastMs));
};

const round = (value: number): string => value.toFixed(1);

/** A line with gaps where there is nothing to show. */
const pathOf = (values: readonly (number | null)[], y: (value: number) => number): string => {
  let isDown = false;
  const steps = values.flatMap((value, index) => {
    const wasDown = isDown;
    isDown = value !== null;
    if (value === null) return [];
    const x = left + (plotWidth * (index + 0.5)) / values.length;
    return [`${wasDown ? 'L' : 'M'}${round(x)} ${round(y(value))}`];
  });
  return steps.join('');
};

const gridLine = (y: number, says: string): string =>
  `<path class="grid" d="M${left} ${round(y)}H${left + plotWidth}"/><text class="tick" x="${left - 6}" y="${round(y + 3.5)}">${says}</text>`;

const panelOf = ({ scenario, lines }: Panel, index: number): string => {
  const x = (index % columns) * width;
  const y = 36 + Math.floor(index / columns) * height;
  const at = (ms: number): number => left + (plotWidth * ms) / scenario.lastsMs;
  const { fromMs, untilMs } = scenario.fault;
  const bottom = slowestChart.top + slowestChart.height;
  return [
    `<g transform="translate(${x} ${y})">`,
    `<text class="title" x="${left}" y="16">${scenario.name}</text><text class="says" x="${left}" y="31">${scenario.title}</text>`,
    `<rect class="fault" x="${round(at(fromMs))}" y="${successChart.top}" width="${round(at(untilMs) - at(fromMs))}" height="${bottom - successChart.top}"/>`,
    ...[0, 0.5, 1].map((share) => gridLine(successY(share, successChart), `${share * 100} %`)),
    ...[100, 1_000, 10_000].map((ms) => gridLine(slowestY(ms, slowestChart), `${ms / 1000} s`)),
    `<text class="tick start" x="${left}" y="${bottom + 14}">0 s</text><text class="tick" x="${left + plotWidth}" y="${bottom + 14}">${scenario.lastsMs / 1000} s</text>`,
    ...lines
      .toReversed()
      .flatMap(({ contender, success, slowest }) => [
        `<path class="${contender}" d="${pathOf(success, (share) => successY(share, successChart))}"/>`,
        `<path class="${contender}" d="${pathOf(slowest, (ms) => slowestY(ms, slowestChart))}"/>`,
      ]),
    '</g>',
  ].join('\n');
};

const style = `
text { font: 11px system-ui, sans-serif; fill: #1c2024 }
.title { font-weight: 600; font-size: 13px } .says, .tick { fill: #5b6470 } .tick { font-size: 10px; text-anchor: end } .start { text-anchor: start }
.back { fill: #fff } .fault { fill: #f3e9d8 } .grid { stroke: #d9dde2; stroke-width: 1 }
path { fill: none; stroke-linejoin: round } .ours { stroke: #0b6e5f; stroke-width: 2.2 } .naive { stroke: #b3530a; stroke-width: 1.6; stroke-dasharray: 5 3 }
@media (prefers-color-scheme: dark) {
  text { fill: #e8eaed } .says, .tick { fill: #9aa4b0 } .back { fill: #14181c } .fault { fill: #33291a } .grid { stroke: #303840 }
  .ours { stroke: #4fc3ae } .naive { stroke: #f0a35e }
}`;

const legend = `<path class="ours" d="M52 18h30"/><text x="88" y="22">Good Gateway</text><path class="naive" d="M190 18h30"/><text x="226" y="22">round robin, 3 attempts at once</text>
<text class="says" x="430" y="22">above: whole answers; below: p99 of first tokens; shaded: the fault</text>`;

/** Both lines differ in dash as well as in colour. */
export const pictureOf = (panels: readonly Panel[]): string => {
  const rows = Math.ceil(panels.length / columns);
  const size = { width: width * Math.min(columns, Math.max(2, panels.length)), height: 44 + rows * height };
  const label = 'Share of whole answers and time to the first token, over time, for each scenario';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${label}">`,
    `<style>${style}</style>`,
    `<rect class="back" width="${size.width}" height="${size.height}"/>`,
    legend,
    ...panels.map(panelOf),
    '</svg>\n',
  ].join('\n');
};
