/** Addresses as people type them, and the proxies that settings name for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isExempt, proxyOf, readProxy } from './proxy-setting.ts';
import { readTarget } from './target.ts';
import type { Target } from './target.ts';

for (const [typed, url, more] of [
  ['https://chat.test/a?key=1#x', 'https://chat.test/a', { host: 'chat.test', port: 443, path: '/a' }],
  ['chat.test', 'https://chat.test/', { scheme: 'https', isHere: false }],
  ['chat.test:8443/v1', 'https://chat.test:8443/v1', { port: 8443 }],
  ['localhost:5020', 'http://localhost:5020/', { scheme: 'http', isHere: true, isAddress: false }],
  ['127.0.0.1', 'http://127.0.0.1/', { isHere: true, isAddress: true }],
  ['[::1]:5020', 'http://[::1]:5020/', { host: '::1', isHere: true }],
  ['http://[2001:db8::1]/', 'http://[2001:db8::1]/', { host: '2001:db8::1', isAddress: true }],
  ['https://me:secret@chat.test/', 'https://chat.test/', {}],
  ['wss://chat.test/live', 'https://chat.test/live', { scheme: 'https' }],
] as const)
  test(`${typed} is ${url}`, () => assert.partialDeepStrictEqual(readTarget(typed), { url, ...more }));

for (const typed of ['ftp://chat.test', 'http://', '', 'https://a b/'])
  test(`${typed || 'nothing'} is no place to walk to`, () => assert.equal(readTarget(typed), null));

const chat = readTarget('https://api.chat.test/') as Target;
const plain = readTarget('http://api.chat.test/') as Target;

test('the variable of the scheme is read, in either case, else the one for all', () => {
  assert.equal(proxyOf({ HTTPS_PROXY: 'http://p.test:3128' }, chat)?.port, 3128);
  assert.equal(proxyOf({ https_proxy: 'p.test:3128', HTTPS_PROXY: 'q.test:1' }, chat)?.host, 'p.test');
  assert.equal(proxyOf({ HTTPS_PROXY: 'http://p.test:3128' }, plain), null);
  assert.equal(proxyOf({ ALL_PROXY: 'socks5://p.test' }, plain)?.kind, 'socks');
  assert.equal(proxyOf({ ALL_PROXY: 'socks4://p.test' }, plain)?.kind, 'other');
  assert.equal(proxyOf({}, chat), null);
});

test('name and password of a proxy are read, and kept apart from its address', () => {
  assert.partialDeepStrictEqual(readProxy('https_proxy', 'http://me:p%40ss@p.test:8080'), {
    host: 'p.test',
    login: 'me:p@ss',
  });
});

for (const [list, isIt] of [
  ['chat.test', true],
  ['.chat.test', true],
  ['*.chat.test', true],
  ['localhost, api.chat.test', true],
  ['api.chat.test:443', true],
  ['api.chat.test:80', false],
  ['hat.test', false],
  ['*', true],
  ['', false],
] as const)
  test(`NO_PROXY="${list}" ${isIt ? 'exempts' : 'does not exempt'} api.chat.test`, () => {
    assert.equal(isExempt(list, chat), isIt);
    assert.equal(proxyOf({ https_proxy: 'p.test:1', no_proxy: list }, chat) === null, isIt);
  });
