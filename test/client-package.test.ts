/** The client as it is published: built, put into an empty project, used from plain JavaScript by whatever Node there is. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as say from './fakes/answers.ts';
import { startCuttingProxy } from './fakes/cutting-proxy.ts';
import { ForeignProject } from './fakes/foreign-project.ts';
import { startGateway } from './fakes/gateway.ts';
import { startUpstream } from './fakes/upstream.ts';

let project: ForeignProject;

before(async () => {
  project = await ForeignProject.with('client', ['openai']);
});

after(() => project.remove());

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
    const { stdout } = await project.run(program, `${proxy.origin}/v1`);
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

const types = `import type { Outbox } from 'good-gateway/client';
import { browserOutbox, createClient, createFetch, explain } from 'good-gateway/client';
const outbox: Outbox | null = browserOutbox();
const { resume } = createClient({ outbox, onChange: (change) => void change.key });
export const fetch: typeof globalThis.fetch = createFetch({ patienceMs: 1 });
export const whys = (await resume()).map(async ({ again }) => (await explain(await again()))?.why ?? '');
`;

test('its types are complete for a browser’s project, and every file asks for no other package', async () => {
  await project.compile(types, '--target', 'es2022', '--lib', 'es2023,dom');
  for (const file of (await readdir(project.built)).filter((each) => each.endsWith('.js'))) {
    const text = await readFile(path.join(project.built, file), 'utf8');
    for (const [, from = ''] of text.matchAll(/from '([^']+)'/g)) assert.match(from, /^\.\/[\w-]+\.js$/, file);
  }
});

test('it stays small', async () => {
  const files = (await readdir(project.built)).filter((each) => each.endsWith('.js')).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(path.join(project.built, file))));
  const bytes = gzipSync(Buffer.concat(texts)).length;
  assert.ok(bytes < 16_000, `${bytes} bytes, comments included`);
});
