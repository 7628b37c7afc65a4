/** Runs the doctor against real faults in network namespaces: `run.ts [--only TEXT] [--side N]`. Exit status 0: all cases right, or none can be run. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Diagnosis } from '../../src/advice/doctor/diagnosis.ts';
import { controlsFile } from './addresses.ts';
import type { Case } from './case.ts';
import { stageOf, urlOf } from './case.ts';
import { cases } from './cases.ts';
import { makeCertificates } from './certificates.ts';
import { openNetwork, whyNoNetwork, type Network } from './network.ts';

const root = join(import.meta.dirname, '../..');
const statuses = { none: 0, you: 1, network: 1, gateway: 2, provider: 3, unknown: 4 } as const;
/** What is promised. */
const mostMs = 15_000;
const worldMs = 90_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    side: { type: 'string' },
    loud: { type: 'boolean', default: false },
  },
});

interface Told {
  readonly status: number;
  readonly diagnosis: Diagnosis;
}

const startWorld = async (network: Network, one: Case, folder: string): Promise<void> => {
  const args = [
    'netns',
    'exec',
    network.world,
    process.execPath,
    join(import.meta.dirname, 'world.ts'),
    JSON.stringify(stageOf(one)),
    folder,
  ];
  const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), worldMs);
  try {
    await Promise.race([
      once(child.stdout, 'data', { signal: late.signal }),
      once(child, 'close', { signal: late.signal }).then(() => Promise.reject(new Error(said))),
    ]);
  } catch (error) {
    throw new Error(`the world of “${one.name}” did not come up: ${said}`, { cause: error });
  } finally {
    clearTimeout(timer);
    late.abort();
  }
};

/** A `gsettings` that says what the case wants; elsewhere there may be none. */
const writeSettings = async ({ settings = {} }: Case, tools: string): Promise<void> => {
  const rows = Object.entries(settings).map(([key, value]) => `  'get ${key}') echo "'${value}'";;\n`);
  await mkdir(tools, { recursive: true });
  await writeFile(join(tools, 'gsettings'), `#!/bin/sh\ncase "$*" in\n${rows.join('')}*) exit 1;;\nesac\n`, {
    mode: 0o755,
  });
};

