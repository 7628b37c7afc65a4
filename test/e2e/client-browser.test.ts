/** The client in a real browser: a line that breaks, and a page that is left in the middle of an answer. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { startCuttingProxy } from '../fakes/cutting-proxy.ts';
import { startGateway } from '../fakes/gateway.ts';
import { startUpstream } from '../fakes/upstream.ts';

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((each) =>
  existsSync(each),
);

interface Report {
  readonly error?: string;
  readonly first: string;
  readonly left: number;
  readonly resumed: readonly string[];
  readonly after: number;
}

/** Reads one answer to its end; begins another, and leaves; comes back to that one. */
const page = `<!doctype html><meta charset="utf-8"><title>client</title><script type="module">
import { browserOutbox, createClient } from '/client/index.ts';
const outbox = browserOutbox();
const { fetch: ask, resume } = createClient({ outbox });
const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"model":"m","stream":true,"messages":[]}' };
const report = (said) => fetch('/report', { method: 'POST', body: JSON.stringify(said) });
try {
  const url = new URLSearchParams(location.search).get('url');
  if (location.hash === '') {
    const first = await (await ask(url, init)).text();
    localStorage.setItem('first', JSON.stringify({ first, left: (await outbox.list()).length }));
    await (await ask(url, init)).body.getReader().read();
    location.hash = 'back';
    location.reload();
  } else {
    const resumed = await Promise.all((await resume()).map(async ({ again }) => (await again()).text()));
    await report({ ...JSON.parse(localStorage.getItem('first')), resumed, after: (await outbox.list()).length });
  }
} catch (error) {
  await report({ error: String(error.stack) });
}
</script>`;

/** It asks nobody but this machine. */
const options = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

const folder = path.join(import.meta.dirname, '../..');

/** Serves the page and the client's own files, and takes the page's report. */
const startSite = async (): Promise<{
  readonly server: Server;
  readonly origin: string;
  readonly report: Promise<Report>;
}> => {
  const { promise: report, resolve } = Promise.withResolvers<Report>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site.test');
    if (request.method === 'POST') {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => resolve(JSON.parse(Buffer.concat(pieces).toString()) as Report));
      response.end();
    } else if (/^\/client\/[\w-]+\.ts$/.test(pathname)) {
      const source = stripTypeScriptTypes(readFileSync(path.join(folder, pathname), 'utf8'));
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(source);
    } else response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, report };
};

const contentOf = (text: string): string =>
  [...text.matchAll(/"content":"([^"]*)"/g)].map(([, content]) => content).join('');

test(
  'a browser’s answers are whole over a broken line and over a reload',
  { skip: browser === undefined && 'no browser here' },
  async () => {
    const words = Array.from({ length: 200 }, (_, index) => ` word-${index}`);
    const upstream = await startUpstream(say.stream(say.chatStream(...words)));
    const site = await startSite();
    const gateway = await startGateway({ upstreams: { one: { url: upstream.url } }, cors: [site.origin] });
    const proxy = await startCuttingProxy(gateway.port);
    const profile = await mkdtemp(path.join(tmpdir(), 'good-gateway-browser-'));
    proxy.plan((connection) => (connection < 6 ? { afterBytes: 9_000, how: 'reset' } : null));
    const url = `${site.origin}/?url=${encodeURIComponent(`${proxy.origin}/v1/chat/completions`)}`;
    const child = spawn(browser ?? '', [...options, `--user-data-dir=${profile}`, url], {
      stdio: 'ignore',
    });
    try {
      const said = await Promise.race([
        site.report,
        once(child, 'exit').then(([status]) => Promise.reject(new Error(`the browser ended with ${String(status)}`))),
      ]);
      assert.equal(said.error, undefined);
      assert.equal(contentOf(said.first), words.join(''));
      assert.equal(said.left, 0);
      assert.deepEqual(said.resumed.map(contentOf), [words.join('')]);
      assert.equal(said.after, 0);
      assert.ok(proxy.cuts >= 3, `${proxy.cuts} cuts`);
      assert.equal(upstream.seen.length, 2);
    } finally {
      const gone = child.exitCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await gone;
      site.server.closeAllConnections();
      site.server.close();
      await gateway.stop();
      await Promise.all([upstream.close(), proxy.close()]);
      await rm(profile, { recursive: true, force: true, maxRetries: 20 });
    }
  },
);
