/** `npm run incidents`: what the gateway notices of days of which the truth is known, and how soon. */
import { parseArgs } from 'node:util';
import { durationText } from '../src/domain/words/index.ts';
import { chanceOf, quietDay } from './incidents/days.ts';
import type { Judged } from './incidents/judge.ts';
import { judge } from './incidents/judge.ts';
import { labelledDays } from './incidents/labelled.ts';

const help = `incidents: days of calls made by chance, with and without trouble, as the gateway would have seen them

  npm run incidents -- [--seeds N] [--quiet DAYS] [--day NAME …] [--json]

  --seeds N     each labelled day so often, by another chance (default: 5)
  --quiet DAYS  so many noisy days without trouble (default: 30)
  --day NAME    these labelled days alone, by a part of their names
  --json        one JSON document

Exit status: 0 all troubles noticed and nothing else, 1 not, 64 usage.
`;

const median = (all: readonly number[]): number | null =>
  all.toSorted((one, other) => one - other)[all.length >> 1] ?? null;

const told = (all: readonly number[]): string => {
  const [middle, most] = [median(all), Math.max(...all)];
  return middle === null ? '–' : `${durationText(middle)} | ${durationText(most)}`;
};

const cells = (results: readonly Judged[]): string => {
  const [first] = results;
  const [truths, found, wrong] = [
    results.reduce((sum, one) => sum + one.truths, 0),
    results.reduce((sum, one) => sum + one.found, 0),
    results.reduce((sum, one) => sum + one.wrong.length, 0),
  ];
  const times = results.flatMap(({ detectedMs }) => detectedMs);
  const off = results.flatMap(({ startOffMs }) => startOffMs.map(Math.abs));
  const shown = times.length === 0 ? '– | –' : told(times);
  return `| ${first?.name ?? ''} | ${truths === 0 ? '–' : `${found} of ${truths}`} | ${wrong} | ${shown} | ${off.length === 0 ? '–' : durationText(median(off) ?? 0)} |`;
};

const progress = (text: string): void => void process.stderr.write(`incidents: ${text}\n`);

const played = (name: string, play: () => Judged): Judged => {
  const startedAt = performance.now();
  const result = play();
  progress(`${name}: ${result.calls} calls in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  for (const one of result.wrong) progress(`  not of this day: ${one}`);
  if (result.found < result.truths) progress('  not noticed');
  return result;
};

const wishes = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    quiet: { type: 'string', default: '30' },
    day: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const main = (): number => {
  const { values } = wishes;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [seeds, quiet] = [Number(values.seeds), Number(values.quiet)];
  if (![seeds, quiet].every((count) => Number.isInteger(count) && count >= 0)) {
    progress('--seeds and --quiet take whole numbers');
    return 64;
  }
  const names = labelledDays(chanceOf(1)).map(({ name }) => name);
  const wanted = names.filter((name) => values.day?.some((part) => name.includes(part)) ?? true);
  const labelled = wanted.map((name) =>
    Array.from({ length: seeds }, (_, seed) => {
      const chance = chanceOf(1_000 * seed + name.length);
      const day = labelledDays(chance).find((one) => one.name === name);
      return day === undefined ? [] : [played(`${name}, seed ${seed + 1}`, () => judge(day, chance))];
    }).flat(),
  );
  const calm = Array.from({ length: quiet }, (_, index) =>
    played(`quiet day ${index + 1}`, () => judge(quietDay(index), chanceOf(77_000 + index))),
  );
  return report(labelled, calm, values.json);
};

const ratio = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(3));

const report = (labelled: readonly (readonly Judged[])[], calm: readonly Judged[], isJson: boolean): number => {
  const all = labelled.flat();
  const [truths, found] = [all.reduce((sum, one) => sum + one.truths, 0), all.reduce((sum, one) => sum + one.found, 0)];
  const wrong = all.reduce((sum, one) => sum + one.wrong.length, 0);
  const falseOnes = calm.reduce((sum, one) => sum + one.wrong.length, 0);
  if (isJson) process.stdout.write(`${JSON.stringify({ labelled, calm }, null, 2)}\n`);
  else
    process.stdout.write(
      [
        '| day | noticed | not of this day | median time to notice | longest | begin named off by (median) |',
        '| --- | --- | --- | --- | --- | --- |',
        ...labelled.filter((one) => one.length > 0).map(cells),
        '',
        `Recall ${ratio(found, truths)}, precision ${ratio(found, found + wrong)} over ${all.length} labelled days.`,
        `False incidents on ${calm.length} quiet but noisy days: ${falseOnes}.`,
        '',
      ].join('\n'),
    );
  return found === truths && wrong + falseOnes === 0 ? 0 : 1;
};

process.exitCode = main();
