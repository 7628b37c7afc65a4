/** Holds what came of the day against what should have: every line is one thing that is not right. */
import type { NoticeEvent } from '../../src/domain/alert.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { minuteMs } from '../incidents/days.ts';
import type { Day } from './play.ts';
import { dayStart, flap, outage, overrun, work } from './script.ts';

type Check = readonly [what: string, isRight: boolean];

export interface Found {
  readonly outage: Incident | null;
  readonly flap: Incident | null;
  readonly overrun: Incident | null;
}

const at = (ms: number): number => dayStart + ms;
const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= 2 * minuteMs;

export const foundIn = ({ incidents }: Pick<Day, 'incidents'>): Found => {
  const begun = (upstream: string, from: number): Incident | null =>
    incidents.find(
      ({ where, startedAt }) => where.level === 'upstream' && where.name === upstream && isNear(startedAt, at(from)),
    ) ?? null;
  return {
    outage: begun('north', outage.from),
    flap: begun('south', flap.from),
    overrun: begun('north', overrun.from),
  };
};

const isToldSoon = ({ noticedAt, isPublished }: Incident, from: number): boolean =>
  isPublished && noticedAt - at(from) <= 2 * minuteMs;

/** Quiet for five minutes, or for twice as long as the flap rests, and no hour later. */
const latestMs = 15 * minuteMs;

const isOverSoon = (incident: Incident | null, until: number): boolean =>
  incident !== null &&
  isNear(incident.endedAt ?? 0, at(until)) &&
  incident.resolvedAt !== null &&
  incident.resolvedAt - at(until) <= latestMs;

const onIncidents = (day: Day): readonly Check[] => {
  const found = foundIn(day);
  const { outage: out, flap: comesAndGoes, overrun: late } = found;
  return [
    ['three incidents, and no other', day.incidents.length === 3],
    ['the outage is told within two minutes', out !== null && isToldSoon(out, outage.from)],
    ['its cause is that the connection was refused', out?.cause?.code === 'connection_refused'],
    [
      'own checks and the provider’s page agree with it',
      ['own checks', 'the provider’s page'].every((one) => out?.corroboratedBy.includes(one) === true),
    ],
    ['it ends when north is back, and is called over soon', isOverSoon(out, outage.until)],
    ['the flap is told within two minutes', comesAndGoes !== null && isToldSoon(comesAndGoes, flap.from)],
    ['it is one that comes back', (comesAndGoes?.returns ?? 0) > 0 && comesAndGoes?.status === 'resolved'],
    ['it ends with the last time, and is called over soon', isOverSoon(comesAndGoes, flap.until)],
    ['it is told of less and less', (comesAndGoes?.updates.length ?? Infinity) <= 14],
    ['the work that takes longer is told within two minutes', late !== null && isToldSoon(late, overrun.from)],
    ['it is called late', late?.title === 'Planned work at north takes longer than announced'],
    ['it ends when north is back, and is called over soon', isOverSoon(late, overrun.until)],
  ];
};

/** What the sinks heard of one incident, in order. */
const heard = ({ told }: Pick<Day, 'told'>, sink: string, id: string): readonly NoticeEvent[] =>
  told
    .filter((one) => one.sink === sink)
    .flatMap(({ message }) => message.notices.filter(({ about }) => about === id).map(({ event }) => event));

const onAlerts = (day: Day): readonly Check[] =>
  (['outage', 'flap', 'overrun'] as const).flatMap((name): readonly Check[] =>
    ['pager', 'team'].map((sink) => {
      const incident = foundIn(day)[name];
      const events = incident === null ? [] : heard(day, sink, incident.id);
      const opened = events.filter((event) => event === 'opened').length;
      const isPaired = events[0] === 'opened' && events.at(-1) === 'resolved';
      const most = name === 'flap' ? 2 : 1;
      return [`${sink} hears of the ${name} when it begins and when it ends`, isPaired && opened <= most];
    }),
  );

const areAll = (texts: readonly string[], parts: readonly string[]): boolean =>
  texts.length > 0 &&
  texts.length === parts.length &&
  texts.every((text, index) => text.includes(parts[index] ?? '\n'));

/** PagerDuty gets a post for each notice, Slack one for all of a message. */
const onSinks = ({ told, arrived }: Day): readonly Check[] => {
  const got = (sink: string): readonly string[] => arrived.flatMap((one) => (one.sink === sink ? [one.text] : []));
  const sent = (sink: string) => told.flatMap((one) => (one.sink === sink ? [one.message] : []));
  const keys = sent('pager').flatMap(({ notices }) => notices.map(({ about }) => `good-gateway-${about}`));
  const lines = sent('team').map(({ notices }) => notices[0]?.title ?? '');
  return [
    ['PagerDuty got what it was sent, each once', areAll(got('pager'), keys)],
    ['Slack got what it was sent, each once', areAll(got('team'), lines)],
  ];
};

const indicatorOf = (summary: string): unknown =>
  (JSON.parse(summary) as { readonly status: { readonly indicator: unknown } }).status.indicator;

const indicators = { outage: 'major', maintenance: 'maintenance', overrun: 'major', evening: 'none' } as const;

const onPages = ({ snapshots }: Day): readonly Check[] => [
  ...Object.entries(indicators).map(([name, indicator]): Check => {
    const summary = snapshots.find((one) => one.name === name)?.summary ?? '{"status":{}}';
    return [`the status says ${indicator} in the ${name}`, indicatorOf(summary) === indicator];
  }),
  [
    'a client of Statuspage reads that it goes on, and in the evening that nothing does',
    snapshots[0]?.unresolved.some((title) => title.includes('at north')) === true &&
      snapshots.at(-1)?.unresolved.length === 0,
  ],
  ['the page names the outage', snapshots[0]?.status.includes('Many calls fail at north') === true],
];

const count = (text: string, part: string): number => text.split(part).length - 1;

const onFeeds = (day: Day): readonly Check[] => {
  const last = day.snapshots.at(-1);
  const published = day.incidents.filter(({ isPublished }) => isPublished);
  return [
    ['RSS has each incident once', count(last?.rss ?? '', '<item>') === published.length],
    ['Atom has each incident once', count(last?.atom ?? '', '<entry>') === published.length],
    ['Atom names each', published.every(({ title }) => last?.atom.includes(title) === true)],
    [
      'the calendar has the work once',
      count(last?.calendar ?? '', 'BEGIN:VEVENT') === 1 && last?.calendar.includes(work.title) === true,
    ],
  ];
};

const onReport = (day: Day): readonly Check[] => {
  const { outage: incident } = foundIn(day);
  const page = day.pages.get(incident?.id ?? '') ?? '';
  return [
    ['the outage is looked back at', incident?.status === 'postmortem'],
    ['its page has the report', ['Root cause', 'What held', '<svg'].every((part) => page.includes(part))],
    ['what the operator wrote stands in it', page.includes('a change of its routers was rolled back')],
    ['names of keys do not', !page.includes('team-1')],
  ];
};

export const checksOf = (day: Day): readonly Check[] => [
  ...onIncidents(day),
  ...onAlerts(day),
  ...onSinks(day),
  ...onPages(day),
  ...onFeeds(day),
  ...onReport(day),
];

export const wrongIn = (day: Day): readonly string[] =>
  checksOf(day).flatMap(([what, isRight]) => (isRight ? [] : [what]));
