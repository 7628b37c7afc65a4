/** Reads a provider's status page in the shape of Statuspage's API v2: Atlassian's, incident.io's and others'. */
import type { ProviderCondition, ProviderWord } from '../domain/provider.ts';
import { isObject, objectOf } from './reading.ts';

const mostIncidents = 5;
const longestText = 160;

/** The graver first; what is unknown is graver than what is good. */
const conditions: readonly ProviderCondition[] = [
  'major_outage',
  'partial_outage',
  'degraded_performance',
  'under_maintenance',
  'unknown',
  'operational',
];

/** Of the page as a whole. */
const indicators: Readonly<Record<string, ProviderCondition>> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
  maintenance: 'under_maintenance',
};

const lineOf = (value: unknown): string => {
  const text =
    typeof value === 'string'
      ? value
          .toWellFormed()
          .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
          .trim()
      : '';
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
};

const objectsIn = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** incident.io calls the worst by another name in places. */
const conditionOf = (value: unknown): ProviderCondition =>
  value === 'full_outage' ? 'major_outage' : (conditions.find((one) => one === value) ?? 'unknown');

const gravest = (found: readonly ProviderCondition[]): ProviderCondition =>
  conditions.find((one) => found.includes(one)) ?? 'unknown';

/** `Claude API` is also `Claude API (api.anthropic.com)`. */
const isNamed = (name: unknown, wanted: readonly string[]): boolean =>
  typeof name === 'string' && wanted.some((one) => name.toLowerCase().startsWith(one.toLowerCase()));

const isOpen = ({ status }: Readonly<Record<string, unknown>>): boolean =>
  status === 'investigating' || status === 'identified' || status === 'monitoring';

/** `null`: this is no such page. */
export const readProviderPage = (text: string, wanted: readonly string[]): ProviderWord | null => {
  const page = objectOf(text);
  if (page === null || !isObject(page['status'])) return null;
  const all = objectsIn(page['components']).filter(({ group }) => group !== true);
  const matching = all.filter(({ name }) => isNamed(name, wanted));
  const indicator = page['status']['indicator'];
  const whole =
    typeof indicator === 'string' && Object.hasOwn(indicators, indicator) ? indicators[indicator] : undefined;
  const condition =
    wanted.length === 0 ? (whole ?? 'unknown') : gravest(matching.map(({ status }) => conditionOf(status)));
  const concerns = (incident: Readonly<Record<string, unknown>>): boolean => {
    const hit = objectsIn(incident['components']);
    return wanted.length === 0 || hit.length === 0 || hit.some(({ name }) => isNamed(name, wanted));
  };
  const open = objectsIn(page['incidents']).filter((one) => isOpen(one) && concerns(one));
  return {
    condition,
    incidents: open.slice(0, mostIncidents).map(({ name, status }) => ({ name: lineOf(name), status: lineOf(status) })),
  };
};
