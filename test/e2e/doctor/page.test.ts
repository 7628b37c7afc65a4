/** The doctor's page in a real browser: with and without a script, with somebody in the middle, and with nobody to ask. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import * as say from '../../fakes/answers.ts';
import { launchBrowser, noBrowser } from '../../fakes/browser.ts';
import { startGateway, type TestGateway } from '../../fakes/gateway.ts';
import { type Manner, type Middle, startMiddle } from '../../fakes/middle.ts';
import { type FakeUpstream, startUpstream } from '../../fakes/upstream.ts';

const skip = noBrowser;

let upstream: FakeUpstream;
let gateway: TestGateway;
let browser: Browser;

before(async () => {
  if (noBrowser !== false) return;
  upstream = await startUpstream(say.healthy('Hello'));
  gateway = await startGateway({ upstreams: { primary: { url: upstream.url } } });
  browser = await launchBrowser();
});

after(async () => {
  if (noBrowser !== false) return;
  await browser.close();
  await gateway.stop();
  await upstream.close();
});

interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of, and the hosts it asked. */
  readonly complaints: readonly string[];
  readonly hosts: ReadonlySet<string>;
}

const visit = async (origin: string, options: BrowserContextOptions = {}): Promise<Visit> => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(`${origin}/doctor`);
  return { page, context, complaints, hosts, [Symbol.asyncDispose]: () => context.close() };
};

/** The trouble of the next judgement. */
const judged = async (page: Page): Promise<string | null> => {
  await page.waitForSelector('#diagnosis h2', { timeout: 60_000 });
  await page.waitForSelector('#run:not([disabled])', { timeout: 60_000 });
  return page.getAttribute('#diagnosis', 'data-trouble');
};

const again = async (page: Page): Promise<string | null> => {
  await page.evaluate('document.getElementById("diagnosis").replaceChildren()');
  await page.click('#run');
  return judged(page);
};

const isControl = (url: URL): boolean => url.hostname === '1.1.1.1' || url.hostname === '8.8.8.8';

const hopText = (page: Page, name: string): Promise<string | null> =>
  page.textContent(`.walk-hop:has(strong:text-is("${name}"))`);

test('with all well it says so, asks nobody but the gateway, and breaks no rule of its own', { skip }, async () => {
  await using visited = await visit(gateway.origin);
  const { page, complaints, hosts } = visited;
  assert.equal(await judged(page), '');
  assert.match((await page.textContent('#diagnosis h2')) ?? '', /All is well/);
  assert.deepEqual([...hosts], [new URL(gateway.origin).host]);
  assert.deepEqual(complaints, []);
  assert.equal(await page.locator('.walk-hop').count(), 12);
});

test('without a script the page is complete, and the gateway tells what it knows itself', { skip }, async () => {
  await using visited = await visit(gateway.origin, { javaScriptEnabled: false });
  const { page } = visited;
  assert.match((await page.textContent('main')) ?? '', /By hand, in this order/);
  assert.equal(await page.isVisible('#wish-speed'), false);
  await page.click('#run');
  assert.match((await hopText(page, 'The gateway')) ?? '', /is ready/);
});

const middles: readonly (readonly [string, Manner, string])[] = [
  ['holds answers back', { kind: 'hold' }, 'stream_held'],
  ['lets each piece wait for the next', { kind: 'one-late' }, 'stream_one_late'],
  ['cuts answers after a second', { kind: 'cut', afterMs: 1_000 }, 'stream_cut'],
  ['takes 300 ms for each answer', { kind: 'slow', waitMs: 300 }, 'far'],
];

for (const [name, manner, trouble] of middles)
  test(`somebody in the middle ${name}: ${trouble}`, { skip }, async () => {
    const middle: Middle = await startMiddle(gateway.origin, manner);
    try {
      await using visited = await visit(middle.origin);
      const seen = await judged(visited.page);
      assert.equal(seen, trouble, (await visited.page.textContent('#diagnosis')) ?? '');
    } finally {
      await middle.close();
    }
  });

test('a device that stands still itself blames nobody on the way', { skip }, async () => {
  await using visited = await visit(gateway.origin);
  const { page } = visited;
  assert.equal(await judged(page), '');
  await page.evaluate(
    'setTimeout(() => { const at = performance.now(); while (performance.now() - at < 2300); }, 900)',
  );
  assert.equal(await again(page), '', (await page.textContent('#diagnosis')) ?? '');
});

test('an add-on that stops advertising is seen, and called a hint', { skip }, async () => {
  await using visited = await visit(gateway.origin);
  const { page } = visited;
  await judged(page);
  await page.route('**/ads/**', (route) => route.abort('blockedbyclient'));
  assert.equal(await again(page), '');
  assert.match((await hopText(page, 'The answer')) ?? '', /add-on stops/);
});

