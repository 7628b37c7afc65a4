/** A component on the status page: how it is now, its bars, and the days behind them as a table. */
import { shareText, shortText } from '../../domain/words/figures.ts';
import { roughText } from '../../domain/words/index.ts';
import type { Day, DayColour } from '../../policy/incident/uptime.ts';
import { colourOf } from '../../policy/incident/uptime.ts';
import type { Html } from '../pages/html.ts';
import { html } from '../pages/html.ts';
import type { Component, Condition } from './view.ts';
import { shownDays } from './view.ts';

const conditions = {
  operational: ['ok', 'works'],
  degraded_performance: ['warn', 'slower or less sure than usual'],
  partial_outage: ['fail', 'fails for some'],
  major_outage: ['fail', 'is down'],
  under_maintenance: ['off', 'planned work'],
} as const satisfies Record<Condition, readonly [string, string]>;

const dayWords = {
  unknown: 'no data',
  good: 'no trouble',
  slow: 'slower or less sure than usual',
  partial: 'trouble for some of the day',
  major: 'away for an hour or more',
} as const satisfies Record<DayColour, string>;

const conditionMark = (condition: Condition): Html => {
  const [mark, words] = conditions[condition];
  return html`<span class="state ${mark}">${words}</span>`;
};

const date = ({ from }: Day): string => new Date(from).toISOString().slice(0, 10);

const awayWords = (day: Day): string => {
  const { majorMs, partialMs, degradedMs } = day;
  const parts = [
    ...(majorMs > 0 ? [`down for ${roughText(majorMs)}`] : []),
    ...(partialMs > 0 ? [`failing for some for ${roughText(partialMs)}`] : []),
    ...(degradedMs > 0 ? [`less sure for ${roughText(degradedMs)}`] : []),
  ];
  return parts.length === 0 ? dayWords[colourOf(day)] : parts.join(', ');
};

const barWidth = 4;
const barStep = 6;
const barHeight = 34;
/** Height tells as much as colour. */
const heights = { unknown: 10, good: barHeight, slow: 28, partial: 22, major: 14 } as const satisfies Record<
  DayColour,
  number
>;

/** Days with nothing to say of each: all of a colour are one shape, which keeps the page small. */
const quiet = ['unknown', 'good'] as const satisfies readonly DayColour[];

const isQuiet = (day: Day): boolean => quiet.some((colour) => colour === colourOf(day));

const outline = (days: readonly Day[], colour: (typeof quiet)[number]): string =>
  days
    .map((day, index) =>
      colourOf(day) === colour
        ? `M${index * barStep} ${barHeight - heights[colour]}h${barWidth}v${heights[colour]}h-${barWidth}z`
        : '',
    )
    .join('');

const troubled = (day: Day, index: number): Html => {
  const colour = colourOf(day);
  return html`<rect
    class="${colour}"
    x="${index * barStep}"
    y="${barHeight - heights[colour]}"
    width="${barWidth}"
    height="${heights[colour]}"
    rx="1"
    ><title>${date(day)}: ${awayWords(day)}</title></rect
  >`;
};

const bars = ({ name, days }: Component): Html => {
  const width = days.length * barStep - (barStep - barWidth);
  return html`<svg
    class="days"
    viewBox="0 0 ${width} ${barHeight}"
    role="img"
    aria-label="${name}, the last ${days.length} days; the table below says the same"
    preserveAspectRatio="none"
  >
    ${quiet.map((colour) => html`<path class="${colour}" d="${outline(days, colour)}" />`)}
    ${days.map((day, index) => (isQuiet(day) ? '' : troubled(day, index)))}
  </svg>`;
};

const percent = ({ uptime, days }: Component): string => {
  const known = days.filter(({ knownMs }) => knownMs > 0).length;
  const span =
    known === shownDays
      ? `of the last ${shownDays} days`
      : known === 1
        ? 'of today so far'
        : `of the last ${known} days`;
  return uptime === null ? 'no data yet' : `up ${uptime === 1 ? '100' : (uptime * 100).toFixed(3)} % ${span}`;
};

const dayTable = ({ id, name, days }: Component): Html => {
  const bad = days.filter((day) => !['good', 'unknown'].includes(colourOf(day)));
  const known = days.filter(({ knownMs }) => knownMs > 0).length;
  return html`<details id="days-${id}">
    <summary>Days with trouble: ${bad.length} of ${known}</summary>
    ${
      bad.length === 0
        ? html`<p class="muted">None.</p>`
        : html`<table class="stack">
            <caption class="unseen">
              ${name}: days with trouble
            </caption>
            <thead>
              <tr>
                <th scope="col">Day (UTC)</th>
                <th scope="col">What it was</th>
              </tr>
            </thead>
            <tbody>
              ${bad.toReversed().map(
                (day) =>
                  html`<tr>
                    <th scope="row">${date(day)}</th>
                    <td>${awayWords(day)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </details>`;
};

const latelyLine = ({ lately }: Component): Html | null => {
  if (lately === null) return null;
  const { answered, rescued, firstTokenMs: first, days } = lately;
  const saved = rescued === 0 ? '' : `, ${shareText(rescued)} of them only because another provider stepped in`;
  const words =
    first === null
      ? ''
      : ` First words within ${shortText(first.half)} for half of the calls, ${shortText(first.most)} for 19 in 20.`;
  return html`<p class="muted small">Last ${days} days: ${shareText(answered)} of calls answered${saved}.${words}</p>`;
};

/** `isOwnPage`: its name is the page's headline already. */
export const componentBlock = (component: Component, isOwnPage = false): Html =>
  html`<section class="card component">
    ${isOwnPage ? null : html`<h3><a href="/status/components/${component.id}">${component.name}</a></h3>`}
    <p>
      ${conditionMark(component.status)}
      <span class="muted">${percent(component)}</span>
    </p>
    ${latelyLine(component)} ${bars(component)}
    <p class="ends muted small"><span>${shownDays} days ago</span><span>today</span></p>
    ${dayTable(component)}
  </section>`;
