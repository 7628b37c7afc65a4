/** A diagnosis as plain text to pass on: no addresses, names or keys, whatever the walk has seen. */
import { msText } from '../../domain/words/index.ts';
import type { Blame, Diagnosis, Hop, Observation } from './diagnosis.ts';
import type { Escalation } from './escalation.ts';

/** For support, or for the hot line of an internet provider, which wants the line and nothing else. */
export type Reader = 'support' | 'line';

/** What is known beside the diagnosis. */
export interface ReportContext {
  readonly version: string;
  /** `Linux, Chrome 130`; no name of a device. */
  readonly device: string;
  /** How often this trouble was met on this device before; `null`: nothing is remembered. */
  readonly recurs: string | null;
  /** Why somebody is told of it; `null`: there was no reason to. */
  readonly escalate: Pick<Escalation, 'because'> | null;
}

export const blameNames = {
  none: 'nobody: all is well',
  you: 'the person at this device',
  network: 'whoever looks after the connection: the internet provider, the network, IT',
  gateway: 'whoever runs what answers at the address',
  provider: 'the provider of the AI service',
  unknown: 'not known yet',
} as const satisfies Record<Blame, string>;

/** What a hot line can do something about. */
const ofTheLine: ReadonlySet<Hop['id']> = new Set(['link', 'portal', 'dns', 'route', 'proxy', 'tcp']);

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];

/** Where a judge forgot to mark one, an address or a name of a machine still stays here. */
const withoutAddresses = (text: string): string =>
  text
    .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '(address)')
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b(?::\d+)?/g, '(address)')
    .replaceAll(
      /(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?/gi,
      '(address)',
    )
    .replaceAll(/\b(?:sk|gsk|key|pk)[-_][\w-]{6,}/gi, '(key)');

const withoutTarget = (text: string, target: string): string => {
  const names = URL.canParse(target) ? [target, new URL(target).host, new URL(target).hostname] : [target];
  return names.filter((name) => name !== '').reduce((rest, name) => rest.replaceAll(name, '(the address)'), text);
};

const shown = ({ says, value, isPrivate }: Observation): string => `${says}: ${isPrivate ? '(kept out)' : value}`;

const hopLine = ({ id, status, ms, says }: Hop): string =>
  `${id.padEnd(8)} ${status.padEnd(7)} ${says}${ms === 0 ? '' : ` (${msText(ms)})`}`;

export const supportReport = (diagnosis: Diagnosis, context: ReportContext, reader: Reader = 'support'): string => {
  const { reportId, at, verdict, blame, family, code, trouble, confidence, hops, remedies, expected } = diagnosis;
  const chosen = reader === 'line' ? hops.filter(({ id }) => ofTheLine.has(id)) : hops;
  const looked = chosen.filter(({ status }) => status !== 'skip');
  const kind =
    family === null ? null : `${trouble ?? 'none'}, family ${family}${code === null ? '' : `, code ${code}`}`;
  const lines = [
    `Good Gateway doctor report ${reportId}`,
    '',
    verdict,
    '',
    `time     ${new Date(at).toISOString()}`,
    `device   ${context.device}`,
    `doctor   Good Gateway ${context.version}`,
    `turn     ${blameNames[blame]}`,
    ...(kind === null ? [] : [`trouble  ${kind}`]),
    `sure     ${Math.round(confidence * 100)} %`,
    ...(expected === null
      ? []
      : [
          `lasts    half of these end within ${msText(expected.p50Seconds * 1000)}, nine of ten within ${msText(expected.p90Seconds * 1000)}`,
        ]),
    ...(context.recurs === null ? [] : [`before   ${context.recurs}`]),
    ...(context.escalate === null ? [] : [`told     because ${context.escalate.because.join('; ')}`]),
    ...section('way', looked.map(hopLine)),
    ...section(
      'observed',
      looked.flatMap(({ id, evidence }) => evidence.map((one) => `${id}: ${shown(one)}`)),
    ),
    ...(reader === 'line'
      ? []
      : section(
          'advised',
          remedies.map(({ id, text }) => `${id}: ${text}`),
        )),
  ];
  return withoutAddresses(withoutTarget(lines.join('\n'), diagnosis.target));
};
