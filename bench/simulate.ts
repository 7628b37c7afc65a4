/** `npm run simulate`: the whole gateway on a virtual clock, beside round robin with naive retries, in trouble after trouble. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { figuresOf } from './simulate/figures.ts';
import { linesOf, pictureOf, type Panel } from './simulate/picture.ts';
import type { Scenario } from './simulate/scenario.ts';
import { scenarios } from './simulate/scenarios.ts';
import { type Contender, play } from './simulate/stage.ts';
import { judged, type Result, tableOf } from './simulate/table.ts';

const help = `simulate: the gateway's own policies against simulated upstreams, on a virtual clock

  npm run simulate -- [--scenario NAME …] [--upstreams N] [--faulty K] [--seed S] [--ours] [--svg FILE] [--json]

  --scenario NAME  this one only, may be repeated: ${scenarios.map(({ name }) => name).join(', ')}
  --upstreams N    so many in every scenario (default: 3)
  --faulty K       so many of them have the fault, where not all have it (default: 1)
  --seed S         another run of luck (default: 1)
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
  const label = `${scenario.name}, ${contender}`;
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
  return { scenario, contender, figures: figuresOf(played), lines: linesOf(played) };
};

const count = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', multiple: true },
      upstreams: { type: 'string' },
      faulty: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      ours: { type: 'boolean', default: false },
      svg: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const upstreams = count(values.upstreams);
  const faulty = count(values.faulty) ?? 1;
  const seed = count(values.seed) ?? 1;
  const unknown = values.scenario?.find((name) => !scenarios.some((one) => one.name === name));
  if (unknown !== undefined) progress(`there is no scenario "${unknown}"`);
  const isWrong = [upstreams ?? 1, faulty, seed].some((number) => !Number.isInteger(number) || number < 1);
  if (isWrong) progress('--upstreams, --faulty and --seed take a whole number above 0');
  if (isWrong || unknown !== undefined) return 64;
  const wanted = scenarios.filter(({ name }) => values.scenario?.includes(name) ?? true);
  const contenders: readonly Contender[] = values.ours ? ['ours'] : ['ours', 'naive'];
  const results: Shown[] = [];
  for (const scenario of wanted)
    for (const contender of contenders) results.push(await playOne(scenario, contender, { upstreams, faulty, seed }));
  if (values.svg !== undefined) {
    const panels = wanted.map((scenario) => ({
      scenario,
      lines: results.filter((result) => result.scenario === scenario).map(({ lines }) => lines),
    }));
    writeFileSync(values.svg, pictureOf(panels));
  }
  const asJson = results.map((result) => ({
    scenario: result.scenario.name,
    gateway: result.contender,
    figures: result.figures,
    targets: judged(result),
  }));
  process.stdout.write(`${values.json ? JSON.stringify(asJson, null, 2) : tableOf(results)}\n`);
  const isMissed = results.some((result) => result.contender === 'ours' && judged(result).some(({ isMet }) => !isMet));
  return isMissed ? 1 : 0;
};

process.exitCode = await main();
