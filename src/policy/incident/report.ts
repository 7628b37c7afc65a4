/** The post-incident report: what is known from data, in the sections that good ones have. What people add stands beside it. */
import { traits } from '../../domain/cause.ts';
import type {
  ComponentStatus,
  Course,
  CoursePoint,
  Incident,
  ReportNote,
  ReportSection,
} from '../../domain/incident.ts';
import { isOpen } from '../../domain/incident.ts';
import {
  callsText,
  faredText,
  minuteText,
  percentText,
  rescuedMeans,
  secondText,
  shareText,
  timeText,
} from '../../domain/words/figures.ts';
import { durationText, whoNames, wordsOf } from '../../domain/words/index.ts';
import type { Figures } from './figures.ts';
import { between, figuresOf } from './figures.ts';
import { placeText } from './wording.ts';

export interface Report {
  readonly id: string;
  readonly title: string;
  readonly isOver: boolean;
  readonly figures: Figures;
  readonly sections: readonly Section[];
  readonly course: Course | null;
  /** In ms since the Unix epoch. */
  readonly startedAt: number;
  readonly noticedAt: number;
  readonly endedAt: number | null;
}

export interface Section {
  readonly name: ReportSection;
  readonly title: string;
  readonly lines: readonly string[];
  readonly note: ReportNote | null;
}

/** For `everybody`, names of keys are left out. */
export interface ReportWish {
  readonly all: readonly Incident[];
  readonly for: 'operators' | 'everybody';
  /** Share of calls that is promised an answer; `null`: none. */
  readonly objective: number | null;
}

const titles = {
  summary: 'Summary',
  impact: 'Impact',
  timeline: 'Timeline',
  detection: 'Detection',
  rootCause: 'Root cause',
  held: 'What held',
  didNot: 'What did not',
  durations: 'How long',
  actions: 'What to do',
} as const satisfies Record<ReportSection, string>;

const componentWords = {
  major_outage: 'down',
  partial_outage: 'failing for some',
  degraded_performance: 'slower or less sure than usual',
  operational: 'working',
} as const satisfies Record<ComponentStatus, string>;

const lateMs = 120_000;

/** The step of the course in which most calls failed. */
const worst = ({ course }: Incident): CoursePoint | null =>
  course?.points.reduce<CoursePoint | null>((most, one) => (one.failed > (most?.failed ?? 0) ? one : most), null) ??
  null;

const summary = ({ title, startedAt, resolvedAt, endedAt }: Incident, figures: Figures): readonly string[] => {
  const over = endedAt ?? resolvedAt;
  const span = over === null ? `since ${timeText(startedAt)}` : `from ${minuteText(startedAt)} to ${timeText(over)}`;
  return [`${title}, ${span}.${figures.calls === 0 ? '' : ` Of ${callsText(figures.calls)} ${faredText(figures)}.`}`];
};

const withoutOne = (unasked: number): string =>
  unasked === 0 ? '' : ` ${callsText(unasked)} failed without one: nobody could be asked in time.`;

const attemptsLines = ({ attempts, badAttempts, unasked, cut, resumed }: Figures): readonly string[] => [
  ...(attempts === null || badAttempts === null || attempts + (unasked ?? 0) === 0
    ? []
    : [`Attempts there: ${attempts}, of which ${badAttempts} failed.${withoutOne(unasked ?? 0)}`]),
  ...(cut === null || cut === 0
    ? []
    : [`Answers that broke after they had begun: ${cut}, of which ${resumed ?? 0} became whole all the same.`]),
];

const peakLines = (incident: Incident): readonly string[] => {
  const peak = worst(incident);
  if (peak === null) return [];
  const step = durationText(incident.course?.everyMs ?? 0);
  return [`Worst of it: the ${step} from ${timeText(peak.at)} on. Of ${callsText(peak.calls)} ${faredText(peak)}.`];
};

const keysLine = ({ keys }: Figures, { measured }: Incident, isPublic: boolean): readonly string[] => {
  if (keys === 0) return [];
  return [isPublic ? `Keys whose calls failed: ${keys}.` : `Keys whose calls failed: ${measured.callers.join(', ')}.`];
};

