/** The post-incident report: what is known from data, in the sections that good ones have. What people add stands beside it. */
import { traits } from '../../domain/cause.ts';
import type { Course, CoursePoint, Incident, ReportNote, ReportSection } from '../../domain/incident.ts';
import { isOpen } from '../../domain/incident.ts';
import { durationText, whoNames, wordsOf } from '../../domain/words/index.ts';
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

export interface Figures {
  readonly calls: number;
  readonly failed: number;
  readonly rescued: number;
  readonly keys: number;
  readonly lastedMs: number | null;
  readonly toNoticeMs: number;
  readonly toIdentifyMs: number | null;
  /** Share of a month's budget of one failure in a thousand calls; `null` where the pace is not known. */
  readonly budgetShare: number | null;
  /** Answers that broke after they had begun, and those of them that others went on with; `null`: not counted. */
  readonly cut: number | null;
  readonly resumed: number | null;
  /** From our noticing to the provider's page; below 0 the page was first, `null` where no page was seen to tell of it. */
  readonly toldAfterMs: number | null;
}

/** For `everybody`, names of keys are left out. */
export interface ReportWish {
  readonly all: readonly Incident[];
  readonly for: 'operators' | 'everybody';
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

const monthMs = 30 * 86_400_000;
/** As for the alarms: one failure in a thousand (SRE Workbook, chapter 5). */
const objective = 0.001;
const lateMs = 120_000;

export const time = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

const between = (from: number, until: number): number => Math.max(0, Math.round(until - from));

const budgetShareOf = ({ course, measured, startedAt }: Incident): number | null => {
  const points = course?.points.filter(({ at }) => at < startedAt) ?? [];
  const calls = points.reduce((sum, point) => sum + point.calls, 0);
  if (course === undefined || calls === 0) return null;
  return measured.failed / (objective * (calls / (points.length * course.everyMs)) * monthMs);
};

const figuresOf = (incident: Incident): Figures => {
  const { measured, startedAt, noticedAt, updates, endedAt, resolvedAt, toldAt } = incident;
  const over = endedAt ?? resolvedAt;
  const identified = updates.find(({ status }) => status === 'identified');
  return {
    calls: measured.calls,
    failed: measured.failed,
    rescued: measured.rescued,
    keys: measured.callers.length,
    lastedMs: over === null ? null : between(startedAt, over),
    toNoticeMs: between(startedAt, noticedAt),
    toIdentifyMs: identified === undefined ? null : between(startedAt, identified.at),
    budgetShare: budgetShareOf(incident),
    cut: measured.cut ?? null,
    resumed: measured.resumed ?? null,
    toldAfterMs: toldAt === undefined ? null : toldAt - noticedAt,
  };
};

/** The step of the course in which most calls failed. */
const worst = ({ course }: Incident): CoursePoint | null =>
  course?.points.reduce<CoursePoint | null>((most, one) => (one.failed > (most?.failed ?? 0) ? one : most), null) ??
  null;

const summary = (
  { title, startedAt, resolvedAt, endedAt }: Incident,
  { failed, rescued, calls }: Figures,
): readonly string[] => {
  const over = endedAt ?? resolvedAt;
  const span = over === null ? `since ${time(startedAt)} UTC` : `from ${time(startedAt)} to ${time(over)} UTC`;
  return [
    `${title}, ${span}. ${failed} of ${calls} calls failed; ${rescued} more would have and were answered by others.`,
  ];
};

const impact = (incident: Incident, figures: Figures, isPublic: boolean): readonly string[] => {
  const { calls, failed, rescued, keys, budgetShare, cut, resumed } = figures;
  const { measured, components } = incident;
  const peak = worst(incident);
  return [
    `${failed} of ${calls} calls failed (${percent(calls === 0 ? 0 : failed / calls)}).`,
    `${rescued} calls failed at first and were answered all the same.`,
    ...(cut === null || cut === 0
      ? []
      : [`${cut} answers broke after they had begun; ${resumed ?? 0} of them were gone on with and became whole.`]),
    ...(peak === null
      ? []
      : [
          `Worst of it, about ${time(peak.at)} UTC: ${peak.failed} of ${peak.calls} calls in ${durationText(incident.course?.everyMs ?? 0)}.`,
        ]),
    ...(keys === 0
      ? []
      : [isPublic ? `Keys that were hit: ${keys}.` : `Keys that were hit: ${measured.callers.join(', ')}.`]),
    ...(budgetShare === null
      ? []
      : [`That is ${percent(budgetShare)} of what may fail in a month, if one call in a thousand may.`]),
    ...components.map(({ name, status, from, until }) => {
      const lasted = until === null ? 'until now' : `for ${durationText(between(from, until))}`;
      return `${name}: ${status.replaceAll('_', ' ')} ${lasted}, from ${time(from)} UTC.`;
    }),
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
    .map(({ at, says }) => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC: ${says}`);
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

const rootCause = ({ cause, where, measured, kind }: Incident): readonly string[] => {
  const seen = measured.codes.map(({ code, count }) => `${wordsOf(code).title} (${count})`).join(', ');
  const evidence = seen === '' ? [] : [`Evidence, by how often it was seen: ${seen}.`];
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
  ...(failed > 0 ? [`${failed} calls ended without an answer.`] : []),
  ...(toNoticeMs > lateMs ? [`It took ${durationText(toNoticeMs)} to notice.`] : []),
  ...(corroboratedBy.length === 0 ? ['No check of our own saw it.'] : []),
  ...(returns > 0 ? [`It came back ${returns === 1 ? 'once' : `${returns} times`} after it had seemed over.`] : []),
];

const held = ({ rescued, failed }: Figures): readonly string[] => [
  rescued > 0 ? `${rescued} calls were answered by other upstreams.` : 'No call could be answered elsewhere.',
  ...(failed === 0 ? ['No caller saw a failure.'] : []),
];

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Beside others of the same cause, once there are any. */
const durations = (incident: Incident, { lastedMs }: Figures, all: readonly Incident[]): readonly string[] => {
  const { cause, id } = incident;
  const own = lastedMs === null ? 'It is not over.' : `It lasted ${durationText(lastedMs)}.`;
  const alike = all
    .filter((one) => one.id !== id && !isOpen(one) && cause !== null && one.cause?.family === cause.family)
    .flatMap((one) => figuresOf(one).lastedMs ?? [])
    .toSorted((one, other) => one - other);
  if (alike.length === 0) return [own, 'There was none of this kind before.'];
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
  impact: impact(incident, figures, wish.for === 'everybody'),
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
  const figures = figuresOf(incident);
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
