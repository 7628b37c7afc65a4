/** The status page: complete without a script, for eyes and for screen readers, on a phone and on paper. */
import type { Incident, IncidentUpdate } from '../../domain/incident.ts';
import { isOpen } from '../../domain/incident.ts';
import { callsText, faredText, rescuedMeans } from '../../domain/words/figures.ts';
import { roughText } from '../../domain/words/index.ts';
import { reportOf } from '../../policy/incident/report.ts';
import { reportBlock } from '../pages/incident-report.ts';
import type { Html } from '../pages/html.ts';
import { html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { moment } from '../pages/moment.ts';
import { plannedWork } from '../pages/planned.ts';
import { providersPart } from './providers.ts';
import { componentBlock } from './component.ts';
import type { Component, StatusView } from './view.ts';
import { overall } from './view.ts';

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

const updateLine = ({ at, status, body, by }: IncidentUpdate): Html =>
  html`<li>
    <strong>${statusWords[status]}</strong> <span class="muted">${moment(at)}${by === null ? null : html`, ${by}`}</span
    ><br />
    ${body.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`))}
  </li>`;

/** Until it was over, not until that was sure. */
const measuredLine = ({ measured, startedAt, resolvedAt, endedAt = resolvedAt ?? 0 }: Incident, now: number): Html => {
  const lasted = roughText((resolvedAt === null ? now : endedAt) - startedAt);
  const { calls, rescued } = measured;
  const fared = calls === 0 ? '' : ` Of ${callsText(calls)} ${faredText(measured)}.`;
  return html`<p class="muted">
    ${resolvedAt === null ? `So far ${lasted}` : `It lasted ${lasted}`}.${fared}${rescued === 0 ? '' : ` ${rescuedMeans}`}
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

const follow = (feed: string): Html =>
  html`<p class="muted small">
    Follow it: <a href="${feed}.rss">RSS</a> · <a href="${feed}.atom">Atom</a> ·
    <a href="/calendar.ics">calendar of planned work</a> · <a href="/api/v2/summary.json">JSON</a>
  </p>`;

export interface StatusPageParts {
  readonly view: StatusView;
  /** The same as long as nothing changes. */
  readonly tag: string;
  /** To be hosted elsewhere: without our other pages, and not live. */
  readonly isAlone: boolean;
}

/** On one page; the feeds and the API have more. */
const mostTold = 20;
/** A copy is to be renewed every minute: after so long without, it is grey. */
const copyStaleMs = 600_000;

interface Framed {
  readonly title: string;
  readonly headline: string;
  /** Whether it is the page of everything. */
  readonly isWhole: boolean;
  readonly body: Html;
}

/** What the script renews is in one element; what it says is in another. */
const framed = ({ view, tag, isAlone }: StatusPageParts, { title, headline, isWhole, body }: Framed): string => {
  const { now } = view;
  const how = isAlone ? html`data-stale="${copyStaleMs}"` : html`data-live="/status/events"`;
  return layout({
    title,
    ...(isAlone ? { isAlone } : { current: 'status' }),
    script: '/status/live.js',
    body: html`<p id="news" class="unseen" role="status"></p>
      <p id="stale" role="status"></p>
      <div id="status" data-at="${new Date(now).toISOString()}" data-tag="${tag}" ${how}>
        ${isWhole ? null : html`<p><a href="/status">Status of everything</a></p>`}
        <h1>${headline}</h1>
        <p class="lead">
          As of ${moment(now)}<span id="age"></span>, from our own measurements.
          <noscript>Load the page again for news.</noscript>
        </p>
        ${body}
      </div>`,
  });
};

const told = (incidents: readonly Incident[], { now, since, incidents: all }: StatusView): Html =>
  incidents.length === 0
    ? html`<p class="card">${all.some(isOpen) ? 'Nothing else' : 'Nothing'} has been wrong since ${moment(since)}.</p>`
    : html`${incidents.slice(0, mostTold).map((one) => incidentBlock(one, now))}`;

export const statusPage = (parts: StatusPageParts): string => {
  const { view } = parts;
  const open = view.incidents.filter(isOpen);
  const past = view.incidents.filter((one) => !isOpen(one));
  const planned = view.maintenances.filter(({ phase, overdue }) => phase !== 'over' || overdue.length > 0);
  return framed(parts, {
    title: 'Status',
    headline: headlines[overall(view).indicator] ?? 'Status',
    isWhole: true,
    body: html`${plannedWork(planned)} ${open.length === 0 ? null : html`<h2>Now</h2>`}
      ${open.map((one) => incidentBlock(one, view.now))}
      <h2>Models</h2>
      <p class="muted">
        A bar is a day (UTC), from its calls: an hour in which at least half of them failed makes it red, minutes in
        which a tenth failed count for ${view.partialWeight} of that.
      </p>
      ${view.components.map((one) => componentBlock(one))} ${providersPart(view)}
      <h2>Before</h2>
      ${told(past, view)} ${follow('/history')}`,
  });
};

/** Once it is published as such. */
const lookedBack = (incident: Incident, { incidents, objective }: StatusView): Html | null =>
  incident.status === 'postmortem'
    ? reportBlock(reportOf(incident, { all: incidents, for: 'everybody', objective }))
    : null;

export const incidentPage = (parts: StatusPageParts, incident: Incident): string =>
  framed(parts, {
    title: incident.title,
    headline: incident.title,
    isWhole: false,
    body: html`${incidentBlock(incident, parts.view.now)} ${lookedBack(incident, parts.view)} ${follow('/history')}`,
  });

/** One component with all that was told of it. */
export const componentPage = (parts: StatusPageParts, component: Component): string => {
  const { id, name } = component;
  const isAbout = ({ components }: Incident): boolean => components.some((one) => one.name === name);
  return framed(parts, {
    title: name,
    headline: name,
    isWhole: false,
    body: html`${componentBlock(component, true)}
      <h2>What was told of it</h2>
      ${told(parts.view.incidents.filter(isAbout), parts.view)} ${follow(`/status/components/${id}`)}`,
  });
};
