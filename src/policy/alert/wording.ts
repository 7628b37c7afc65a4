/** The words of alerts, the same at every sink. */
import type { AlertMessage, Notice, NoticeEvent } from '../../domain/alert.ts';
import { isWorkEvent } from '../../domain/alert.ts';
import { faredText, timeText } from '../../domain/words/figures.ts';
import { durationText } from '../../domain/words/index.ts';

const eventWords = {
  opened: 'New',
  updated: 'Update',
  resolved: 'Over',
  test: 'Test',
  announced: 'Planned',
  began: 'Begins as planned',
  ended: 'Planned, over',
} as const satisfies Record<NoticeEvent, string>;

/** `New: Nearly all calls fail at primary`. */
export const lineOf = ({ event, title }: Pick<Notice, 'event' | 'title'>): string => `${eventWords[event]}: ${title}`;

const countsOf = (notices: readonly Notice[]): string => {
  const count = (event: NoticeEvent, word: string): readonly string[] => {
    const found = notices.filter((one) => one.event === event).length;
    return found === 0 ? [] : [`${found} ${word}`];
  };
  return [
    ...count('opened', 'new'),
    ...count('updated', 'updated'),
    ...count('resolved', 'over'),
    ...count('announced', 'planned'),
    ...count('began', 'begun as planned'),
    ...count('ended', 'planned and over'),
  ].join(', ');
};

const headlineOf = (notices: readonly Notice[]): string => {
  const [only, ...more] = notices;
  if (only === undefined) return '';
  const isPlain = notices.some(({ event }) => isWorkEvent(event));
  return more.length === 0
    ? lineOf(only)
    : `${notices.length} ${isPlain ? 'messages' : 'incidents'}: ${countsOf(notices)}`;
};

/** Facts of a notice as short lines; no more than was measured. */
export const factsOf = (notice: Notice): readonly (readonly [name: string, value: string])[] => {
  if (notice.event === 'test' || isWorkEvent(notice.event)) return [];
  const { startedAt, resolvedAt, calls, models, cause, isPublished } = notice;
  return [
    ['Began', timeText(startedAt)],
    ...(resolvedAt === null ? [] : [['Lasted', durationText(resolvedAt - startedAt)] as const]),
    ...(calls === 0 ? [] : [['Calls', `${calls}, of which ${faredText(notice)}`] as const]),
    ...(models.length === 0 ? [] : [['Models', models.join(', ')] as const]),
    ...(cause === null ? [] : [['Cause', `${cause.code} (${cause.family})`] as const]),
    ['Shown to everybody', isPublished ? 'yes' : 'no, a draft'],
  ];
};

export const testNotice = (id: string, now: number): Notice => ({
  id: `${id}-test`,
  about: id,
  event: 'test',
  severity: 'warning',
  title: 'Alerts of Good Gateway arrive here',
  text: 'Somebody asked for this test. Nothing is wrong.',
  impact: 'none',
  startedAt: now,
  noticedAt: now,
  resolvedAt: now,
  cause: null,
  calls: 0,
  failed: 0,
  rescued: 0,
  models: [],
  isPublished: false,
  link: null,
});

export const messageOf = (id: string, at: number, notices: readonly Notice[]): AlertMessage => ({
  id,
  at,
  headline: headlineOf(notices),
  notices,
});
