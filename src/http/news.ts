/** `GET /news`: what everybody who chats should know now: models that cannot be had, work that is announced. Best first, in words. */
import type { NewsItem } from '../domain/news.ts';
import type { MaintenanceState } from '../state/maintenances.ts';
import type { ListedModel } from './models.ts';

export interface NewsFacts {
  readonly now: number;
  readonly models: readonly Pick<ListedModel, 'name' | 'available'>[];
  readonly maintenances: readonly MaintenanceState[];
}

/** Told three days ahead, as is usual for planned work that people have to plan around. */
const aheadMs = 72 * 3_600_000;
const mostNamed = 3;
const mostItems = 5;

const calm = 'You can go on: what you send is kept, and sent again by itself for some minutes.';

const modelNews = (models: NewsFacts['models']): readonly NewsItem[] => {
  const away = models.filter(({ available }) => !available).map(({ name }) => name);
  const times = { startsAt: null, endsAt: null };
  if (away.length === 0) return [];
  if (away.length === models.length)
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
  item: Pick<NewsItem, 'id' | 'startsAt' | 'endsAt'>,
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
  const item = { id: `${id} ${phase}`, startsAt, endsAt };
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

export const newsOf = ({ now, models, maintenances }: NewsFacts): readonly NewsItem[] =>
  [...modelNews(models), ...maintenances.flatMap((work) => workNews(work, now))].slice(0, mostItems);
