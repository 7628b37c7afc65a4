/** The doctor as it is published: built, put into an empty project, used from plain JavaScript by whatever Node there is. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ForeignProject } from './fakes/foreign-project.ts';

let project: ForeignProject;

before(async () => {
  project = await ForeignProject.with('doctor', ['dns-packet', '@leichtgewicht']);
});

after(() => project.remove());

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
  const { stdout, stderr } = await project.run(program);
  assert.deepEqual(JSON.parse(stdout), { well: 'none', told: true, gone: 'refused_here', wrong: 'TypeError' });
  assert.equal(stderr, '');
});

const types = `import type { Diagnosis, Hop } from 'good-gateway/doctor';
import { examine, noControls } from 'good-gateway/doctor';
const hops: Hop[] = [];
const found: Diagnosis = await examine('https://chat.test', { ask: noControls, onHop: (hop) => hops.push(hop) });
export const says: string = found.remedies[0]?.steps[0] ?? found.verdict;
`;

test('its types are complete for a project of Node', () => project.compile(types, '--target', 'es2024'));
