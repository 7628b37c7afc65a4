/** The facts of a call as plain text, to be copied into a mail or a ticket. */
import type { Why } from '../../domain/why.ts';
import { msText, whoNames } from '../../domain/words/index.ts';

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];

export const report = (why: Why): string =>
  [
    why.summary,
    '',
    `request   ${why.id}`,
    `time      ${why.at}`,
    `model     ${why.model}`,
    `outcome   ${why.outcome}`,
    ...(why.code === null ? [] : [`cause     ${why.code} (${why.family ?? 'unknown'})`]),
    ...(why.who === null ? [] : [`to mend   ${whoNames[why.who]}`]),
    ...(why.confidence === null ? [] : [`sure      ${Math.round(why.confidence * 100)} %`]),
    `message   ${why.prompt}`,
    ...section(
      'way',
      why.hops.map((hop) => `${hop.id}: ${hop.status}${hop.ms === null ? '' : `, ${msText(hop.ms)}`}, ${hop.detail}`),
    ),
    ...section(
      'attempts',
      why.attempts.map(
        ({ upstream, startedMs, phases, code, retry, dropped }, at) =>
          `${at + 1}. ${upstream}, ${retry}, from ${msText(startedMs)} for ${msText(phases.end)}: ${code ?? (dropped ? 'dropped' : 'good')}`,
      ),
    ),
    ...section(
      'observed',
      why.evidence.map(({ says, value }) => `${says}: ${value}`),
    ),
    ...section('to do', why.advice.operator),
  ].join('\n');
