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

const run = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const program = join(import.meta.dirname, '../bin/good-gateway');
    const child = spawn(program, ['check', '--json', ...names], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', () => resolve(performance.now() - startedAt));
  });

const times: number[] = [];
for (let at = 0; at < runs; at += 1) times.push(await run());
rmSync(folder, { recursive: true });
const sorted = times.toSorted((a, b) => a - b);
const seconds = (ms: number | undefined): string => ((ms ?? 0) / 1_000).toFixed(2);
console.log(
  `check: ${files} files, ${Math.round(characters / 1024)} KB: ${seconds(sorted[0])} s at best, ${seconds(sorted[Math.floor(runs / 2)])} s in the middle of ${runs} runs, start of the process included`,
);
