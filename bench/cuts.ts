/**
 * `npm run cuts`: every fault at every byte of every recorded stream, in front of the whole gateway. Takes a quarter of an hour or more;
 * `npm run cuts -- FILE` writes down what is done, and goes on from there as long as the program is the same. Exits 1 on a finding.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { breakAll, casesIn, type Done, type Slice, slicesOf, tallied } from '../test/property/breaking.ts';

const [file = null] = process.argv.slice(2);

/** What tells one program from another: the text of all there is to it. */
const programDigest = async (): Promise<string> => {
  const root = join(import.meta.dirname, '..');
  const digest = createHash('sha256');
  for (const room of ['src', 'bench/simulate', 'test/property', 'test/fakes', 'test/dialect']) {
    const names = await readdir(join(root, room), { recursive: true });
    for (const name of names.filter((each) => each.endsWith('.ts') && !each.endsWith('.test.ts')).toSorted())
      digest.update(`${room}/${name}\n`).update(readFileSync(join(root, room, name)));
  }
  return digest.digest('hex').slice(0, 16);
};

/** A line of the file: what was done, and of which program. */
type Line = Done & { readonly program: string };

const keyOf = ({ name, from }: Slice): string => `${name} ${from}`;

/** What is done already of this very program. Where it was stopped, a line may be half of one. */
const linesIn = (path: string, program: string): readonly Line[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(`,"program":"${program}"}`))
    .map((line) => JSON.parse(line) as Line);

const program = await programDigest();
const known = file !== null && existsSync(file) ? linesIn(file, program) : [];
const done = new Map<string, Done>(known.map((line) => [keyOf(line.slice), line]));
const slices = slicesOf('all');
const left = slices.filter((slice) => !done.has(keyOf(slice)));
const casesOf = (some: readonly Slice[]): number => some.reduce((sum, slice) => sum + casesIn(slice), 0);
const [all, toDo] = [casesOf(slices), casesOf(left)];
if (toDo < all) console.error(`${all - toDo} of ${all} cases are done already`);

const startedAt = performance.now();
let cases = 0;
let toldPercent = 0;

/** Every twentieth part, and how long the rest takes at this pace. */
const progress = (): void => {
  const percent = Math.floor((cases / toDo) * 20) * 5;
  if (percent <= toldPercent) return;
  toldPercent = percent;
  const minutes = (((performance.now() - startedAt) / cases) * (toDo - cases)) / 60_000;
  console.error(`${percent} %: ${all - toDo + cases} of ${all} cases, about ${Math.ceil(minutes)} min left`);
};

await breakAll(left, (one) => {
  done.set(keyOf(one.slice), one);
  cases += one.cases;
  if (file !== null) appendFileSync(file, `\n${JSON.stringify({ ...one, program } satisfies Line)}`);
  if (one.bad > 0) console.error(`${one.slice.name}: ${one.firstBad}`);
  progress();
});

const row = (name: string, cells: readonly (number | string)[]): void =>
  console.log(`${name.padEnd(42)}${cells.map((cell) => String(cell).padStart(9)).join('')}`);
const total = { cases: 0, whole: 0, resumed: 0, error: 0, bad: 0 };
row('stream', ['bytes', 'cases', 'whole', 'resumed', 'error', 'wrong']);
for (const tally of tallied(done.values())) {
  row(tally.name, [tally.bytes, tally.cases, tally.whole, tally.resumed, tally.error, tally.bad]);
  for (const name of ['cases', 'whole', 'resumed', 'error', 'bad'] as const) total[name] += tally[name];
}
row('all', ['', total.cases, total.whole, total.resumed, total.error, total.bad]);
console.log(`${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
process.exitCode = total.bad === 0 ? 0 : 1;
