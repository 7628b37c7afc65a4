/** The status for those who follow it from elsewhere: RSS, Atom, a calendar of planned work, a badge. */
import { Feed } from 'feed';
import { ICalCalendar } from 'ical-generator';
import type { Incident } from '../../domain/incident.ts';
import { html } from '../pages/html.ts';
import type { StatusView } from './view.ts';
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

const feedOf = (view: StatusView): Feed => {
  const feed = new Feed({
    id: `${view.url}/status`,
    link: `${view.url}/status`,
    title: `${view.name} status`,
    description: 'Incidents, as they were told',
    copyright: '',
    updated: new Date(view.updatedAt),
    generator: 'Good Gateway',
    feedLinks: { rss: `${view.url}/history.rss`, atom: `${view.url}/history.atom` },
  });
  for (const incident of view.incidents.slice(0, newest)) {
    const address = `${view.url}/status/incidents/${incident.id}`;
    const updated = new Date(incident.updates.at(-1)?.at ?? incident.noticedAt);
    const published = new Date(incident.noticedAt);
    feed.addItem({
      id: address,
      link: address,
      title: plain(incident.title),
      content: story(incident),
      date: updated,
      published,
    });
  }
  return feed;
};

export const rss = (view: StatusView): string => feedOf(view).rss2();
export const atom = (view: StatusView): string => feedOf(view).atom1();

export const calendar = (view: StatusView): string => {
  const all = new ICalCalendar({
    name: `${view.name}: planned work`,
    prodId: { company: 'Good Gateway', product: 'status' },
  });
  for (const { id, title, message, startsAt, endsAt, announcedAt } of view.maintenances)
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
