/** What systems print of their proxies, as they print it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMacProxy, readWindowsProxy } from './system-proxy.ts';

const mac = `<dictionary> {
  HTTPEnable : 1
  HTTPPort : 8080
  HTTPProxy : plain.test
  HTTPSEnable : 1
  HTTPSPort : 3128
  HTTPSProxy : secure.test
}
`;

test('macOS: the proxy of secure pages counts, where it is on', () => {
  assert.partialDeepStrictEqual(readMacProxy(mac), { host: 'secure.test', port: 3128 });
  assert.partialDeepStrictEqual(readMacProxy(mac.replace('HTTPSEnable : 1', 'HTTPSEnable : 0')), {
    host: 'plain.test',
    port: 8080,
  });
  assert.equal(readMacProxy('<dictionary> {\n}\n'), null);
});

const windows = (enabled: 0 | 1, server: string): string =>
  `\r\nHKEY_CURRENT_USER\\Software\r\n    ProxyEnable    REG_DWORD    0x${enabled}\r\n    ProxyServer    REG_SZ    ${server}\r\n`;

for (const [says, text, expected] of [
  ['one for all', windows(1, 'p.test:3128'), { host: 'p.test', port: 3128 }],
  ['one per scheme', windows(1, 'http=a.test:1;https=b.test:2'), { host: 'b.test', port: 2 }],
  ['switched off', windows(0, 'p.test:3128'), null],
] as const)
  test(`Windows: ${says}`, () => {
    const read = readWindowsProxy(text);
    if (expected === null) assert.equal(read, null);
    else assert.partialDeepStrictEqual(read, expected);
  });
