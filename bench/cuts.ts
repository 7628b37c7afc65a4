/** `npm run cuts`: every fault at every byte of every recorded stream, in front of the whole gateway. Takes minutes; exits 1 on a finding. */
import { breakAll } from '../test/property/breaking.ts';

const startedAt = performance.now();
const total = { cases: 0, whole: 0, resumed: 0, error: 0, bad: 0 };
const row = (name: string, cells: readonly (number | string)[]): void =>
  console.log(`${name.padEnd(42)}${cells.map((cell) => String(cell).padStart(9)).join('')}`);

row('stream', ['bytes', 'cases', 'whole', 'resumed', 'error', 'wrong']);
const tallies = await breakAll('all', ({ name, bytes, cases, whole, resumed, error, bad }) => {
  row(name, [bytes, cases, whole, resumed, error, bad]);
});
for (const tally of tallies) {
  for (const name of ['cases', 'whole', 'resumed', 'error', 'bad'] as const) total[name] += tally[name];
  if (tally.bad > 0) console.error(`${tally.name}: ${tally.firstBad}`);
}
row('all', ['', total.cases, total.whole, total.resumed, total.error, total.bad]);
console.log(`${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
process.exitCode = total.bad === 0 ? 0 : 1;