/** Each model in one line: for how long it was how, the gravest first. */
const componentLines = ({ components, endedAt, resolvedAt, updates }: Incident): readonly string[] => {
  const lastKnown = endedAt ?? resolvedAt ?? updates.at(-1)?.at ?? 0;
  return [...Map.groupBy(components, ({ name }) => name)].map(([name, all]) => {
    const spans = Object.entries(componentWords).flatMap(([status, words]) => {
      const alike = all.filter((one) => one.status === status);
      const ms = alike.reduce((sum, { from, until }) => sum + between(from, until ?? lastKnown), 0);
      return alike.length === 0 ? [] : [`${words} for ${durationText(ms)}`];
    });
    return `${name}: ${spans.join(', ')}${all.some(({ until }) => until === null) ? ', and it goes on' : ''}.`;
  });
};

const impact = (incident: Incident, figures: Figures, { for: reader, objective }: ReportWish): readonly string[] => {
  const { calls, rescued, budgetShare } = figures;
  return [
    calls === 0 ? 'No calls came.' : `Of ${callsText(calls)} ${faredText(figures)}.`,
    ...(rescued === 0 ? [] : [rescuedMeans]),
    ...attemptsLines(figures),
    ...peakLines(incident),
    ...keysLine(figures, incident, reader === 'everybody'),
    ...(budgetShare === null || objective === null
      ? []
      : [
          `That is ${percentText(budgetShare)} of what may fail in a month, where ${shareText(objective)} of calls are promised an answer.`,
        ]),
    ...componentLines(incident),
  ];
};

const timeline = ({ startedAt, noticedAt, endedAt, updates }: Incident): readonly string[] => {
  const facts = [
    { at: startedAt, says: 'It begins, as far as the counts tell.' },
    ...(noticedAt === updates[0]?.at ? [] : [{ at: noticedAt, says: 'It is noticed.' }]),
    ...(endedAt === undefined ? [] : [{ at: endedAt, says: 'It is over, as far as the counts tell.' }]),
  ];
  const told = updates.map(({ at, status, body, by }) => ({
    at,
    says: `${status}${by === null ? '' : ` (${by})`}: ${body}`,
  }));
  return [...facts, ...told]
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, says }) => `${secondText(at)}: ${says}`);
};

/** To the minute: so often a page is read. */
const toldText = (afterMs: number): string => {
  const minutes = durationText(Math.ceil(Math.abs(afterMs) / 60_000) * 60_000);
  if (Math.abs(afterMs) < 60_000) return 'The provider’s page told of it in the same minute.';
  return `The provider’s page told of it ${minutes} ${afterMs > 0 ? 'after' : 'before'} it was noticed here.`;
};

const detection = (
  { corroboratedBy }: Incident,
  { toNoticeMs, toIdentifyMs, toldAfterMs }: Figures,
): readonly string[] => [
  `It was noticed ${durationText(toNoticeMs)} after it had begun${toIdentifyMs === null ? '' : `, and its cause was known after ${durationText(toIdentifyMs)}`}.`,
  corroboratedBy.length === 0
    ? 'Traffic alone spoke for it.'
    : `Beside the traffic it was confirmed by: ${corroboratedBy.join(', ')}.`,
  ...(toldAfterMs === null ? [] : [toldText(toldAfterMs)]),
];

/** As many as failed: what was not kept by its cause is told as such. */
const evidenceOf = ({ codes, badAttempts = 0, unasked = 0 }: Incident['measured']): readonly string[] => {
  if (codes.length === 0) return [];
  const known = codes.reduce((sum, { count }) => sum + count, 0);
  const others = Math.max(0, badAttempts + unasked - known);
  const seen = [
    ...codes.map(({ code, count }) => `${wordsOf(code).title} (${count})`),
    ...(others === 0 ? [] : [`not kept (${others})`]),
  ];
  const what = unasked === 0 ? 'attempts that failed' : 'attempts that failed, and of calls that failed without one';
  return [`What was seen of ${what}: ${seen.join(', ')}.`];
};