test(
  'a gateway that is gone is judged with what came with the page; other sites are asked only with consent',
  { skip },
  async () => {
    const own = await startGateway({ upstreams: { primary: { url: upstream.url } } });
    await using visited = await visit(own.origin);
    const { page, context, hosts } = visited;
    assert.equal(await judged(page), '');
    await own.stop();
    assert.equal(await again(page), 'no_gateway');
    assert.equal(hosts.size, 1);
    await context.route(isControl, (route) => route.fulfill({ status: 204 }));
    await page.check('#wish-others');
    assert.equal(await again(page), 'gateway_gone');
    await context.route(isControl, (route) => route.abort('internetdisconnected'));
    assert.equal(await again(page), 'internet_gone');
  },
);

test('a report can be found again by its number, and holds no address', { skip }, async () => {
  await using visited = await visit(gateway.origin);
  const { page } = visited;
  await judged(page);
  const report = (await page.textContent('#report')) ?? '';
  assert.doesNotMatch(report, /127\.0\.0\.1/);
  const id = /rep_[0-9a-f]{32}/.exec(report)?.[0] ?? '';
  const kept = await fetch(`${gateway.origin}/why/${id}`, { headers: { accept: 'application/json' } });
  assert.equal(((await kept.json()) as { reportId: string }).reportId, id);
  await page.goto(`${gateway.origin}/why/${id}`);
  assert.match((await page.textContent('#diagnosis h2')) ?? '', /All is well/);
});

test('a trouble that comes back is remembered on this device', { skip }, async () => {
  const middle = await startMiddle(gateway.origin, { kind: 'cut', afterMs: 1_000 });
  try {
    await using visited = await visit(middle.origin);
    const { page } = visited;
    assert.equal(await judged(page), 'stream_cut');
    assert.equal(await again(page), 'stream_cut');
    assert.match((await page.textContent('#diagnosis')) ?? '', /met 2 times today/);
  } finally {
    await middle.close();
  }
});

test('something on the way that takes only small heads is named with its size', { skip }, async () => {
  const middle = await startMiddle(gateway.origin, { kind: 'pass' }, { headBytes: 4_000 });
  try {
    await using visited = await visit(middle.origin);
    const { page } = visited;
    assert.equal(await judged(page), '');
    assert.match((await hopText(page, 'The answer')) ?? '', /only small heads[^]*refused from: 4 kB/);
  } finally {
    await middle.close();
  }
});

test('an address that belongs elsewhere than the clock hints at a VPN, and is not told', { skip }, async () => {
  const extraHTTPHeaders = { 'cf-ipcountry': 'JP' };
  for (const [timezoneId, says] of [
    ['America/New_York', /a VPN may be in use/],
    ['Asia/Tokyo', /nothing hints at a VPN/],
  ] as const) {
    await using visited = await visit(gateway.origin, { timezoneId, extraHTTPHeaders });
    const { page } = visited;
    assert.equal(await judged(page), '');
    assert.match((await hopText(page, 'Proxy and VPN')) ?? '', says);
    assert.doesNotMatch((await page.textContent('#diagnosis')) ?? '', /\bJP\b/);
  }
});

test('with consent, others are asked whether they know the name', { skip }, async () => {
  const own = await startGateway({
    upstreams: { primary: { url: upstream.url } },
    publicUrl: 'https://chat.example.org',
  });
  await using visited = await visit(own.origin);
  const { page, context } = visited;
  assert.equal(await judged(page), '');
  const asked: string[] = [];
  let status = 0;
  await context.route(isControl, (route) => {
    const url = new URL(route.request().url());
    if (url.search !== '') asked.push(`${url.pathname}${url.search}`);
    const Answer = status === 0 ? [{ data: '192.0.2.7' }] : [];
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/dns-json' };
    return route.fulfill({ status: 200, headers, body: JSON.stringify({ Status: status, Answer }) });
  });
  await page.check('#wish-others');
  assert.equal(await again(page), '');
  assert.deepEqual(asked.toSorted(), [
    '/dns-query?name=chat.example.org&type=A',
    '/resolve?name=chat.example.org&type=A',
  ]);
  assert.match((await hopText(page, 'Address book (DNS)')) ?? '', /know the name: 2 of 2/);
  await own.stop();
  assert.equal(await again(page), 'gateway_gone');
  status = 3;
  assert.equal(await again(page), 'dns_no_name');
});

test('the page opens when the gateway does not, and judges what it can', { skip }, async () => {
  const own = await startGateway({ upstreams: { primary: { url: upstream.url } } });
  await using visited = await visit(own.origin);
  const { page } = visited;
  assert.equal(await judged(page), '');
  await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
  // What is kept is kept before the worker is active.
  await own.stop();
  await page.goto(`${own.origin}/doctor`);
  assert.match((await page.textContent('h1')) ?? '', /Which part of the way fails/);
  assert.equal(await judged(page), 'no_gateway');
  assert.match((await page.textContent('#measured')) ?? '', /"oldestMs": \d+/);
  await visited.context.setOffline(true);
  await page.goto(`${own.origin}/doctor`);
  assert.equal(await judged(page), 'no_link');
});
