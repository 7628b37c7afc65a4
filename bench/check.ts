/** How long `check` takes for a thousand files of all systems, read from a disk; the aim is under 2 s. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allRules } from '../src/advice/check/rules.ts';

const files = 1_000;
const runs = 5;
const endings: Readonly<Record<string, string>> = {
  nginx: 'conf',
  haproxy: 'cfg',
  envoy: 'yaml',
  kubernetes: 'yaml',
  node: 'ts',
  'good-gateway': 'yaml',
};

const folder = mkdtempSync(join(tmpdir(), 'check-'));
const systems = Object.keys(endings);
const pages = allRules.filter(({ system }) => systems.includes(system));
let characters = 0;
const names = Array.from({ length: files }, (_, at) => {
  const system = systems[at % systems.length] ?? '';
  const own = pages.filter((rule) => rule.system === system);
  const text = own[Math.floor(at / systems.length) % own.length]?.before ?? '';
  const name = join(folder, `${system}-${at}.${endings[system] ?? ''}`);
  characters += text.length;
  writeFileSync(name, text);
  return name;
});

/** Says at its end, on a line of its own, what it has cost: a busy machine makes it wait, not work. */
const telling = `--import=data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.cpuUsage())));',
)}`;

interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
}

const run = (args: readonly string[]): Promise<Cost> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const node = join(import.meta.dirname, '../bin/node');
    const child = spawn(node, [telling, ...args, ...names], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    let told = '';
    child.stdio[3]?.on('data', (text: Buffer) => void (told += text.toString()));
    child.on('error', reject);
    child.on('close', () => {
      const { user, system } = JSON.parse(told) as NodeJS.CpuUsage;
      resolve({ ms: performance.now() - startedAt, cpuMs: (user + system) / 1_000 });
    });
  });

const check = [join(import.meta.dirname, '../src/main.ts'), 'check', '--json'];
/** What cannot be less: a process that starts and reads the same files. */
const reading = ['-e', 'for (const name of process.argv.slice(1)) require("node:fs").readFileSync(name, "utf8")', '--'];

const costs: Cost[] = [];
const floors: Cost[] = [];
for (let at = 0; at < runs; at += 1) {
  costs.push(await run(check));
  floors.push(await run(reading));
}
rmSync(folder, { recursive: true });

const best = (all: readonly Cost[], of: keyof Cost): number => Math.min(...all.map((one) => one[of]));
const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
console.log(
  `check: ${files} files, ${Math.round(characters / 1024)} KB: ${seconds(best(costs, 'ms'))} s, ${seconds(best(costs, 'cpuMs'))} s of CPU time, start of the process included: ${(best(costs, 'cpuMs') / best(floors, 'cpuMs')).toFixed(1)} times what it takes to start and only read them (best of ${runs} runs each)`,
);
