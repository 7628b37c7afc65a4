/** Proxy scripts as companies hand them out: what they name, without running them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProxyScript } from './proxy-script.ts';

const pac = (body: string): string => `function FindProxyForURL(url, host) {\n${body}\n}\n`;

const read = (text: string): string | null => {
  const script = readProxyScript(text);
  if (script === null) return null;
  const names = script.proxies.map(({ kind, host, port }) => `${kind} ${host}:${port}`);
  return [...names, ...(script.allowsDirect ? ['DIRECT'] : [])].join(', ');
};

for (const [says, text, expected] of [
  ['one proxy, or straight', pac('return "PROXY p.test:3128; DIRECT";'), 'http p.test:3128, DIRECT'],
  ['no way but the proxy', pac("return 'PROXY p.test:3128';"), 'http p.test:3128'],
  [
    'the same twice',
    pac('if (isPlainHostName(host)) return "PROXY a.test:80";\nreturn "PROXY a.test:80; PROXY b.test:81";'),
    'http a.test:80, http b.test:81',
  ],
  [
    'SOCKS',
    pac('return "SOCKS5 127.0.0.1:1080; SOCKS4 127.0.0.1:1081";'),
    'socks 127.0.0.1:1080, other 127.0.0.1:1081',
  ],
  ['a comment', pac('// return "PROXY old.test:1";\n/* PROXY older.test:2 */ return "DIRECT";'), 'DIRECT'],
  [
    'an address in a condition',
    pac('if (url == "http://x.test/") return "DIRECT";\nreturn "PROXY p.test:8";'),
    'http p.test:8, DIRECT',
  ],
  [
    'more than anybody needs',
    pac([1, 2, 3, 4, 5].map((n) => `"PROXY p${n}.test:8080"`).join(';')),
    'http p1.test:8080, http p2.test:8080, http p3.test:8080',
  ],
  ['a page in its place', '<html>Sign in</html>', null],
  ['nothing', '', null],
] as const)
  test(`a script with ${says}`, () => assert.equal(read(text), expected));
