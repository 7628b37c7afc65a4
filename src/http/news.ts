/** `GET /news`: what everybody who chats should know now: incidents, models that cannot be had, announced work. Gravest first, in words. */
import type { Incident } from '../domain/incident.ts';
import { isOpen } from '../domain/incident.ts';
import type { NewsItem } from '../domain/news.ts';
import type { MaintenanceState } from '../state/maintenances.ts';
import type { ListedModel } from './models.ts';

export interface NewsFacts {
  readonly now: number;
  readonly models: readonly Pick<ListedModel, 'name' | 'available'>[];
  readonly incidents: readonly Incident[];
  readonly maintenances: readonly MaintenanceState[];
}

/** Told three days ahead, as is usual for planned work that people have to plan around. */
const aheadMs = 72 * 3_600_000;
const mostNamed = 3;
const mostItems = 5;

const calm = 'You can go on: what you send is kept, and sent again by itself for some minutes.';

const noTimes = { startsAt: null, endsAt: null } as const;

/** As long as it says nothing new it stays put away. */
const incidentNews = (incident: Incident): NewsItem => {
  const { id, title, impact, updates } = incident;
  const last = updates.at(-1);
  const mark = impact === 'major' || impact === 'critical' ? 'fail' : 'warn';
  // The first update begins with the title, which stands there already.
  const says = (last?.body ?? '').replace(`${title}. `, '');
  return { id: `${id} ${last?.id ?? ''}`, mark, title: `${title}.`, says, ...noTimes, link: `/status/incidents/${id}` };
};

/** What an incident tells of is not told twice. */
const modelNews = (all: NewsFacts['models'], told: readonly string[]): readonly NewsItem[] => {
  const models = all.filter(({ name }) => !told.includes(name));
  const away = models.filter(({ available }) => !available).map(({ name }) => name);
  const times = { ...noTimes, link: '/status' };
  if (away.length === 0) return [];
  if (away.length === all.length)
    return [{ id: 'no-model', mark: 'fail', title: 'No model can be had just now.', says: calm, ...times }];
  const named = away.slice(0, mostNamed).join(', ');
  const names = away.length > mostNamed ? `${named} and ${away.length - mostNamed} more` : named;
  const title = `Not to be had just now: ${names}.`;
  return [{ id: `models ${away.join(' ')}`, mark: 'warn', title, says: 'Other models answer.', ...times }];
};

const aboutText = ({ upstreams }: MaintenanceState): string =>
  upstreams === null ? 'No model answers in that time.' : 'Other providers answer in that time, where there are any.';

const peakNews = (
  { title, message, startsAt, phase }: MaintenanceState,
  item: Pick<NewsItem, 'id' | 'startsAt' | 'endsAt' | 'link'>,
  now: number,
): readonly NewsItem[] => {
  if (phase === 'over' || (phase === 'ahead' && startsAt - now > aheadMs)) return [];
  const says = `Many people are expected: answers may take longer.${message === null ? '' : ` ${message}`}`;
  return [
    { ...item, mark: 'unknown', title: `${phase === 'ahead' ? 'Busy time ahead' : 'Busy time'}: ${title}`, says },
  ];
};

const workNews = (work: MaintenanceState, now: number): readonly NewsItem[] => {
  const { id, title, message, startsAt, endsAt, phase, overdue } = work;
  const more = message === null ? '' : ` ${message}`;
  const item = { id: `${id} ${phase}`, startsAt, endsAt, link: '/status' };
  if (work.kind === 'peak') return peakNews(work, item, now);
  switch (phase) {
    case 'ahead':
      if (startsAt - now > aheadMs) return [];
      return [{ ...item, mark: 'unknown', title: `Planned work: ${title}`, says: `${aboutText(work)}${more}` }];
    case 'draining':
    case 'active':
      return [{ ...item, mark: 'warn', title: `Planned work, now: ${title}`, says: `${aboutText(work)}${more}` }];
    case 'over':
      if (overdue.length === 0) return [];
      return [{ ...item, mark: 'warn', title: `Planned work takes longer: ${title}`, says: 'Not all are back yet.' }];
    default:
      return phase satisfies never;
  }
};

export const newsOf = ({ now, models, incidents, maintenances }: NewsFacts): readonly NewsItem[] => {
  const open = incidents.filter((one) => one.isPublished && isOpen(one));
  const told = open.flatMap(({ components }) => components.map(({ name }) => name));
  const work = maintenances.flatMap((one) => workNews(one, now));
  return [...open.map(incidentNews), ...modelNews(models, told), ...work].slice(0, mostItems);
};
