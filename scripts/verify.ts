/** Runs every check that takes seconds, several at once: one line per step, the whole output of a step that fails. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';

interface Step {
  readonly name: string;
  /** Arguments for the pinned Node. */
  readonly runs: readonly string[];
}

interface Result {
  readonly status: number;
  readonly ms: number;
  readonly output: string;
}

const root = path.join(import.meta.dirname, '..');
const tool = (file: string): string => path.join('node_modules', file);

/** Tests without real sockets and files share one process: starting one for each file costs more than its tests. */
const together = ['--test', '--test-isolation=none', '--test-force-exit'];

/** The slow ones first, so that the short ones fill the gaps. Properties with thousands of runs are for `npm test`. */
const steps: readonly Step[] = [
  {
    name: 'unit tests',
    runs: [
      ...together,
      'src/!(io|drill)/**/!(*.property).test.ts',
      'client/**/*.test.ts',
      'web/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
  },
  { name: 'drill', runs: [...together, 'src/drill/**/*.test.ts'] },
  { name: 'sockets, files', runs: ['--test', 'src/io/**/*.test.ts'] },
  { name: 'types', runs: [tool('typescript/bin/tsc')] },
  { name: 'types of pages', runs: [tool('typescript/bin/tsc'), '-p', 'web'] },
  { name: 'types of worker', runs: [tool('typescript/bin/tsc'), '-p', 'web/worker'] },
  { name: 'dead code', runs: [tool('knip/bin/knip.js'), '--no-progress'] },
  { name: 'lint', runs: [tool('oxlint/bin/oxlint')] },
  { name: 'layers', runs: ['scripts/check-layers.ts'] },
  { name: 'format', runs: [tool('oxfmt/bin/oxfmt'), '--check'] },
  { name: 'docs', runs: ['scripts/check-docs.ts'] },
  { name: 'config schema', runs: ['scripts/make-schema.ts', '--check'] },
  { name: 'causes page', runs: ['scripts/make-causes.ts', '--check'] },
  { name: 'rules page', runs: ['scripts/make-rules.ts', '--check'] },
];

const run = async ({ runs }: Step): Promise<Result> => {
  const startedAt = performance.now();
  // Tools that start `node` by name shall get this one.
  const PATH = [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
  const env = { ...process.env, PATH, NO_COLOR: '1', FORCE_COLOR: undefined };
  const child = spawn(process.execPath, runs, { cwd: root, env });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const status = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
  return { status, ms: performance.now() - startedAt, output: Buffer.concat(chunks).toString() };
};

const report = (step: Step, { status, ms, output }: Result): void => {
  const word = status === 0 ? 'ok  ' : 'FAIL';
  const tests = /^(?:#|ℹ) tests (\d+)$/m.exec(output)?.[1];
  console.log(
    `${word}  ${step.name.padEnd(14)} ${(ms / 1000).toFixed(1).padStart(5)} s${tests ? `  ${tests} tests` : ''}`,
  );
  if (status !== 0) console.log(`${output.trimEnd().replaceAll(/^/gm, '      ')}\n`);
};

const verify = async (): Promise<number> => {
  const startedAt = performance.now();
  const waiting = [...steps];
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await run(step);
      report(step, result);
      if (result.status !== 0) failed++;
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(failed === 0 ? `verify: all ${steps.length} steps passed in ${seconds} s` : `verify: ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

process.exitCode = await verify();
