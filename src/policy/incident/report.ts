/** The post-incident report: what is known from data, in the sections that good ones have. What people add to it is theirs. */
import { traits } from '../../domain/cause.ts';
import type { Incident } from '../../domain/incident.ts';
import { isOpen } from '../../domain/incident.ts';
import { durationText, whoNames, wordsOf } from '../../domain/words/index.ts';
import { placeText } from './wording.ts';

export interface Report {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly impact: readonly string[];
  readonly timeline: readonly { readonly at: number; readonly says: string; readonly by: string | null }[];
  readonly detection: readonly string[];
  readonly rootCause: readonly string[];
  readonly held: readonly string[];
  readonly didNot: readonly string[];
  readonly durations: readonly string[];
  readonly actions: readonly string[];
}

const time = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

const percent = (part: number, whole: number): string =>
  whole === 0 ? '0 %' : `${Math.round((part / whole) * 1000) / 10} %`;

const impactOf = ({ measured, components }: Incident): readonly string[] => {
  const { calls, failed, rescued, callers } = measured;
  return [
    `${failed} of ${calls} calls failed (${percent(failed, calls)}).`,
    `${rescued} calls failed at first and were answered all the same.`,
    ...(callers.length === 0 ? [] : [`Keys that were hit: ${callers.join(', ')}.`]),
    ...components.map(({ name, status, from, until }) => {
      const lasted = until === null ? 'until now' : `for ${durationText(until - from)}`;
      return `${name}: ${status.replaceAll('_', ' ')} ${lasted}, from ${time(from)}.`;
    }),
  ];
};

const detectionOf = ({ startedAt, noticedAt, corroboratedBy }: Incident): readonly string[] => [
  `It began about ${time(startedAt)}, as far as the counts tell, and was noticed ${durationText(noticedAt - startedAt)} later.`,
  corroboratedBy.length === 0
    ? 'Traffic alone spoke for it.'
    : `Beside the traffic it was confirmed by: ${corroboratedBy.join(', ')}.`,
];

const rootCauseOf = ({ cause, where, measured }: Incident): readonly string[] => {
  if (cause === null) return ['No cause was common to most of the failures.'];
  const { happened } = wordsOf(cause.code);
  const owner = whoNames[traits[cause.code].who];
  const seen = measured.codes.map(({ code, count }) => `${wordsOf(code).title} (${count})`).join(', ');
  return [
    `${happened}${placeText(where) === '' ? '' : ` This was seen${placeText(where)}.`}`,
    `Whose turn it was: ${owner}.`,
    `Evidence, by how often it was seen: ${seen}.`,
  ];
};

/** The middle of others of the same cause, once there are any. */
const durationsOf = (incident: Incident, all: readonly Incident[]): readonly string[] => {
  const { startedAt, resolvedAt, cause } = incident;
  const own = resolvedAt === null ? 'It is not over.' : `It lasted ${durationText(resolvedAt - startedAt)}.`;
  const alike = all
    .filter((one) => one.id !== incident.id && !isOpen(one) && cause !== null && one.cause?.family === cause.family)
    .flatMap((one) => (one.resolvedAt === null ? [] : [one.resolvedAt - one.startedAt]))
    .toSorted((one, other) => one - other);
  const middle = alike[Math.floor(alike.length / 2)];
  return middle === undefined
    ? [own, 'There was none of this kind before.']
    : [own, `Half of the ${alike.length} of this kind before it were over within ${durationText(middle)}.`];
};

export const reportOf = (incident: Incident, all: readonly Incident[]): Report => {
  const { id, title, updates, measured, returns, cause, resolvedAt, startedAt } = incident;
  const { failed, rescued, calls } = measured;
  return {
    id,
    title,
    summary: `${title}. ${resolvedAt === null ? `Since ${time(startedAt)}` : `From ${time(startedAt)} to ${time(resolvedAt)}`} ${failed} of ${calls} calls failed; ${rescued} were rescued.`,
    impact: impactOf(incident),
    timeline: updates.map(({ at, body, by, status }) => ({ at, says: `${status}: ${body}`, by })),
    detection: detectionOf(incident),
    rootCause: rootCauseOf(incident),
    held: [
      rescued > 0 ? `${rescued} calls were answered by other upstreams.` : 'No call could be answered elsewhere.',
      ...(failed === 0 ? ['No caller saw a failure.'] : []),
    ],
    didNot: [
      ...(failed > 0 ? [`${failed} callers’ calls ended without an answer.`] : []),
      ...(returns > 0 ? [`It came back ${returns === 1 ? 'once' : `${returns} times`} after it had seemed over.`] : []),
    ],
    durations: durationsOf(incident, all),
    actions: cause === null ? [] : wordsOf(cause.code).operator,
  };
};

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}\n\n`;

/** Foreign words in Markdown stay words: what has a meaning there is escaped. */
const escaped = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|!]/g, String.raw`\$&`).replaceAll('\n', ' ');

export const markdownOf = (report: Report): string => {
  const lines = report.timeline.map(
    ({ at, says, by }) => `${time(at)} UTC ${escaped(says)}${by === null ? '' : ` (${escaped(by)})`}`,
  );
  return [
    `# ${escaped(report.title)}\n\n${escaped(report.summary)}\n\n`,
    section('Impact', report.impact.map(escaped)),
    section('Timeline', lines),
    section('Detection', report.detection),
    section('Root cause', report.rootCause.map(escaped)),
    section('What held', report.held),
    section('What did not', report.didNot),
    section('How long', report.durations),
    section('What to do', report.actions),
  ].join('');
};
