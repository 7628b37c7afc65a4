/** What systems print of their proxies, as they print it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemProxy } from './system-proxy.ts';
import { readMacProxy, readWindowsProxy } from './system-proxy.ts';

/** `HOST:PORT`, with what goes past it; or the script. */
const shown = (found: SystemProxy | null): string | null => {
  if (found === null) return null;
  if (found.kind === 'script') return found.url;
  const { proxy, exempt } = found;
  return `${proxy.kind} ${proxy.host}:${proxy.port}${exempt === '' ? '' : ` but ${exempt}`}`;
};

const mac = (lines: readonly string[]): string => `<dictionary> {\n${lines.map((each) => `  ${each}\n`).join('')}}\n`;

const exceptions = ['ExceptionsList : <array> {', '  0 : *.local', '  1 : 169.254/16', '}'];
const plain = ['HTTPEnable : 1', 'HTTPPort : 8080', 'HTTPProxy : plain.test'];
const secure = ['HTTPSEnable : 1', 'HTTPSPort : 3128', 'HTTPSProxy : secure.test'];
const socks = ['SOCKSEnable : 1', 'SOCKSPort : 7890', 'SOCKSProxy : 127.0.0.1'];
const url = 'http://wpad.company.test/wpad.dat';

for (const [says, lines, expected] of [
  [
    'the proxy of secure pages counts',
    [...exceptions, ...plain, ...secure],
    'http secure.test:3128 but *.local 169.254/16',
  ],
  ['where it is on', [...plain, 'HTTPSEnable : 0', 'HTTPSProxy : secure.test'], 'http plain.test:8080'],
  ['SOCKS', ['FTPPassive : 1', 'HTTPEnable : 0', ...socks], 'socks 127.0.0.1:7890'],
  ['a script', ['ProxyAutoConfigEnable : 1', `ProxyAutoConfigURLString : ${url}`], url],
  ['a script that is off', ['ProxyAutoConfigEnable : 0', `ProxyAutoConfigURLString : ${url}`], null],
  ['find it yourself', ['ProxyAutoDiscoveryEnable : 1'], 'http://wpad/wpad.dat'],
  ['nothing', [], null],
] as const)
  test(`macOS: ${says}`, () => assert.equal(shown(readMacProxy(mac(lines))), expected));

/** With what stands around it on a real system. */
const windows = (...rows: readonly string[]): string =>
  [
    '',
    'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings',
    'User Agent    REG_SZ    Mozilla/4.0 (compatible; MSIE 8.0; Win32)',
    'ProxyHttp1.1    REG_DWORD    0x1',
    'ZonesSecurityUpgrade    REG_BINARY    97650FDF4750D501',
    ...rows,
    '',
    'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections',
  ].join('\r\n    ');

const [on, off] = ['ProxyEnable    REG_DWORD    0x1', 'ProxyEnable    REG_DWORD    0x0'];
const server = (value: string): string => `ProxyServer    REG_SZ    ${value}`;

for (const [says, rows, expected] of [
  ['one for all', [on, server('p.test:3128')], 'http p.test:3128'],
  [
    'one that some go past',
    [on, server('p.test:3128'), 'ProxyOverride    REG_SZ    *.corp.test;<local>'],
    'http p.test:3128 but *.corp.test <local>',
  ],
  ['one per scheme', [on, server('http=a.test:1;https=b.test:2')], 'http b.test:2'],
  ['SOCKS alone', [on, server('socks=127.0.0.1:1080')], 'socks 127.0.0.1:1080'],
  ['one with its scheme', [on, server('http://p.test:80')], 'http p.test:80'],
  ['switched off', [off, server('p.test:3128')], null],
  ['a script', [off, `AutoConfigURL    REG_SZ    ${url}`], url],
  ['find it yourself', [off, 'AutoDetect    REG_DWORD    0x1'], 'http://wpad/wpad.dat'],
  ['nothing but what is always there', [off], null],
] as const)
  test(`Windows: ${says}`, () => assert.equal(shown(readWindowsProxy(windows(...rows))), expected));
