/** The pages beside the chat: complete without script, light, and with no door that a page of somebody else can write through. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';

let gateway: TestGateway;
/** A call that failed. */
let failed: string | null;
let styleBytes: number;

before(async () => {
  gateway = await startGateway({ upstreams: { one: { url: 'http://127.0.0.1:9/v1' } }, hold: { max: '0s' } });
  failed = (await post(gateway.url, ask)).headers.get('x-request-id');
  await gateway.ended(failed);
  styleBytes = (await bytesOf('/style.css')).length;
});
after(() => gateway.stop());

const bytesOf = async (path: string): Promise<Buffer> => {
  const response = await fetch(gateway.origin + path, { headers: { accept: 'text/html' } });
  return Buffer.from(await response.arrayBuffer());
};

/** What its reader finds in it. */
const pages: readonly (readonly [path: string, says: RegExp])[] = [
  ['/about', /tells you why/],
  ['/explain', /<form[^>]+method="post"[^]*<textarea/],
  ['/explain?text=upstream+prematurely+closed+connection', /The server closed the connection|premature|hung up/i],
  ['/causes', /connection_refused/],
  ['/causes/connection_refused', /Is my message lost\?/],
  ['/status', /Models/],
  ['/why/FAILED', /Is my message lost\?/],
  ['/why/nothing', /<h1>[^<]+<\/h1>/],
];

/** With the style they share, as they go over the line: uncompressed. */
const mostBytes = 50_000;

for (const [path, says] of pages)
  test(`${path} says all without a script, in less than 50 kB`, async () => {
    const html = await bytesOf(path.replace('FAILED', String(failed)));
    const text = html.toString();
    assert.match(text, /<main[^>]*>[^]*<h1>/);
    assert.match(text, says);
    // The status page has one that keeps it new; it says the same without.
    if (path !== '/status') assert.doesNotMatch(text, /<script/);
    assert.ok(html.length + styleBytes < mostBytes, `${html.length} + ${styleBytes} bytes`);
  });

const json = { 'content-type': 'application/json' };

const doors: readonly (readonly [method: string, path: string, body: string | null])[] = [
  ['POST', '/v1/chat/completions', JSON.stringify(ask)],
  ['POST', '/v1/files', '{}'],
  ['DELETE', `/v1/streams/${'0'.repeat(32)}`, null],
  ['POST', '/session', '{"key":"x"}'],
  ['DELETE', '/session', null],
  ['POST', '/helped', '{"code":"connection_refused","helped":"yes"}'],
  ['POST', '/explain', 'text=502'],
  ['POST', '/doctor', '{}'],
  ['POST', '/doctor/reset', null],
];

const strangers: readonly Readonly<Record<string, string>>[] = [
  { origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
];

for (const [method, path, body] of doors)
  test(`${method} ${path.replace(/0{32}/, 'ID')} is closed to pages of others`, async () => {
    for (const headers of strangers) {
      const response = await fetch(gateway.origin + path, { method, body, headers: { ...json, ...headers } });
      const said = await response.text();
      assert.deepEqual(
        [response.status, /foreign_origin/.test(said)],
        [403, true],
        `${JSON.stringify(headers)}: ${said}`,
      );
    }
  });