const rootCause = ({ cause, where, measured, kind }: Incident): readonly string[] => {
  const evidence = evidenceOf(measured);
  if (kind === 'network')
    return [
      'The network of the gateway itself: upstreams of different owners fell silent at the same moment.',
      ...evidence,
    ];
  if (cause === null) return ['No cause was common to most of the failures.', ...evidence];
  const place = placeText(where) === '' ? '' : ` This was seen${placeText(where)}.`;
  return [
    `${wordsOf(cause.code).happened}${place}`,
    `Whose turn it was: ${whoNames[traits[cause.code].who]}.`,
    ...evidence,
  ];
};

const didNot = ({ returns, corroboratedBy }: Incident, { failed, toNoticeMs }: Figures): readonly string[] => [
  ...(failed > 0 ? [`${callsText(failed)} ended without a whole answer.`] : []),
  ...(toNoticeMs > lateMs ? [`It took ${durationText(toNoticeMs)} to notice.`] : []),
  ...(corroboratedBy.length === 0 ? ['No check of our own saw it.'] : []),
  ...(returns > 0 ? [`It came back ${returns === 1 ? 'once' : `${returns} times`} after it had seemed over.`] : []),
];

const held = ({ rescued, failed }: Figures): readonly string[] => [
  rescued > 0
    ? `${callsText(rescued)} met a failure and got ${rescued === 1 ? 'its answer' : 'their answers'} all the same.`
    : 'No call that met a failure could be rescued.',
  ...(failed === 0 ? ['No caller saw a failure.'] : []),
];

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Beside others of the same cause, once there are any. */
const durations = (incident: Incident, { lastedMs }: Figures, all: readonly Incident[]): readonly string[] => {
  const { cause, id, startedAt } = incident;
  const own = lastedMs === null ? 'It is not over.' : `It lasted ${durationText(lastedMs)}.`;
  const alike = all
    .filter((one) => one.id !== id && one.startedAt < startedAt && !isOpen(one))
    .filter((one) => cause !== null && one.cause?.family === cause.family)
    .flatMap((one) => figuresOf(one, null).lastedMs ?? [])
    .toSorted((one, other) => one - other);
  const [first] = alike;
  if (first === undefined) return [own, 'There was none of this kind before.'];
  if (alike.length === 1) return [own, `The only one of this kind before it lasted ${durationText(first)}.`];
  const most = alike.length < 10 ? '' : `, nine of ten within ${durationText(quantile(alike, 0.9))}`;
  return [
    own,
    `Of the ${alike.length} of this kind before it half were over within ${durationText(quantile(alike, 0.5))}${most}.`,
  ];
};

const actions = (
  { cause, corroboratedBy, where }: Incident,
  { failed, rescued, toNoticeMs }: Figures,
): readonly string[] => [
  ...(cause === null ? [] : wordsOf(cause.code).operator),
  ...(failed > 0 && rescued === 0 && where.level !== 'everything'
    ? ['Give these models a second upstream: nothing could answer in its place.']
    : []),
  ...(corroboratedBy.length === 0 ? ['Set up a health check, so that it is seen before callers see it.'] : []),
  ...(toNoticeMs > lateMs ? ['See why it took so long to notice: incident replay shows what the counts were.'] : []),
];

const linesOf = (incident: Incident, figures: Figures, wish: ReportWish): Record<ReportSection, readonly string[]> => ({
  summary: summary(incident, figures),
  impact: impact(incident, figures, wish),
  timeline: timeline(incident),
  detection: detection(incident, figures),
  rootCause: rootCause(incident),
  held: held(figures),
  didNot: didNot(incident, figures),
  durations: durations(incident, figures, wish.all),
  actions: wish.for === 'everybody' ? [] : actions(incident, figures),
});

export const reportOf = (incident: Incident, wish: ReportWish): Report => {
  const { id, title, startedAt, noticedAt, endedAt, resolvedAt, course, notes } = incident;
  const figures = figuresOf(incident, wish.objective);
  const lines = linesOf(incident, figures, wish);
  const names = Object.keys(titles) as readonly ReportSection[];
  return {
    id,
    title,
    isOver: !isOpen(incident),
    figures,
    sections: names
      .map((name) => ({ name, title: titles[name], lines: lines[name], note: notes?.[name] ?? null }))
      .filter((section) => section.lines.length > 0 || section.note !== null),
    course: course ?? null,
    startedAt,
    noticedAt,
    endedAt: endedAt ?? resolvedAt,
  };
};
