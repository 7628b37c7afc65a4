/** What earlier walks on this device found: the last one whole, of the others when and which trouble. */
import type { Diagnosis } from '../advice/doctor/diagnosis.ts';
import { hopIds } from '../advice/doctor/diagnosis.ts';
import type { PastWalk, Recurrence } from '../advice/doctor/history.ts';
import { recurrenceOf, remembered } from '../advice/doctor/history.ts';
import { isObject, objectOf } from '../dialect/reading.ts';
import type { DoctorCommandWorld } from './doctor-world.ts';

interface Walk extends PastWalk {
  readonly target: string;
}

interface Past {
  readonly last: Diagnosis | null;
  readonly walks: readonly Walk[];
}

const isWalk = (value: unknown): value is Walk =>
  isObject(value) &&
  typeof value['at'] === 'number' &&
  typeof value['target'] === 'string' &&
  (value['trouble'] === null || typeof value['trouble'] === 'string');

/** Our own file, but anybody may have edited it. */
const isDiagnosis = (value: unknown): value is Diagnosis =>
  isObject(value) &&
  typeof value['target'] === 'string' &&
  typeof value['verdict'] === 'string' &&
  'scope' in value &&
  Array.isArray(value['remedies']) &&
  Array.isArray(value['proven']) &&
  Array.isArray(value['hops']) &&
  value['hops'].length === hopIds.length &&
  value['hops'].every((hop, at) => isObject(hop) && hop['id'] === hopIds[at] && Array.isArray(hop['troubles']));

const pastIn = (text: string | null): Past => {
  const file = text === null ? null : objectOf(text);
  const { last, walks } = file ?? {};
  return { last: isDiagnosis(last) ? last : null, walks: Array.isArray(walks) ? walks.filter(isWalk) : [] };
};

interface LastWalk {
  readonly diagnosis: Diagnosis;
  readonly recurs: Recurrence | null;
}

/** `null`: none is remembered. */
export const lastWalk = async ({ past }: DoctorCommandWorld): Promise<LastWalk | null> => {
  const { last, walks } = pastIn(await past.read());
  if (last === null) return null;
  const earlier = walks.filter(({ target, at }) => target === last.target && at < last.at);
  return { diagnosis: last, recurs: recurrenceOf(earlier, last.trouble, last.at) };
};

/** Keeps a walk, and says whether its trouble was met here before. */
export const keepWalk = async ({ past }: DoctorCommandWorld, diagnosis: Diagnosis): Promise<Recurrence | null> => {
  const { walks } = pastIn(await past.read());
  const { target, at, trouble } = diagnosis;
  const same = walks.filter((walk) => walk.target === target);
  const walk: Walk = { target, at, trouble };
  const kept = remembered(walks, walk).map((each) => ({ ...walk, ...each }));
  await past.write(`${JSON.stringify({ last: diagnosis, walks: kept })}\n`);
  return recurrenceOf(same, trouble, at);
};
