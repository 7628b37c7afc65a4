/** The client as it is published: built, put into an empty project, used from plain JavaScript by whatever Node there is. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as say from './fakes/answers.ts';
import { startCuttingProxy } from './fakes/cutting-proxy.ts';
import { startGateway } from './fakes/gateway.ts';
import { startUpstream } from './fakes/upstream.ts';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

let project: string;
let built: string;

/** What `npm install PATH` leaves in a project, without what the gateway itself depends on. */
before(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'good-gateway-client-'));
  const home = path.join(project, 'node_modules/good-gateway');
  built = path.join(home, 'dist/client');
  await mkdir(home, { recursive: true });
  await run(process.execPath, [tsc, '-p', path.join(root, 'client/tsconfig.build.json'), '--outDir', built]);
  await copyFile(path.join(root, 'package.json'), path.join(home, 'package.json'));
  await symlink(path.join(root, 'node_modules/openai'), path.join(project, 'node_modules/openai'));
  await writeFile(path.join(project, 'package.json'), '{"type":"module"}');
});

after(() => rm(project, { recursive: true, force: true }));

const program = `
import OpenAI from 'openai';
import { createFetch, GatewayError } from 'good-gateway/client';
const openai = new OpenAI({ baseURL: process.argv[2], apiKey: 'any', fetch: createFetch(), maxRetries: 0 });
const stream = await openai.chat.completions.create({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Hi' }] });
let text = '';
for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
console.log(JSON.stringify({ text, major: process.versions.node.split('.')[0], isError: new GatewayError({ message: 'x' }) instanceof Error }));
`;

test('plain JavaScript with a real SDK has its answer whole over a line that breaks', async () => {
  const words = Array.from({ length: 100 }, (_, index) => ` word-${index}`);
  const upstream = await startUpstream(say.stream(say.chatStream(...words)));
  const gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
  const proxy = await startCuttingProxy(gateway.port);
  try {
    proxy.plan((connection) => (connection < 3 ? { afterBytes: 5_000, how: 'reset' } : null));
    await writeFile(path.join(project, 'use.mjs'), program);
    // The Node of this machine, not the one that comes with the project: 20 is the oldest that will do.
    const PATH = (process.env['PATH'] ?? '').split(path.delimiter).filter((each) => !each.includes('node_modules'));
    const { stdout } = await run('node', [path.join(project, 'use.mjs'), `${proxy.origin}/v1`], {
      env: { ...process.env, PATH: PATH.join(path.delimiter) },
    });
    const said = JSON.parse(stdout) as { text: string; major: string; isError: boolean };
    assert.equal(said.text, words.join(''));
    assert.equal(said.isError, true);
    assert.ok(Number(said.major) >= 20);
    assert.equal(proxy.cuts, 3);
    assert.equal(upstream.seen.length, 1);
  } finally {
    await gateway.stop();
    await Promise.all([upstream.close(), proxy.close()]);
  }
});

test('its types are complete for a browser’s project, and every file asks for no other package', async () => {
  await writeFile(
    path.join(project, 'use.ts'),
    `import type { Outbox } from 'good-gateway/client';
import { browserOutbox, createClient, createFetch, explain } from 'good-gateway/client';
const outbox: Outbox | null = browserOutbox();
const { resume } = createClient({ outbox, onChange: (change) => void change.key });
export const fetch: typeof globalThis.fetch = createFetch({ patienceMs: 1 });
export const whys = (await resume()).map(async ({ again }) => (await explain(await again()))?.why ?? '');
`,
  );
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--module',
    'nodenext',
    '--target',
    'es2022',
  ];
  await run(process.execPath, [tsc, ...options, '--lib', 'es2023,dom', '--types', '', path.join(project, 'use.ts')], {
    cwd: project,
  }).catch((error: { stdout: string }) => assert.fail(error.stdout));
  for (const file of (await readdir(built)).filter((each) => each.endsWith('.js'))) {
    const text = await readFile(path.join(built, file), 'utf8');
    for (const [, from = ''] of text.matchAll(/from '([^']+)'/g)) assert.match(from, /^\.\/[\w-]+\.js$/, file);
  }
});

test('it stays small', async () => {
  const files = (await readdir(built)).filter((each) => each.endsWith('.js')).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(path.join(built, file))));
  const bytes = gzipSync(Buffer.concat(texts)).length;
  assert.ok(bytes < 16_000, `${bytes} bytes, comments included`);
});
