/** The doctor as it is published: built, put into an empty project, used from plain JavaScript by whatever Node there is. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

let project: string;

before(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'good-gateway-doctor-'));
  const home = path.join(project, 'node_modules/good-gateway');
  const built = path.join(home, 'dist/doctor');
  await mkdir(home, { recursive: true });
  await run(process.execPath, [tsc, '-p', path.join(root, 'doctor/tsconfig.build.json'), '--outDir', built]);
  await copyFile(path.join(root, 'package.json'), path.join(home, 'package.json'));
  for (const name of ['dns-packet', '@leichtgewicht'])
    await symlink(path.join(root, 'node_modules', name), path.join(project, 'node_modules', name));
  await writeFile(path.join(project, 'package.json'), '{"type":"module"}');
});

after(() => rm(project, { recursive: true, force: true }));

const program = `
import { createServer } from 'node:http';
import { examine, hopIds } from 'good-gateway/doctor';
const server = createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = 'http://127.0.0.1:' + server.address().port;
const seen = [];
const well = await examine(url, { ask: 'nobody', onHop: ({ id }) => seen.push(id) });
server.close();
const gone = await examine(new URL(url), { ask: 'nobody' });
const wrong = await Promise.resolve().then(() => examine('ftp://a.test')).catch((error) => error.name);
console.log(JSON.stringify({ well: well.blame, told: seen.length === hopIds.length, gone: gone.trouble, wrong }));
`;

test('plain JavaScript walks to a server, and is told that it is gone', async () => {
  await writeFile(path.join(project, 'use.mjs'), program);
  // The Node of this machine, not the one that comes with the project: 20 is the oldest that will do.
  const PATH = (process.env['PATH'] ?? '').split(path.delimiter).filter((each) => !each.includes('node_modules'));
  const { stdout, stderr } = await run('node', [path.join(project, 'use.mjs')], {
    env: { ...process.env, PATH: PATH.join(path.delimiter) },
    timeout: 60_000,
  });
  assert.deepEqual(JSON.parse(stdout), { well: 'none', told: true, gone: 'refused_here', wrong: 'TypeError' });
  assert.equal(stderr, '');
});

test('its types are complete for a project of Node', async () => {
  await writeFile(
    path.join(project, 'use.ts'),
    `import type { Diagnosis, Hop } from 'good-gateway/doctor';
import { examine, noControls } from 'good-gateway/doctor';
const hops: Hop[] = [];
const found: Diagnosis = await examine('https://chat.test', { ask: noControls, onHop: (hop) => hops.push(hop) });
export const says: string = found.remedies[0]?.steps[0] ?? found.verdict;
`,
  );
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--module',
    'nodenext',
    '--target',
    'es2024',
  ];
  await run(process.execPath, [tsc, ...options, '--types', '', path.join(project, 'use.ts')], { cwd: project }).catch(
    (error: { stdout: string }) => assert.fail(error.stdout),
  );
});
