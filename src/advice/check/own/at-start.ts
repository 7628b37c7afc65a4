/** What the rules say of the config the gateway starts with, as lines for whoever starts it. */
import type { Settings } from '../../../domain/settings.ts';
import type { Finding } from '../finding.ts';
import { positionOf, type Source } from '../place.ts';
import { findingsOf, severities } from '../rule.ts';
import { ownRules } from '../rules/own/index.ts';
import { sift } from '../suppress.ts';
import { configOf } from './config.ts';

/** More would hide where the gateway listens. */
const mostLines = 5;

const lineOf = ({ severity, place, message, fix, rule }: Finding): string => {
  const { file } = place.source;
  const where = file === '' ? '' : `${file}:${positionOf(place).line}: `;
  return `${severity}: ${where}${message}; ${fix.split('\n', 1)[0]} [${rule}]`;
};

/** `source` is `null` where the settings were found on this machine: nobody has written them, so there is no advice on them. */
export const startNotes = (settings: Settings, source: Source | null): readonly string[] => {
  const written = source ?? { file: '', text: '' };
  const { findings } = sift(findingsOf(ownRules, configOf(settings, written)), [written]);
  const serious = severities.slice(0, -1).flatMap((level) => findings.filter(({ severity }) => severity === level));
  const shown = serious.slice(0, mostLines).map(lineOf);
  const hidden = serious.length - shown.length;
  if (hidden > 0) shown.push(`and ${hidden} more${source === null ? '' : `: good-gateway check ${source.file}`}`);
  return shown;
};
