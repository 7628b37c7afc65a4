import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeaderBag, Incoming } from '../domain/ports.ts';
import { isFromOwnPage, setCookie, shownToken } from './session-cookie.ts';

const incoming = (headers: HeaderBag, method = 'POST'): Incoming => ({
  method,
  path: '/session',
  query: '',
  headers: { host: 'ai.example.org', ...headers },
  remoteAddress: '192.0.2.1',
  hold: async () => ({ kind: 'held', bytes: new Uint8Array() }),
  stream: async function* () {},
});

const url = 'https://ai.example.org';

const senders: readonly (readonly [string, string, HeaderBag, boolean])[] = [
  ['our own page', 'POST', { origin: url, 'sec-fetch-site': 'same-origin' }, true],
  ['our own page in a browser without fetch metadata', 'POST', { origin: url }, true],
  ['our own page, reading', 'GET', { 'sec-fetch-site': 'same-origin' }, true],
  ['our own page, reading, without fetch metadata', 'GET', {}, true],
  ['nobody knows who, writing', 'POST', {}, false],
  ['our own page over plain HTTP, while we are reached over TLS', 'POST', { origin: 'http://ai.example.org' }, false],
  ['another page', 'POST', { origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' }, false],
  ['another name of the same site', 'POST', { origin: 'https://evil.example.org' }, false],
  ['another name of the same site, reading', 'GET', { 'sec-fetch-site': 'same-site' }, false],
  ['another port of the same host', 'POST', { origin: 'https://ai.example.org:8443' }, false],
  ['an opaque origin', 'POST', { origin: 'null' }, false],
  ['an address typed in', 'GET', { 'sec-fetch-site': 'none' }, false],
];

for (const [name, method, headers, isOurs] of senders) {
  test(`the cookie ${isOurs ? 'counts' : 'does not count'} from ${name}`, () => {
    assert.equal(isFromOwnPage(incoming(headers, method), url), isOurs);
  });
}

const local = '127.0.0.1:5020';

for (const [origin, isOurs] of [
  [`http://${local}`, true],
  ['http://127.0.0.1:5021', false],
  ['https://evil.example.com', false],
  ['null', false],
] as const)
  test(`without a public address the cookie ${isOurs ? 'counts' : 'does not count'} from ${origin}`, () => {
    assert.equal(isFromOwnPage(incoming({ host: local, origin }), null), isOurs);
  });

test('over TLS the cookie is bound to this very host; elsewhere it has to do without', () => {
  assert.equal(
    setCookie(incoming({}), url, 't'),
    '__Host-good-gateway=t; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000; Secure',
  );
  const here = incoming({ host: local });
  const plain = 'good-gateway=t; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000';
  assert.equal(setCookie(here, url, 't'), plain);
  assert.equal(setCookie(incoming({}), null, 't'), plain);
  assert.match(setCookie(here, null, ''), /^good-gateway=; .*Max-Age=0$/);
});

test('a cookie that another name of the site may have set is not taken over TLS', () => {
  const cookie = 'a=b; good-gateway=planted;__Host-good-gateway=ours; good-gateway-x=c';
  assert.equal(shownToken(incoming({ cookie }), url), 'ours');
  assert.equal(shownToken(incoming({ cookie: 'good-gateway=planted' }), url), null);
  assert.equal(shownToken(incoming({ cookie }), null), 'planted');
  assert.equal(shownToken(incoming({}), null), null);
});
