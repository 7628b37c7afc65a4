/** The status for those who follow it from elsewhere: RSS, Atom, a calendar of planned work, a badge. */
import { Feed } from 'feed';
import { ICalCalendar } from 'ical-generator';
import type { Incident } from '../../domain/incident.ts';
import { html } from '../pages/html.ts';
import type { Component, StatusView } from './view.ts';
import { overall } from './view.ts';

const newest = 50;

/** What XML 1.0 cannot hold is left out. */
const plain = (text: string): string =>
  text.toWellFormed().replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');

const story = ({ updates }: Incident): string =>
  updates
    .toReversed()
    .map(
      ({ at, status, body }) =>
        html`<p><small>${new Date(at).toUTCString()}</small><br /><strong>${status}</strong>: ${plain(body)}</p>`,
    )
    .join('');

/** A title is HTML in Atom (RFC 4287, 3.1.1.2); in RSS some read it as HTML and some as text, so only what makes markup is changed. */
const titles = {
  atom: (text: string): string => html`${text}`.toString(),
  rss: (text: string): string => text.replaceAll('<', '&lt;'),
} as const;

interface Wanted {
  readonly component: Component | null;
  readonly titleOf: (text: string) => string;
}

/** All that was told, or only what was told of one component. */
const feedOf = (view: StatusView, { component, titleOf }: Wanted): Feed => {
  const page = component === null ? `${view.url}/status` : `${view.url}/status/components/${component.id}`;
  const file = component === null ? `${view.url}/history` : page;
  const feed = new Feed({
    id: page,
    link: page,
    title: plain(component === null ? `${view.name} status` : `${component.name}: ${view.name} status`),
    description: 'Incidents, as they were told',
    copyright: '',
    // An entry of Atom has an author, or its feed has one (RFC 4287, 4.1.2).
    author: { name: plain(view.name) },
    updated: new Date(view.updatedAt),
    generator: 'Good Gateway',
    feedLinks: { rss: `${file}.rss`, atom: `${file}.atom` },
  });
  const isAbout = ({ components }: Incident): boolean =>
    component === null || components.some(({ name }) => name === component.name);
  for (const incident of view.incidents.filter(isAbout).slice(0, newest)) {
    const address = `${view.url}/status/incidents/${incident.id}`;
    const updated = new Date(incident.updates.at(-1)?.at ?? incident.noticedAt);
    const published = new Date(incident.noticedAt);
    feed.addItem({
      id: address,
      link: address,
      title: titleOf(plain(incident.title)) || 'An incident',
      content: story(incident),
      date: updated,
      published,
    });
  }
  return feed;
};

export const rss = (view: StatusView, component: Component | null = null): string =>
  feedOf(view, { component, titleOf: titles.rss }).rss2();
export const atom = (view: StatusView, component: Component | null = null): string =>
  feedOf(view, { component, titleOf: titles.atom }).atom1();

export const calendar = (view: StatusView): string => {
  const all = new ICalCalendar({
    name: `${view.name}: planned work`,
    prodId: { company: 'Good Gateway', product: 'status' },
  });
  const works = view.maintenances.filter(({ kind }) => kind === 'work');
  for (const { id, title, message, startsAt, endsAt, announcedAt } of works)
    all.createEvent({
      id: `${id}@${view.name}`,
      start: new Date(startsAt),
      end: new Date(endsAt),
      stamp: new Date(announcedAt),
      summary: plain(title),
      description: plain(message ?? ''),
      url: `${view.url}/status`,
    });
  return all.toString();
};

const colours: Readonly<Record<string, string>> = {
  none: '#1a6b3a',
  maintenance: '#34568b',
  minor: '#7d5000',
  major: '#a5271b',
  critical: '#7f1d1d',
};

const widthOf = (text: string): number => Math.round(text.length * 6.6) + 14;

/** Words beside the colour: it is never alone. */
export const badge = (view: StatusView): string => {
  const { indicator, description } = overall(view);
  const [left, right] = ['status', description.toLowerCase()];
  const [from, width] = [widthOf(left), widthOf(left) + widthOf(right)];
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="20"
    role="img"
    aria-label="${left}: ${right}"
  >
    <title>${left}: ${right}</title>
    <rect width="${width}" height="20" rx="4" fill="#454b46" />
    <path
      d="M${from} 0h${width - from - 4}a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H${from}z"
      fill="${colours[indicator] ?? '#5b5c54'}"
    />
    <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
      <text x="7" y="14" textLength="${from - 14}">${left}</text>
      <text x="${from + 7}" y="14" textLength="${width - from - 14}">${right}</text>
    </g>
  </svg>`.toString();
};