const askDoctor = (network: Network, one: Case, folder: string): Promise<Told> =>
  new Promise((resolve, reject) => {
    const tools = join(folder, network.client);
    const doctor = [
      join(root, 'src/main.ts'),
      'doctor',
      one.url ?? urlOf(stageOf(one)),
      '--json',
      '--controls',
      join(folder, 'controls.json'),
    ];
    const args = ['netns', 'exec', network.client, process.execPath, ...doctor, ...(one.args ?? [])];
    const env = {
      PATH: `${tools}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.crt'),
      ...one.env,
    };
    execFile('ip', args, { env, timeout: 40_000 }, (error, out, said) => {
      const status = error === null ? 0 : Number(error.code);
      if (out.startsWith('{')) resolve({ status, diagnosis: JSON.parse(out) as Diagnosis });
      else reject(new Error(`the doctor printed no JSON: ${out.slice(0, 300)} ${said.slice(0, 600)}`));
    });
  });

const differ = (what: string, is: unknown, should: unknown): readonly string[] =>
  is === should ? [] : [`${what} ${String(is)}, not ${String(should)}`];

/** What is wrong with what it said. */
const wrongIn = (one: Case, { status, diagnosis }: Told): readonly string[] => {
  const { blame, family, trouble, remedies, ms } = diagnosis;
  return [
    ...differ('blame', blame, one.blame),
    ...differ('family', family, one.family),
    ...(one.troubles.includes(trouble) ? [] : [`trouble ${String(trouble)}, not ${one.troubles.join(' or ')}`]),
    ...differ('first remedy', remedies[0]?.id ?? null, one.remedy),
    ...(one.hint === undefined || diagnosis.hops.some(({ troubles }) => troubles.some((each) => each === one.hint))
      ? []
      : [`no hint of ${one.hint}`]),
    ...differ('exit status', status, statuses[one.blame]),
    ...(ms > mostMs ? [`it took ${ms} ms`] : []),
  ];
};

interface Outcome {
  readonly one: Case;
  readonly wrong: readonly string[];
  readonly ms: number;
  readonly diagnosis: Diagnosis | null;
}

const runCase = async (one: Case, id: string, folder: string): Promise<Outcome> => {
  try {
    await using network = await openNetwork(id, one);
    await startWorld(network, one, folder);
    if (one.world !== undefined) await network.inside('world', one.world);
    if (one.client !== undefined) await network.inside('client', one.client);
    await writeSettings(one, join(folder, network.client));
    const told = await askDoctor(network, one, folder);
    return { one, wrong: wrongIn(one, told), ms: told.diagnosis.ms, diagnosis: told.diagnosis };
  } catch (error) {
    return {
      one,
      wrong: [error instanceof Error ? error.message : String(error)],
      ms: 0,
      diagnosis: null,
    };
  }
};

const print = ({ one, wrong, ms, diagnosis }: Outcome): void => {
  const word = wrong.length === 0 ? 'ok  ' : 'FAIL';
  process.stdout.write(`${word} ${(ms / 1000).toFixed(1).padStart(5)} s  ${one.name}: ${diagnosis?.verdict ?? ''}\n`);
  for (const each of wrong) process.stdout.write(`            ${each}\n`);
  if (wrong.length === 0 || diagnosis === null || !values.loud) return;
  for (const { id, status, says, evidence } of diagnosis.hops)
    process.stdout.write(
      `            ${id} ${status} ${says} ${evidence.map((clue) => `${clue.says}=${clue.value}`).join('; ')}\n`,
    );
};

/** Worlds have clocks of seconds, which side by side on a busy machine run out for nothing: how many fail alone as well. */
const onceMoreAlone = async (failed: readonly Numbered[], folder: string): Promise<number> => {
  let wrong = 0;
  for (const { one, at } of failed) {
    process.stdout.write('once more, alone:\n');
    const outcome = await runCase(one, `${process.pid % 10_000}m${at}`, folder);
    print(outcome);
    if (outcome.wrong.length > 0) wrong++;
  }
  return wrong;
};

interface Numbered {
  readonly one: Case;
  readonly at: number;
}

/** Its gateway has to meet its AI service again and again, with pauses, before it leaves it alone: half a minute of waiting. */
const isSlow = ({ one }: Numbered): boolean => {
  const { site } = stageOf(one);
  return site.kind === 'gateway' && site.provider !== 'well';
};

const runAll = async (folder: string): Promise<number> => {
  const wanted: readonly Numbered[] = cases
    .filter(({ name }) => values.only.split(',').some((part) => name.includes(part)))
    .map((one, at) => ({ one, at }));
  const failed: Numbered[] = [];
  const work = async (waiting: Numbered[]): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await runCase(next.one, `${process.pid % 10_000}n${next.at}`, folder);
      print(outcome);
      if (outcome.wrong.length > 0) failed.push(next);
    }
  };
  const side = Number(values.side ?? 2 * availableParallelism());
  const slow = wanted.filter(isSlow);
  const others = wanted.filter((each) => !isSlow(each));
  await Promise.all([
    ...Array.from({ length: side }, () => work(others)),
    ...Array.from({ length: side }, () => work(slow)),
  ]);
  const wrong = await onceMoreAlone(failed, folder);
  process.stdout.write(
    `doctor: ${wanted.length - wrong} of ${wanted.length} cases right, ${failed.length - wrong} of them the second time\n`,
  );
  return wrong === 0 ? 0 : 1;
};

const main = async (): Promise<number> => {
  const why = await whyNoNetwork();
  if (why !== null) {
    process.stdout.write(`skipped: the doctor's cases need network namespaces, and ${why}\n`);
    return 0;
  }
  const folder = await makeCertificates();
  try {
    await writeFile(join(folder, 'controls.json'), JSON.stringify(controlsFile));
    return await runAll(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

process.exitCode = await main();
