/** How findings look in a terminal of 80 columns: the best one in full, the others in a line each. */
import { whoNames } from '../domain/words/index.ts';
import type { Finding, Report } from '../advice/explain/finding.ts';
import type { Retry } from '../advice/explain/retry.ts';
import { wrapped } from '../drill/wrap.ts';

const width = 79;
const labelWidth = 13;

const retryTexts = {
  safe: 'Yes. Nothing was done yet, so trying again repeats nothing.',
  once: 'Once. The work may have been done already, so it can cost twice.',
  wait: 'Yes, after a pause: keep to the time it names.',
  continue: 'Keep what came, and ask to go on from there.',
  never: 'No. The outcome would be the same.',
} as const satisfies Record<Retry, string>;

/** Bold where the terminal shows it. */
export type Bold = (text: string) => string;

export const boldFor =
  (isColored: boolean): Bold =>
  (text) =>
    isColored ? `\u001b[1m${text}\u001b[22m` : text;

const paragraph = (text: string): string => `${wrapped(text, width).join('\n')}\n`;

/** A label and its text, hanging. */
const entry = (label: string, text: string): string => {
  const [first = '', ...rest] = wrapped(text, width - labelWidth - 2);
  return (
    [`  ${label.padEnd(labelWidth)}${first}`, ...rest.map((line) => ' '.repeat(labelWidth + 2) + line)].join('\n') +
    '\n'
  );
};

const list = (title: string, lines: readonly string[], bold: Bold): string =>
  lines.length === 0
    ? ''
    : `\n${bold(title)}\n${lines
        .map((line) => {
          const [first = '', ...rest] = wrapped(line, width - 4);
          return [`  - ${first}`, ...rest.map((more) => `    ${more}`)].join('\n');
        })
        .join('\n')}\n`;

export const whoText = (finding: Finding): string =>
  finding.who === 'operator' && finding.source.system !== 'Good Gateway'
    ? 'whoever runs the site or proxy in question'
    : whoNames[finding.who];

export const percent = (confidence: number): string => `${Math.round(confidence * 100)} %`;

const sureText = (finding: Finding): string => {
  const other = finding.runnerUp === null ? '' : `; next likely: ${finding.runnerUp}`;
  return `${percent(finding.confidence)}${finding.confidence < 0.6 ? ', a guess' : ''}${other}`;
};

const inFull = (finding: Finding, bold: Bold): string => {
  const evidence = finding.evidence.map(({ says, value }) => entry('Evidence', `${says}: ${value}`));
  return [
    wrapped(finding.summary, width).map(bold).join('\n') + '\n',
    '\n',
    entry('Cause', `${finding.title} (${finding.code}, ${finding.family})`),
    ...(finding.count > 1 ? [entry('How often', `${finding.count} times`)] : []),
    entry('How sure', sureText(finding)),
    entry('Whose turn', whoText(finding)),
    entry('Try again?', retryTexts[finding.retry]),
    entry('How long', finding.usually),
    ...evidence,
    list('What you can do', finding.advice.caller, bold),
    list('For whoever looks after the connection', finding.advice.network, bold),
    list('For whoever runs the site or proxy', finding.advice.operator, bold),
    `\n${bold('Do I need to worry?')}\n`,
    entry('My message', finding.safe.message),
    entry('My data', finding.safe.data),
    entry('My account', finding.safe.account),
  ].join('');
};

const inShort = (finding: Finding): string =>
  entry(
    `${finding.count} ×`,
    `${finding.title} (${finding.code}, ${finding.family}), line ${finding.source.line}, ${percent(finding.confidence)}. Whose turn: ${whoText(finding)}.`,
  );

export const nothing = 'This text tells of no failure that is known here.\n';

export const answerText = ({ findings }: Report, bold: Bold): string => {
  const [best, ...others] = findings;
  if (best === undefined) return paragraph(nothing.trim());
  const more = others.length === 0 ? '' : `\n${bold('Also in there')}\n${others.map(inShort).join('')}`;
  return inFull(best, bold) + more;
};
