/** The status page as people have it: live, without script, as a copy on another host, and grey when nobody renews it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Statuspage } from 'statuspage.io';
import * as say from '../fakes/answers.ts';
import { browserOfFile, noBrowser } from '../fakes/browser.ts';
import { startCuttingProxy } from '../fakes/cutting-proxy.ts';
import { serveFolder } from '../fakes/file-server.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { operate } from '../fakes/operator.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const launcher = fileURLToPath(new URL('../../bin/good-gateway', import.meta.url));
const minutesMs = 60_000;

let upstream: FakeUpstream;
let gateway: TestGateway;
const browser = browserOfFile();

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const open = (title: string): Promise<{ id: string }> =>
  operate(gateway, 'POST /api/incidents', { title, body: 'We look.', components: { m: 'partial_outage' } });

const command = (args: readonly string[]): Promise<{ status: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const options = { cwd: gateway.folder, env: { PATH: process.env['PATH'] } };
    execFile(launcher, ['status', ...args], options, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });

test('an open page tells of an incident by itself, and of its end', { skip: noBrowser }, async () => {
  const page = await browser().newPage();
  await page.goto(`${gateway.origin}/status`);
  await page.getByRole('heading', { name: 'Everything works' }).waitFor();
  const { id } = await open('<img src=x onerror=alert(1)> & more');
  await page.getByRole('heading', { name: 'Some things fail' }).waitFor();
  await page.getByRole('link', { name: '<img src=x onerror=alert(1)> & more' }).waitFor();
  assert.equal(await page.locator('#news').textContent(), 'News: Some things fail');
  await operate(gateway, `PATCH /api/incidents/${id}`, { status: 'resolved', body: 'Done.' });
  await page.getByRole('heading', { name: 'Everything works' }).waitFor();
  await page.close();
});

test('times are in the reader’s zone, with what they are in UTC', { skip: noBrowser }, async () => {
  const page = await browser().newPage();
  await page.goto(`${gateway.origin}/status`);
  const time = page.locator('#status .lead time');
  await page.locator('#status .lead time[title]').waitFor();
  assert.match((await time.getAttribute('title')) ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  await page.close();
});

test('a page whose gateway no longer answers turns grey and says so', { skip: noBrowser }, async () => {
  // Its line of news has to be gone too, or another word may come through it.
  const proxy = await startCuttingProxy(gateway.port);
  const page = await browser().newPage();
  await page.clock.install();
  await page.goto(`${proxy.origin}/status`);
  await page.locator('#age').getByText('just now').waitFor();
  assert.equal(await page.locator('#stale').textContent(), '');
  proxy.lead(null);
  await page.clock.fastForward(5 * minutesMs);
  await page.getByText(/The gateway last answered [45] minutes ago/).waitFor();
  assert.match((await page.locator('body').getAttribute('class')) ?? '', /is-stale/);
  await page.close();
  await proxy.close();
});

test('nothing is missing without a script', async () => {
  const text = await (await fetch(`${gateway.origin}/status`, { headers: { accept: 'text/html' } })).text();
  for (const said of ['Everything works', 'Days with trouble', 'Load the page again for news', '<time datetime='])
    assert.ok(text.includes(said), said);
  assert.doesNotMatch(text, /<script(?! type="module" src="\/status\/live.js">)/);
});

test('each component has a page and feeds of its own', async () => {
  const { components } = (await (await fetch(`${gateway.origin}/api/v2/components.json`)).json()) as {
    components: readonly { id: string; name: string }[];
  };
  const [{ id, name } = { id: '', name: '' }] = components;
  const { id: incident } = await open('Only of m');
  const of = async (path: string): Promise<string> =>
    (await fetch(`${gateway.origin}/status/components/${path}`)).text();
  assert.match(await of(id), new RegExp(`<h1>${name}</h1>.*Only of m`, 's'));
  assert.match(await of(`${id}.rss`), /<rss[^]*Only of m/);
  assert.match(await of(`${id}.atom`), /<feed[^]*Only of m/);
  assert.equal((await fetch(`${gateway.origin}/status/components/nobody.rss`)).status, 404);
  await operate(gateway, `PATCH /api/incidents/${incident}`, { status: 'resolved', body: 'Done.' });
});

test('a copy on another host is read by people and by programs, and outlives the gateway', async () => {
  const done = await command(['export', 'copy', '--from', gateway.origin, '--url', 'https://status.example.org']);
  assert.deepEqual([done.status, done.err], [0, '']);
  const files = await serveFolder(join(gateway.folder, 'copy'));
  const client = new Statuspage('copy');
  client.setApiUrl(files.origin);
  const { status, page: about, components } = await client.api.getSummary();
  assert.deepEqual([status.indicator, about.url, components.length], ['none', 'https://status.example.org', 1]);
  const feed = await (await fetch(`${files.origin}/history.atom`)).text();
  assert.match(feed, /https:\/\/status.example.org\/status\/incidents\//);
  const index = await (await fetch(`${files.origin}/status`)).text();
  assert.doesNotMatch(index, /href="\/|src="\//, 'its links stay in the folder');
  if (noBrowser === false) {
    const page = await browser().newPage();
    await page.clock.install();
    await page.goto(files.origin);
    await page.locator('#age').getByText('ago').or(page.locator('#age').getByText('just now')).waitFor();
    assert.equal(await page.locator('#stale').textContent(), '');
    await page.clock.fastForward(15 * minutesMs);
    await page.getByText(/This copy was last renewed 15 minutes ago/).waitFor();
    await page.getByRole('link', { name: 'Only of m' }).click();
    await page.getByRole('heading', { level: 1, name: 'Only of m' }).waitFor();
    await page.close();
  }
  await files.close();
});

test('where no gateway answers, the copy that is there stays as it is', async () => {
  const index = join(gateway.folder, 'copy', 'index.html');
  await writeFile(index, 'as it was');
  const { status, err } = await command(['export', 'copy', '--from', 'http://127.0.0.1:9']);
  assert.equal(status, 1);
  assert.match(err, /no gateway answers at http:\/\/127.0.0.1:9 \(ECONNREFUSED\)\nstatus: nothing was written/);
  assert.equal(await readFile(index, 'utf8'), 'as it was');
});

const hostile = `</title>]]><script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; "'\`\\ \u202e ,;: END:VEVENT`;

const shown: readonly (readonly [string, RegExp])[] = [
  ['/status', /<script(?! type="module" src="\/status\/live.js">)|<img/],
  ['/history.rss', /<script|<img/],
  ['/history.atom', /<script|<img/],
  ['/badge.svg', /<script|<img/],
  ['/calendar.ics', /^END:VEVENT\r\n(?!BEGIN:VEVENT|END:VCALENDAR)/m],
  ['/news', /^</],
];

test('hostile words of operators come out of every door as words', async () => {
  const { id } = await operate<{ id: string }>(gateway, 'POST /api/incidents', {
    title: hostile,
    body: `${hostile}\n${hostile}`,
    components: { [hostile.replaceAll(' ', '')]: 'major_outage' },
    by: 'Ann',
  });
  const endsAt = new Date(Date.now() + minutesMs).toISOString();
  const planned = { title: hostile, message: hostile, endsAt, by: hostile.slice(0, 90) };
  const { id: work } = await operate<{ id: string }>(gateway, 'POST /api/maintenances', planned);
  for (const [path, wrong] of [...shown, [`/status/incidents/${id}`, /<script(?! type="module")|<img/] as const]) {
    const answer = await fetch(gateway.origin + path, {
      headers: { accept: path.startsWith('/status') ? 'text/html' : '*/*' },
    });
    assert.equal(answer.status, 200, path);
    const outside = (await answer.text()).replaceAll(/<!\[CDATA\[[^]*?\]\]>/g, '');
    assert.doesNotMatch(outside, wrong, path);
  }
  await operate(gateway, `PATCH /api/incidents/${id}`, { status: 'resolved', body: 'Done.' });
  await operate(gateway, `DELETE /api/maintenances/${work}`);
});
