/** What can be done about a trouble: one table in the order of what it costs, and the choice for one case. */
import type { Remedy } from './diagnosis.ts';
import { deviceRemedies } from './remedies/device.ts';
import { nameRemedies } from './remedies/names.ts';
import { networkRemedies } from './remedies/network.ts';
import { peopleRemedies } from './remedies/people.ts';
import type { Browser, Os, RemedyRow, Steps } from './remedies/remedy-row.ts';
import { costs } from './remedies/remedy-row.ts';
import { waitRemedies } from './remedies/wait.ts';
import type { TroubleId } from './troubles.ts';

const rows = { ...peopleRemedies, ...waitRemedies, ...networkRemedies, ...deviceRemedies, ...nameRemedies };

export type RemedyId = keyof typeof rows;

/** What stands in braces in the table. */
const blanks = [
  'wait',
  'host',
  'port',
  'url',
  'proxyUrl',
  'proxyLogin',
  'support',
  'status',
  'report',
  'lineReport',
] as const;

/** What stands for `wait` where nobody says how long. */
export const aMinute = 'Wait a minute';

type Blank = (typeof blanks)[number];

/** For whom the steps are written, and what stands for the names in braces. */
export interface Patient {
  readonly os: Os;
  /** `null`: not known, so all are shown. */
  readonly browser: Browser | null;
  readonly fill: Readonly<Record<Blank, string>>;
}

const all = Object.entries(rows) as readonly (readonly [RemedyId, RemedyRow])[];

export const remedyIds = all.map(([id]) => id);

const mostRemedies = 3;

const browserNames = { chrome: 'Chrome', edge: 'Edge', firefox: 'Firefox', safari: 'Safari' } as const;

const isList = (steps: Steps): steps is readonly string[] => Array.isArray(steps);

const stepsFor = (steps: Steps, { os, browser }: Patient): readonly string[] => {
  if (isList(steps)) return steps;
  if ('linux' in steps) return steps[os];
  if (browser !== null) return [steps[browser]];
  return (Object.keys(browserNames) as Browser[]).map((each) => `${browserNames[each]}: ${steps[each]}`);
};

const filled = (text: string, fill: Patient['fill']): string =>
  blanks.reduce((rest, name) => rest.replaceAll(`{${name}}`, fill[name]), text);

/** What helps against any of these, the cheapest first; of those that cost the same, what helps against the first. */
export const remediesFor = (troubles: readonly TroubleId[], patient: Patient): readonly Remedy[] =>
  all
    .map(([id, row]) => ({ id, row, at: troubles.findIndex((trouble) => row.helps.includes(trouble)) }))
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => costs.indexOf(one.row.cost) - costs.indexOf(other.row.cost) || one.at - other.at)
    .slice(0, mostRemedies)
    .map(({ id, row }) => ({
      id,
      text: filled(row.text, patient.fill),
      steps: stepsFor(row.steps, patient).map((step) => filled(step, patient.fill)),
      changes: row.changes,
    }));
