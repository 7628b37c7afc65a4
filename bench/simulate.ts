/** `npm run simulate`: the whole gateway on a virtual clock, beside round robin with naive retries, in trouble after trouble. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { figuresOf } from './simulate/figures.ts';
import { linesOf, pictureOf, type Panel } from './simulate/picture.ts';
import type { Scenario } from './simulate/scenario.ts';
import { scenarios } from './simulate/scenarios.ts';
import { type Contender, play } from './simulate/stage.ts';
import { judged, type Result, seedsOf, tableOf } from './simulate/table.ts';

const help = `simulate: the gateway's own policies against simulated upstreams, on a virtual clock

  npm run simulate -- [--scenario NAME …] [--upstreams N] [--faulty K] [--seed S] [--seeds N] [--ours] [--svg FILE] [--json]

  --scenario NAME  this one only, may be repeated: ${scenarios.map(({ name }) => name).join(', ')}
  --upstreams N    so many in every scenario (default: 3)
  --faulty K       so many of them have the fault, where not all have it (default: 1)
  --seed S         another run of luck (default: 1)
  --seeds N        N runs, from that seed on, with every target at each of them
  --ours           without round robin beside it
  --svg FILE       draws success and time to first token over time
  --json           the figures as one JSON document

Exit status: 0 all targets met, 1 not, 64 usage.
`;

const progress = (text: string): void => void process.stderr.write(`simulate: ${text}\n`);

interface Options {
  readonly upstreams: number | null;
  readonly faulty: number;
  readonly seed: number;
}

interface Shown extends Result {
  readonly lines: Panel['lines'][number];
}

const playOne = async (scenario: Scenario, contender: Contender, options: Options): Promise<Shown> => {
  const label = `${scenario.name}, ${contender}, seed ${options.seed}`;
  let told = performance.now();
  const played = await play({
    ...options,
    scenario,
    contender,
    progress: (doneMs) => {
      if (performance.now() - told < 2_000) return;
      told = performance.now();
      progress(`${label}: ${doneMs / 1000} of ${scenario.lastsMs / 1000} s`);
    },
  });
  progress(`${label}: ${played.asked.length} questions in ${(played.realMs / 1000).toFixed(1)} s`);
  return { scenario, contender, seed: options.seed, figures: figuresOf(played), lines: linesOf(played) };
};

interface Wishes extends Options {
  readonly seeds: number;
  readonly wanted: readonly Scenario[];
  readonly contenders: readonly Contender[];
  readonly svg: string | undefined;
  readonly isJson: boolean;
}

/** `null` after saying what is wrong. */
const wishesIn = (): Wishes | 'help' | null => {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', multiple: true },
      upstreams: { type: 'string' },
      faulty: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      ours: { type: 'boolean', default: false },
      svg: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const upstreams = values.upstreams === undefined ? null : Number(values.upstreams);
  const [faulty, seed, seeds] = [Number(values.faulty), Number(values.seed), Number(values.seeds)];
  const unknown = values.scenario?.find((name) => !scenarios.some((one) => one.name === name));
  if (unknown !== undefined) progress(`there is no scenario "${unknown}"`);
  const isWrong = [upstreams ?? 1, faulty, seed, seeds].some((number) => !Number.isInteger(number) || number < 1);
  if (isWrong) progress('--upstreams, --faulty, --seed and --seeds take a whole number above 0');
  if (isWrong || unknown !== undefined) return null;
  const wanted = scenarios.filter(({ name }) => values.scenario?.includes(name) ?? true);
  const contenders: readonly Contender[] = values.ours ? ['ours'] : ['ours', 'naive'];
  return { upstreams, faulty, seed, seeds, wanted, contenders, svg: values.svg, isJson: values.json };
};

const draw = (file: string, { wanted, seed }: Wishes, results: readonly Shown[]): void => {
  const panels = wanted.map((scenario) => ({
    scenario,
    lines: results.filter((result) => result.scenario === scenario && result.seed === seed).map(({ lines }) => lines),
  }));
  writeFileSync(file, pictureOf(panels));
};

const main = async (): Promise<number> => {
  const wishes = wishesIn();
  if (wishes === null) return 64;
  if (wishes === 'help') {
    process.stdout.write(help);
    return 0;
  }
  const { seed, seeds, wanted, contenders, svg, isJson } = wishes;
  const results: Shown[] = [];
  for (let each = seed; each < seed + seeds; each++)
    for (const scenario of wanted)
      for (const contender of contenders) results.push(await playOne(scenario, contender, { ...wishes, seed: each }));
  if (svg !== undefined) draw(svg, wishes, results);
  const asJson = results.map((result) => ({
    scenario: result.scenario.name,
    gateway: result.contender,
    seed: result.seed,
    figures: result.figures,
    targets: judged(result),
  }));
  const table = seeds > 1 ? seedsOf(results) : tableOf(results);
  process.stdout.write(`${isJson ? JSON.stringify(asJson, null, 2) : table}\n`);
  const isMissed = results.some((result) => result.contender === 'ours' && judged(result).some(({ isMet }) => !isMet));
  return isMissed ? 1 : 0;
};

process.exitCode = await main();
