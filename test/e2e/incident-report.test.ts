/** The report of an incident: over the API in three forms, on the command line, with a person's words, and on the public page. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as say from '../fakes/answers.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { operate } from '../fakes/operator.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const launcher = fileURLToPath(new URL('../../bin/good-gateway', import.meta.url));
const hostile = '<script>alert(1)</script> & **more**';

let upstream: FakeUpstream;
let gateway: TestGateway;
let id = '';

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
  ({ id } = await operate<{ id: string }>(gateway, 'POST /api/incidents', {
    title: hostile,
    body: 'We look.',
    components: { m: 'partial_outage' },
  }));
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const command = async (...args: readonly string[]): Promise<{ status: number; out: string; err: string }> => {
  const all = ['incident', ...args, '--admin', gateway.admin.replace('http://', '')];
  const env = { PATH: process.env['PATH'], GOOD_GATEWAY_ADMIN_TOKEN: await gateway.adminToken() };
  return new Promise((resolve) => {
    execFile(launcher, all, { cwd: gateway.folder, env }, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });
};

const report = (accept: string, query = ''): Promise<Response> =>
  fetch(`${gateway.admin}/api/incidents/${id}/report${query}`, { headers: { accept } });

const forms: readonly (readonly [string, string, string, RegExp])[] = [
  ['*/*', '', 'application/json; charset=utf-8', /"sections":\[/],
  ['text/html,*/*', '', 'text/html; charset=utf-8', /&lt;script&gt;/],
  ['text/markdown', '', 'text/markdown; charset=utf-8', /^# \\<script\\>alert\(1\)/],
  ['text/html', '?format=json', 'application/json; charset=utf-8', /"sections":\[/],
];

for (const [accept, query, type, says] of forms)
  test(`${accept}${query} is answered with ${type}, and hostile words stay words`, async () => {
    const answer = await report(accept, query);
    const body = await answer.text();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type')?.replace(/^application\/json$/, type), type);
    assert.match(body, says);
    if (type.startsWith('text/html')) assert.doesNotMatch(body, /<script/);
  });

test('a form that is none is refused with a reason', async () => {
  const answer = await report('*/*', '?format=pdf');
  assert.deepEqual([answer.status, /json, markdown or html/.test(await answer.text())], [422, true]);
});

test('a person’s words are kept beside the data, and published with the report alone', async () => {
  const page = (): Promise<string> => fetch(`${gateway.origin}/status/incidents/${id}`).then((one) => one.text());
  const noted = await command('update', id, '--note', 'rootCause=A switch & <b>more</b>', '--by', 'Ann');
  assert.deepEqual([noted.status, noted.err], [0, '']);
  assert.doesNotMatch(await page(), /A switch/);
  await operate(gateway, `PATCH /api/incidents/${id}`, { status: 'postmortem' });
  const shown = await page();
  assert.match(shown, /A switch &amp; &lt;b&gt;more/);
  assert.match(shown, /We have looked back at it/);
  const { out } = await command('report', id);
  assert.match(out, /> A switch \\& \\<b\\>more/);
  const html = await command('report', id, '--format', 'html');
  assert.match(html.out, /^<!doctype html>/);
});

for (const notes of [{ weather: 'fine' }, { summary: 7 }, ['x'], { summary: 'x'.repeat(5_001) }])
  test(`notes are refused: ${JSON.stringify(notes).slice(0, 30)}`, async () => {
    await assert.rejects(operate(gateway, `PATCH /api/incidents/${id}`, { notes }), /answered 422.*notes/);
  });
