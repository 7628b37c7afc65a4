/** Checks every source file against the house plan: imports, cycles, reach into the world, sizes and first lines. */
import { readFileSync, globSync, existsSync } from 'node:fs';
import path from 'node:path';
import { exceptions, housePlan } from './house-plan.ts';
import type { Exception } from './house-plan.ts';
import { cyclesIn } from './layers/cycles.ts';
import { importsOf } from './layers/imports.ts';
import { isTest, placeOf, refusalOf, resolve } from './layers/rooms.ts';
import { sizeFindingsOf } from './layers/size.ts';
import type { Source } from './layers/size.ts';
import { parseSource } from './layers/syntax.ts';
import { worldlyUsesOf } from './layers/world.ts';

export interface Report {
  readonly files: number;
  /** One line each: `file:line says`. */
  readonly findings: readonly string[];
}

export const checkLayers = (root: string): Report => {
  const files = globSync('{src,client,doctor,web,scripts,test,bench}/**/*.{ts,tsx,mts,cts,js,mjs,cjs}', {
    cwd: root,
    exclude: ['**/node_modules/**', 'bench/.peers/**'],
  });
  const graph = new Map<string, readonly string[]>();
  const findings = files.toSorted().flatMap((file) => checkFile(root, toPosix(file), graph));
  if (files.length === 0) findings.push('no source file was found: nothing was checked');
  const cycles = cyclesIn(graph).map((members) => `${members[0]}:1 is in an import cycle: ${members.join(' ↔ ')}`);
  return { files: files.length, findings: [...withoutExceptions(root, findings), ...cycles] };
};

const checkFile = (root: string, file: string, graph: Map<string, readonly string[]>): string[] => {
  const text = readFileSync(path.join(root, file), 'utf8');
  const parsed = parseSource(file, text);
  if (parsed.kind === 'broken') return [`${file}:1 cannot be parsed: ${parsed.message}`];
  const at = (offset: number): string => `${file}:${parsed.lineAt(offset)}`;
  const source: Source = { file, text, ...parsed };
  graph.set(file, valueImportsOf(source));
  return [
    ...importFindings(source).map((each) => `${at(each.offset)} ${each.says}`),
    ...worldFindings(source).map((each) => `${at(each.offset)} ${each.says}`),
    ...sizeFindingsOf(source).map((each) => `${at(each.offset)} ${each.says}`),
  ];
};

const valueImportsOf = ({ file, program }: Source): readonly string[] =>
  importsOf(program)
    .filter(({ specifier, isType }) => !isType && specifier?.startsWith('.') === true)
    .map(({ specifier }) => resolve(file, specifier ?? ''));

const importFindings = ({ file, program }: Source): { offset: number; says: string }[] =>
  importsOf(program).flatMap(({ specifier, offset, names }) => {
    if (specifier === null) {
      return placeOf(file).kind === 'free' ? [] : [{ offset, says: 'imports a computed name, which nobody can check' }];
    }
    const refusal = refusalOf(file, specifier, names);
    return refusal === null ? [] : [{ offset, says: `imports ${specifier}: ${refusal}` }];
  });

const worldFindings = ({ file, program }: Source): { offset: number; says: string }[] => {
  const place = placeOf(file);
  if (place.kind !== 'room' || isTest(file)) return [];
  const { reach } = housePlan[place.room];
  if (reach === 'world' || reach === 'device' || reach === 'browser') return [];
  return worldlyUsesOf(program).map(({ name, offset }) => ({
    offset,
    says: `uses ${name}: room ${place.room} takes it from a port`,
  }));
};

const excuses = (each: Exception, line: string): boolean =>
  line.startsWith(`${each.file}:`) && line.includes(` ${each.says}:`);

/** Drops what the plan excuses; an excuse that nothing needs is a finding itself. */
const withoutExceptions = (root: string, findings: readonly string[]): string[] => {
  const idle = exceptions
    .filter((each) => existsSync(path.join(root, each.file)) && !findings.some((line) => excuses(each, line)))
    .map((each) => `${each.file}:1 no longer needs its exception '${each.says}' in scripts/house-plan.ts`);
  return [...findings.filter((line) => !exceptions.some((each) => excuses(each, line))), ...idle];
};

const toPosix = (file: string): string => file.split(path.sep).join('/');

if (import.meta.main) {
  const { files, findings } = checkLayers(path.join(import.meta.dirname, '..'));
  for (const line of findings) console.error(line);
  console.log(`layers: ${files} files, ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
