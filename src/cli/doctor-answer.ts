/** How a diagnosis looks in a terminal, of 80 columns where it has them. */
import type { Diagnosis, Hop, HopId, HopStatus, Remedy } from '../advice/doctor/diagnosis.ts';
import type { Escalation } from '../advice/doctor/escalation.ts';
import type { Recurrence } from '../advice/doctor/history.ts';
import { durationText } from '../domain/words/index.ts';
import { wrapped } from '../drill/wrap.ts';
import type { Bold } from './explain-answer.ts';

/** Longer lines are hard to read; shorter ones have no room for what stands before the text. */
const [widest, narrowest] = [79, 39];

/** Terminals break a line that fills them. */
export const widthIn = (columns: number): number => Math.min(widest, Math.max(narrowest, columns - 1));

/** Shape and word, so that nobody needs to see colours. */
const marks = {
  ok: '✓ ok',
  warn: '! look',
  fail: '✗ fails',
  skip: '– skip',
  unknown: '? unsure',
} as const satisfies Record<HopStatus, string>;

export const hopNames = {
  device: 'This device',
  link: 'Your line',
  portal: 'Sign-in page',
  dns: 'Address book',
  route: 'The way',
  proxy: 'Proxy, VPN',
  tcp: 'The door',
  tls: 'Secure line',
  http: 'The answer',
  stream: 'Word by word',
  gateway: 'Gateway',
  provider: 'AI service',
} as const satisfies Record<HopId, string>;

const nameWidth = 14;
const markWidth = 10;

/** In a narrow terminal the text goes below what stands before it. */
const leastText = 24;

export type Hanging = (head: string, text: string) => string;

export const hangingIn =
  (width: number): Hanging =>
  (head, text) => {
    const isNarrow = width - head.length < leastText;
    const indent = isNarrow ? 4 : head.length;
    const [first = '', ...rest] = wrapped(text, width - indent);
    const lines = rest.map((line) => ' '.repeat(indent) + line);
    return `${(isNarrow ? [head.trimEnd(), ' '.repeat(indent) + first] : [head + first]).concat(lines).join('\n')}\n`;
  };

export const hopLine = ({ id, status, says }: Hop, hanging: Hanging): string =>
  hanging(`  ${hopNames[id].padEnd(nameWidth)}${marks[status].padEnd(markWidth)}`, says);

const evidenceLines = ({ evidence }: Hop, hanging: Hanging): string =>
  evidence.map(({ says, value }) => hanging('    - ', `${says}: ${value}`)).join('');

const blameText = {
  none: '',
  you: 'this device, so you can mend it',
  network: 'the network or line between you and it',
  gateway: 'whoever runs what answers at this address',
  provider: 'the AI service behind the gateway',
  unknown: 'not clear',
} as const satisfies Record<Diagnosis['blame'], string>;

export const remedyText = ({ text, steps, changes }: Remedy, at: number, hanging: Hanging): string =>
  [
    hanging(`  ${at + 1}. `, text),
    ...steps.map((step) => `       ${step}\n`),
    changes === '' ? '' : hanging('     What it changes: ', changes),
  ].join('');

const usually = ({ expected }: Diagnosis, hanging: Hanging): string => {
  if (expected === null) return '';
  const [half, most] = [durationText(expected.p50Seconds * 1_000), durationText(expected.p90Seconds * 1_000)];
  return hanging(
    '  How long    ',
    `half of such troubles are over after ${half}, nine in ten after ${most} (${expected.from})`,
  );
};

/** The hops with something wrong, with what was seen there. */
const failedHops = ({ hops }: Diagnosis, hanging: Hanging): string =>
  hops
    .filter(({ status }) => status === 'fail' || status === 'warn')
    .map((hop) => `${hopLine(hop, hanging)}${evidenceLines(hop, hanging)}`)
    .join('');

/** What a person is told beside the diagnosis. */
export interface Told {
  readonly bold: Bold;
  /** Of a line. */
  readonly width: number;
  /** Whether it was met here before. */
  readonly recurs: Recurrence | null;
  /** Whether it is worth telling somebody. */
  readonly escalate: Escalation | null;
  /** The remedies are gone through one by one afterwards. */
  readonly isGuided: boolean;
}

const escalateText = ({ says, ask, reader }: Escalation, hanging: Hanging): string =>
  hanging('  Worth it    ', ask === null ? says : `${says} ${ask}`) +
  hanging('  Report      ', `good-gateway doctor --last --report ${reader}`);

export const answerText = (diagnosis: Diagnosis, { bold, width, recurs, escalate, isGuided }: Told): string => {
  const hanging = hangingIn(width);
  const { verdict, blame, family, confidence, proven, remedies, reportId } = diagnosis;
  const failed = failedHops(diagnosis, hanging);
  return [
    `\n${wrapped(verdict, width).map(bold).join('\n')}\n`,
    blame === 'none' ? '' : `\n${hanging('  Whose turn  ', blameText[blame])}`,
    family === null ? '' : hanging('  How sure    ', `${Math.round(confidence * 100)} % (${family})`),
    usually(diagnosis, hanging),
    recurs === null ? '' : hanging('  Again       ', recurs.says),
    escalate === null ? '' : escalateText(escalate, hanging),
    proven.length === 0 || blame === 'none'
      ? ''
      : `\n${bold('What works')}\n${proven.map((each) => hanging('  ✓ ', each)).join('')}`,
    failed === '' ? '' : `\n${bold(blame === 'none' ? 'Worth knowing' : 'What fails')}\n${failed}`,
    remedies.length === 0 || isGuided
      ? ''
      : `\n${bold('What you can do, the easiest first')}\n${remedies.map((each, at) => remedyText(each, at, hanging)).join('')}`,
    `\nReport ${reportId}\n`,
  ].join('');
};
