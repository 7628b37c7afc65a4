/** An empty project of somebody else in which a built part of this package stands, used by whatever Node there is. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '../..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

export class ForeignProject {
  readonly folder: string;
  /** Where the part lies as it is published. */
  readonly built: string;

  private constructor(folder: string, part: string) {
    this.folder = folder;
    this.built = path.join(folder, 'node_modules/good-gateway/dist', part);
  }

  /** What `npm install PATH` leaves in a project: the part, and the packages it or the test asks for. */
  static async with(part: 'client' | 'doctor', packages: readonly string[]): Promise<ForeignProject> {
    const made = new ForeignProject(await mkdtemp(path.join(tmpdir(), `good-gateway-${part}-`)), part);
    const home = path.join(made.folder, 'node_modules/good-gateway');
    await mkdir(home, { recursive: true });
    await run(process.execPath, [tsc, '-p', path.join(root, part, 'tsconfig.build.json'), '--outDir', made.built]);
    await copyFile(path.join(root, 'package.json'), path.join(home, 'package.json'));
    for (const name of packages)
      await symlink(path.join(root, 'node_modules', name), path.join(made.folder, 'node_modules', name));
    await writeFile(path.join(made.folder, 'package.json'), '{"type":"module"}');
    return made;
  }

  /** Runs a program with the Node of this machine, not the one that comes with the project: 20 is the oldest that will do. */
  async run(
    program: string,
    ...args: readonly string[]
  ): Promise<{ readonly stdout: string; readonly stderr: string }> {
    const file = path.join(this.folder, 'use.mjs');
    await writeFile(file, program);
    const PATH = (process.env['PATH'] ?? '').split(path.delimiter).filter((each) => !each.includes('node_modules'));
    const env = { ...process.env, PATH: PATH.join(path.delimiter) };
    return run('node', [file, ...args], { env, timeout: 60_000 });
  }

  /** Fails with what the compiler says of a program that uses the part's types. */
  async compile(program: string, ...more: readonly string[]): Promise<void> {
    const file = path.join(this.folder, 'use.ts');
    await writeFile(file, program);
    const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--types', ''];
    await run(process.execPath, [tsc, ...strict, ...more, file], { cwd: this.folder }).catch(
      (error: { stdout: string }) => assert.fail(error.stdout),
    );
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
