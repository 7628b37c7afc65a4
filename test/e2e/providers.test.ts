/** A provider’s status page that a gateway reads: politely, and as corroboration of what it sees itself. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { readPage } from '../../src/io/read-page.ts';
import * as say from '../fakes/answers.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';
import { until } from '../fakes/patience.ts';

let pages: Server;
let upstream: FakeUpstream;
let gateway: TestGateway;
let origin: string;
let act: (response: ServerResponse, request: IncomingMessage) => unknown;
/** What the test itself asked for. */
let asked: IncomingMessage[] = [];
const ownName = 'good-gateway/test';

const summary = JSON.stringify({
  status: { indicator: 'major', description: 'Partial System Outage' },
  components: [{ name: 'Chat <b>', status: 'partial_outage' }],
  incidents: [{ name: 'Slow </li><script>alert(1)</script>', status: 'investigating', components: [] }],
});

before(async () => {
  act = (response) => response.setHeader('etag', '"a"').end(summary);
  pages = createServer((request, response) => {
    // The gateway reads it again and again.
    if (request.headers['user-agent'] === ownName) asked.push(request);
    act(response, request);
  });
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({
    upstreams: { one: { url: upstream.url, statusPage: { url: origin, components: ['Chat'] } } },
  });
});

beforeEach(() => {
  asked = [];
});

after(async () => {
  await gateway.stop();
  await upstream.close();
  pages.closeAllConnections();
  pages.close();
});

interface Shown {
  readonly condition: string;
  readonly readAt: number | null;
}

const reading = (): Promise<Shown> =>
  until('a status page that was read', async () => {
    const { providers } = (await (await fetch(`${gateway.admin}/api/providers`)).json()) as {
      providers: readonly Shown[];
    };
    return providers[0]?.readAt !== null && providers[0];
  });

test('what it says is shown as its word, with its age, and stays text', async () => {
  assert.equal((await reading()).condition, 'partial_outage');
  const page = await (await fetch(`${gateway.origin}/status`)).text();
  assert.match(page, /What providers say of themselves.*one.*says it fails for some.*127\.0\.0\.1.*ago/s);
  assert.match(page, /Slow &lt;\/li&gt;&lt;script&gt;/);
  assert.match(page, /Everything works/, 'its word alone is no incident of ours');
});

const wish = (more: object = {}) => ({
  url: `${origin}/api/v2/summary.json`,
  etag: null,
  userAgent: ownName,
  ...more,
});

test('it is asked by name, and with the mark of what is known', async () => {
  act = (response, request) =>
    request.headers['if-none-match'] === '"a"' ? response.writeHead(304).end() : response.end(summary);
  assert.deepEqual(await readPage(wish({ etag: '"a"' })), { kind: 'same' });
  assert.equal(asked[0]?.url, '/api/v2/summary.json');
});

const failures: readonly (readonly [string, typeof act, string, number | null])[] = [
  ['a redirect is not followed', (response) => response.writeHead(302, { location: origin }).end(), '302', null],
  ['a pause is heard', (response) => response.writeHead(429, { 'retry-after': '90' }).end(), '429', 90_000],
  ['a page without end', (response) => void response.end(' '.repeat(3 * 1024 * 1024)), 'its answer is too large', null],
  ['a line that breaks', (response) => response.destroy(), 'UND_ERR_SOCKET', null],
];

for (const [name, how, code, waitMs] of failures)
  test(name, async () => {
    act = how;
    assert.deepEqual(await readPage(wish()), { kind: 'failed', code, waitMs });
    assert.equal(asked.length, 1);
  });
