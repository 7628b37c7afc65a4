/** Says in which room a file lives and whether it may import what it imports. */
import path from 'node:path';
import { computingModules, computingNames, housePlan, outside, roomNames, testPackages } from '../house-plan.ts';
import type { RoomName } from '../house-plan.ts';

/** Where a file stands. `free`: scripts, tests and benches, which may import anything. */
export type Place =
  | { readonly kind: 'room'; readonly room: RoomName }
  | { readonly kind: 'free' }
  | { readonly kind: 'lost' };

const inside = roomNames.filter((each) => !outside.includes(each));

/** `file` is relative to the project, with forward slashes. */
export const placeOf = (file: string): Place => {
  const [top, second] = file.split('/');
  const own = outside.find((each) => each === top);
  if (own !== undefined) return { kind: 'room', room: own };
  if (top !== 'src') return { kind: 'free' };
  const name = second === 'main.ts' ? 'main' : second;
  const room = inside.find((each) => each === name && (each === 'main') === (second === 'main.ts'));
  return room === undefined ? { kind: 'lost' } : { kind: 'room', room };
};

export const isTest = (file: string): boolean => file.endsWith('.test.ts');

/** A reason why this import is not allowed, or null. */
export const refusalOf = (file: string, specifier: string, names: readonly string[] | null): string | null => {
  const place = placeOf(file);
  if (place.kind === 'free') return null;
  if (place.kind === 'lost') return 'it lives in no room of the plan';
  if (specifier.startsWith('.')) return refusalOfFile(file, place.room, specifier);
  if (specifier.startsWith('node:')) return isTest(file) ? null : refusalOfBuiltIn(place.room, specifier, names);
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (housePlan[place.room].packages.includes(name)) return null;
  if (isTest(file) && testPackages.includes(name)) return null;
  return `room ${place.room} may not import package ${name}`;
};

/** The file that a relative import means, relative to the project. */
export const resolve = (file: string, specifier: string): string =>
  path.posix.join(path.posix.dirname(file), specifier);

const refusalOfFile = (file: string, room: RoomName, specifier: string): string | null => {
  const target = resolve(file, specifier);
  const place = placeOf(target);
  if (place.kind === 'lost') return 'it lives in no room of the plan';
  if (place.kind === 'free') {
    if (isTest(file) && ['fakes', room].some((folder) => target.startsWith(`test/${folder}/`))) return null;
    if (room === 'main' && target === 'package.json') return null;
    return `room ${room} may not import from outside src`;
  }
  if (place.room === room || housePlan[room].imports.includes(place.room)) return null;
  return `room ${room} may not import room ${place.room}`;
};

const refusalOfBuiltIn = (room: RoomName, specifier: string, names: readonly string[] | null): string | null => {
  const { reach } = housePlan[room];
  const onlyComputes =
    computingModules.includes(specifier) || names?.every((name) => computingNames[specifier]?.includes(name)) === true;
  if (reach === 'world' || (reach === 'memory' && onlyComputes)) return null;
  return `room ${room} may not import ${specifier}`;
};
