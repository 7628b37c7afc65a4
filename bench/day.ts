/** `npm run day`: one day on a virtual clock, with an outage, a flap and work that overruns: what was told of it, and whether it was right. */
import { parseArgs } from 'node:util';
import { writeArtefacts } from './day/artefacts.ts';
import { drawDay } from './day/draw.ts';
import { checksOf } from './day/judge.ts';
import type { Day } from './day/play.ts';
import { playDay } from './day/play.ts';
import { dayStart } from './day/script.ts';
import { hourMs } from './incidents/days.ts';

const help = `day: a day of a gateway in under two minutes, on a virtual clock

  npm run day -- [--out DIR] [--draw] [--seed N]

  --out DIR   where pages, feeds, calendar, alerts and the report go (default: .day)
  --draw      pictures of them into docs/screens (needs chromium and pngquant)
  --seed N    the luck of the day (default: 3)

Exit status: 0 all came as it should, 1 not, 64 usage.
`;

const longestLine = 150;
const short = (text: string): string => (text.length > longestLine ? `${text.slice(0, longestLine - 1)}…` : text);
const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

const storyOf = ({ hours, lines }: Day): string =>
  hours
    .map(({ calls, failed, rescued }, hour) => {
      const from = dayStart + hour * hourMs;
      const inside = lines.filter(({ at }) => at >= from && at < from + hourMs);
      const head = `${timeOf(from).slice(0, 5)}  ${calls} calls, ${failed} failed, ${rescued} rescued\n`;
      return head + inside.map(({ at, says }) => `  ${timeOf(at)}  ${short(says)}\n`).join('');
    })
    .join('');

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: '.day' },
      draw: { type: 'boolean', default: false },
      seed: { type: 'string', default: '3' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const seed = Number(values.seed);
  if (values.help || !Number.isInteger(seed)) {
    process.stdout.write(help);
    return values.help ? 0 : 64;
  }
  const startedAt = performance.now();
  const day = await playDay(seed);
  process.stdout.write(storyOf(day));
  const files = writeArtefacts(values.out, day);
  const checks = checksOf(day);
  const says = checks.map(([what, isRight]) => `${isRight ? 'right' : 'WRONG'}  ${what}\n`).join('');
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  process.stdout.write(`\n${says}\nThe day took ${seconds} s. ${files.length} files are in ${values.out}.\n`);
  if (values.draw) await drawDay(values.out, day);
  return checks.every(([, isRight]) => isRight) ? 0 : 1;
};

process.exitCode = await main();
