/** `/explain` on the callers' listener: the form, the address, and what must not come through. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url, key: 'sk-ours' } } });
});
after(async () => {
  await gateway.stop();
  await upstream.close();
});

const form = (text: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${gateway.origin}/explain`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ text }).toString(),
  });

test('without a text there is a form that works without script', async () => {
  const answer = await fetch(`${gateway.origin}/explain`);
  const page = await answer.text();
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-security-policy') ?? '', /form-action 'self'/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.match(page, /<form method="post" action="\/explain#answer"/);
  assert.match(page, /<label for="text">/);
  assert.doesNotMatch(page, /<script/i);
});

test('a pasted text and one in the address get the same answer', async () => {
  const posted = await (await form('error code: 1016')).text();
  const asked = await (await fetch(`${gateway.origin}/explain?text=${encodeURIComponent('error code: 1016')}`)).text();
  assert.equal(posted, asked);
  for (const part of [
    'dns_error',
    'Whose turn',
    'What you can do',
    'Is my message lost?',
    'Is my data safe?',
    'Is my account at risk?',
  ])
    assert.ok(posted.includes(part), part);
});

test('programs that ask for JSON get the document of the command', async () => {
  const answer = await fetch(`${gateway.origin}/explain?text=529`, { headers: { accept: 'application/json' } });
  const report = (await answer.json()) as { findings: { family: string }[]; totals: Record<string, number> };
  assert.deepEqual([report.findings[0]?.family, report.totals], ['overload', { overload: 1 }]);
});

test('neither markup nor secrets of a text come back', async () => {
  const page = await (
    await form('<script>alert(1)</script></textarea><img src=x> ECONNREFUSED sk-abcdefghijklmnop jane@example.org')
  ).text();
  assert.doesNotMatch(page, /<script|<img|sk-abcdef|jane@/);
  assert.match(page, /&lt;script&gt;/);
});

test('text that tells nothing says so and is no error', async () => {
  const answer = await form('hello');
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /no failure that is known here/);
});

test('what is too long, no form, or from another site is refused', async () => {
  assert.equal((await form('a'.repeat(300_000))).status, 413);
  assert.equal((await form('a'.repeat(1_200_000))).status, 413);
  assert.equal((await form('502', { 'content-type': 'application/json' })).status, 415);
  assert.equal((await form('502', { origin: 'https://elsewhere.example.org' })).status, 403);
  assert.equal((await fetch(`${gateway.origin}/explain`, { method: 'DELETE' })).status, 405);
});

test('nothing of a text is kept: neither logged nor in the metrics', async () => {
  await form('ECONNREFUSED marker-7f3a');
  assert.ok(!gateway.said.join('\n').includes('marker-7f3a'));
  assert.ok(!(await gateway.metrics()).includes('marker-7f3a'));
});
