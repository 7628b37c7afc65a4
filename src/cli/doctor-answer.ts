/** How a diagnosis looks in a terminal of 80 columns. */
import type { Diagnosis, Hop, HopId, HopStatus, Remedy } from '../advice/doctor/diagnosis.ts';
import type { Recurrence } from '../advice/doctor/history.ts';
import { durationText } from '../domain/words/index.ts';
import { wrapped } from '../drill/wrap.ts';
import type { Bold } from './explain-answer.ts';

const width = 79;

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

const hanging = (head: string, text: string): string => {
  const [first = '', ...rest] = wrapped(text, width - head.length);
  return `${[head + first, ...rest.map((line) => ' '.repeat(head.length) + line)].join('\n')}\n`;
};

export const hopLine = ({ id, status, says }: Hop): string =>
  hanging(`  ${hopNames[id].padEnd(nameWidth)}${marks[status].padEnd(markWidth)}`, says);

const evidenceLines = ({ evidence }: Hop): string =>
  evidence.map(({ says, value }) => hanging('    - ', `${says}: ${value}`)).join('');

const blameText = {
  none: '',
  you: 'this device, so you can mend it',
  network: 'the network or line between you and it',
  gateway: 'whoever runs what answers at this address',
  provider: 'the AI service behind the gateway',
  unknown: 'not clear',
} as const satisfies Record<Diagnosis['blame'], string>;

export const remedyText = ({ text, steps, changes }: Remedy, at: number): string =>
  [
    hanging(`  ${at + 1}. `, text),
    ...steps.map((step) => `       ${step}\n`),
    changes === '' ? '' : hanging('     What it changes: ', changes),
  ].join('');

const usually = ({ expected }: Diagnosis): string => {
  if (expected === null) return '';
  const [half, most] = [durationText(expected.p50Seconds * 1_000), durationText(expected.p90Seconds * 1_000)];
  return hanging(
    '  How long    ',
    `half of such troubles are over after ${half}, nine in ten after ${most} (${expected.from})`,
  );
};

/** The hops with something wrong, with what was seen there. */
const failedHops = ({ hops }: Diagnosis): string =>
  hops
    .filter(({ status }) => status === 'fail' || status === 'warn')
    .map((hop) => `${hopLine(hop)}${evidenceLines(hop)}`)
    .join('');

/** What a person is told beside the diagnosis. */
export interface Told {
  readonly bold: Bold;
  /** Whether it was met here before. */
  readonly recurs: Recurrence | null;
  /** The remedies are gone through one by one afterwards. */
  readonly isGuided: boolean;
}

const recursText = ({ says, isWorthTelling }: Recurrence): string =>
  hanging('  Again       ', isWorthTelling ? `${says}: worth telling whoever can mend it` : says);

export const answerText = (diagnosis: Diagnosis, { bold, recurs, isGuided }: Told): string => {
  const { verdict, blame, family, confidence, proven, remedies, reportId } = diagnosis;
  const failed = failedHops(diagnosis);
  return [
    `\n${wrapped(verdict, width).map(bold).join('\n')}\n`,
    blame === 'none' ? '' : `\n${hanging('  Whose turn  ', blameText[blame])}`,
    family === null ? '' : hanging('  How sure    ', `${Math.round(confidence * 100)} % (${family})`),
    usually(diagnosis),
    recurs === null ? '' : recursText(recurs),
    proven.length === 0 || blame === 'none'
      ? ''
      : `\n${bold('What works')}\n${proven.map((each) => hanging('  ✓ ', each)).join('')}`,
    failed === '' ? '' : `\n${bold(blame === 'none' ? 'Worth knowing' : 'What fails')}\n${failed}`,
    remedies.length === 0 || isGuided
      ? ''
      : `\n${bold('What you can do, the easiest first')}\n${remedies.map(remedyText).join('')}`,
    `\nReport ${reportId}\n`,
  ].join('');
};
