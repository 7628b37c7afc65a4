/** The status page: complete without a script, for eyes and for screen readers, on a phone and on paper. */
import type { Incident, IncidentUpdate } from '../../domain/incident.ts';
import { isOpen } from '../../domain/incident.ts';
import { durationText } from '../../domain/words/index.ts';
import type { Day, DayColour } from '../../policy/incident/uptime.ts';
import { colourOf } from '../../policy/incident/uptime.ts';
import type { Html } from '../pages/html.ts';
import { html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { plannedWork } from '../pages/planned.ts';
import type { Component, Condition, StatusView } from './view.ts';
import { overall, shownDays } from './view.ts';

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

const statusWords = {
  investigating: 'We are looking for the cause',
  identified: 'The cause is known',
  monitoring: 'It works again, we watch',
  resolved: 'Resolved',
  postmortem: 'Looked back',
} as const satisfies Record<IncidentUpdate['status'], string>;

const headlines: Readonly<Record<string, string>> = {
  none: 'Everything works',
  minor: 'Some things are slower or less sure than usual',
  major: 'Some things fail',
  critical: 'Nearly everything fails',
  maintenance: 'Planned work goes on',
};

const time = (ms: number): Html => {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
};

const date = ({ from }: Day): string => new Date(from).toISOString().slice(0, 10);

const awayWords = (day: Day): string => {
  const { majorMs, partialMs, degradedMs } = day;
  const parts = [
    ...(majorMs > 0 ? [`down for ${durationText(majorMs)}`] : []),
    ...(partialMs > 0 ? [`failing for some for ${durationText(partialMs)}`] : []),
    ...(degradedMs > 0 ? [`less sure for ${durationText(degradedMs)}`] : []),
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

const bars = ({ name, days }: Component): Html => {
  const width = days.length * barStep - (barStep - barWidth);
  return html`<svg
    class="days"
    viewBox="0 0 ${width} ${barHeight}"
    role="img"
    aria-label="${name}, the last ${days.length} days; the table below says the same"
    preserveAspectRatio="none"
  >
    ${days.map((day, index) => {
      const colour = colourOf(day);
      const height = heights[colour];
      return html`<rect
        class="${colour}"
        x="${index * barStep}"
        y="${barHeight - height}"
        width="${barWidth}"
        height="${height}"
        rx="1"
        ><title>${date(day)}: ${awayWords(day)}</title></rect
      >`;
    })}
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
  return uptime === null ? 'no data yet' : `${(uptime * 100).toFixed(3)} % ${span}`;
};

const dayTable = ({ name, days }: Component): Html => {
  const bad = days.filter((day) => !['good', 'unknown'].includes(colourOf(day)));
  const known = days.filter(({ knownMs }) => knownMs > 0).length;
  return html`<details>
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

const componentBlock = (component: Component): Html => {
  const [mark, words] = conditions[component.status];
  return html`<section class="card component">
    <h3>${component.name}</h3>
    <p>
      <span class="state ${mark}">${words}</span>
      <span class="muted">${percent(component)}</span>
    </p>
    ${bars(component)}
    <p class="ends muted small"><span>${shownDays} days ago</span><span>today</span></p>
    ${dayTable(component)}
  </section>`;
};

const updateLine = ({ at, status, body, by }: IncidentUpdate): Html =>
  html`<li>
    <strong>${statusWords[status]}</strong> <span class="muted">${time(at)}${by === null ? null : html`, ${by}`}</span
    ><br />
    ${body.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`))}
  </li>`;

const measuredLine = ({ measured, startedAt, resolvedAt }: Incident, now: number): Html => {
  const { failed, rescued } = measured;
  const lasted = durationText((resolvedAt ?? now) - startedAt);
  const saved = rescued === 0 ? '' : `, ${rescued} more were rescued and their callers saw nothing of it`;
  return html`<p class="muted">
    ${resolvedAt === null ? `So far ${lasted}` : `It lasted ${lasted}`}; ${failed} calls failed${saved}.
  </p>`;
};

const incidentBlock = (incident: Incident, now: number): Html =>
  html`<article class="card ${isOpen(incident) ? 'note' : ''}" id="${incident.id}">
    <h3><a href="/status/incidents/${incident.id}">${incident.title}</a></h3>
    ${incident.components.length === 0 ? null : html`<p>Affected: ${[...new Set(incident.components.map(({ name }) => name))].join(', ')}.</p>`}
    ${measuredLine(incident, now)}
    <ul class="updates">
      ${incident.updates.toReversed().map(updateLine)}
    </ul>
  </article>`;

const feeds = html`<p class="muted small">
  Follow it: <a href="/history.rss">RSS</a> · <a href="/history.atom">Atom</a> ·
  <a href="/calendar.ics">calendar of planned work</a> · <a href="/api/v2/summary.json">JSON</a>
</p>`;

export const statusPage = (view: StatusView): string => {
  const { indicator } = overall(view);
  const open = view.incidents.filter(isOpen);
  const past = view.incidents.filter((one) => !isOpen(one));
  const planned = view.maintenances.filter(({ phase, overdue }) => phase !== 'over' || overdue.length > 0);
  return layout({
    title: 'Status',
    current: 'status',
    body: html`<h1>${headlines[indicator] ?? 'Status'}</h1>
      <p class="lead">As of ${time(view.now)}, from our own measurements. Reload the page for news.</p>
      ${plannedWork(planned)} ${open.length === 0 ? null : html`<h2>Now</h2>`}
      ${open.map((one) => incidentBlock(one, view.now))}
      <h2>Models</h2>
      <p class="muted">
        A bar is a day (UTC), from its calls: an hour in which at least half of them failed makes it red, minutes in
        which a tenth failed count for ${'0.3'} of that.
      </p>
      ${view.components.map(componentBlock)}
      <h2>Before</h2>
      ${past.length === 0 ? html`<p class="card">Nothing has been wrong since ${time(view.since)}.</p>` : past.slice(0, 20).map((one) => incidentBlock(one, view.now))}
      ${feeds}`,
  });
};

export const incidentPage = (view: StatusView, incident: Incident): string =>
  layout({
    title: incident.title,
    current: 'status',
    body: html`<p><a href="/status">Status</a></p>
      <h1>${incident.title}</h1>
      ${incidentBlock(incident, view.now)} ${feeds}`,
  });
