import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback, readAddress, readDuration, readShare, readSize, showAddress } from './units.ts';

test('durations are read in every unit', () => {
  const cases: [string, number | null][] = [
    ['250ms', 250],
    ['2s', 2_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['0s', 0],
    ['500h', 1_800_000_000],
    ['501h', null],
    ['60', null],
    ['-1s', null],
    ['1 s', null],
    ['1d', null],
    ['s', null],
    ['', null],
    ['1e3s', null],
    ['2S', null],
    ['999999999h', null],
  ];
  for (const [text, ms] of cases) assert.equal(readDuration(text), ms, text);
});

test('sizes are read in every unit, a kb being 1024 bytes', () => {
  const cases: [string, number | null][] = [
    ['512b', 512],
    ['64kb', 65_536],
    ['10MB', 10_485_760],
    ['1.5gb', 1_610_612_736],
    ['10', null],
    ['10mib', null],
    ['-1kb', null],
    ['999999999999gb', null],
  ];
  for (const [text, bytes] of cases) assert.equal(readSize(text), bytes, text);
});

test('shares are read from nought to all', () => {
  const cases: [string, number | null][] = [
    ['0%', 0],
    ['20%', 0.2],
    ['12.5%', 0.125],
    ['100%', 1],
    ['100.1%', null],
    ['0.2', null],
    ['%', null],
  ];
  for (const [text, part] of cases) assert.equal(readShare(text), part, text);
});

test('addresses are read with their host in its normal form', () => {
  const cases: [string, string | null][] = [
    ['127.0.0.1:5020', '127.0.0.1:5020'],
    ['[::1]:5020', '[::1]:5020'],
    ['[0:0:0:0:0:0:0:1]:80', '[::1]:80'],
    ['localhost:0', 'localhost:0'],
    ['LOCALHOST:1', 'localhost:1'],
    ['127.1:80', '127.0.0.1:80'],
    ['gateway.internal:65535', 'gateway.internal:65535'],
    ['127.0.0.1', null],
    [':5020', null],
    ['::1:5020', null],
    ['[::g]:5020', null],
    ['999.1.1.1:80', null],
    ['127.0.0.1:65536', null],
    ['127.0.0.1:80/path', null],
    ['user@host:80', null],
    ['', null],
  ];
  for (const [text, shown] of cases) {
    const address = readAddress(text);
    assert.equal(address === null ? null : showAddress(address), shown, text);
  }
});

test('only addresses of this machine count as loopback', () => {
  const cases: [string, boolean][] = [
    ['127.0.0.1:1', true],
    ['127.255.0.9:1', true],
    ['[::1]:1', true],
    ['[::ffff:127.0.0.1]:1', true],
    ['localhost:1', true],
    ['0.0.0.0:1', false],
    ['[::]:1', false],
    ['10.0.0.1:1', false],
    ['[::ffff:10.0.0.1]:1', false],
    ['127.0.0.1.example.org:1', false],
    ['localhost.example.org:1', false],
  ];
  for (const [text, expected] of cases) {
    const address = readAddress(text);
    assert.ok(address !== null, text);
    assert.equal(isLoopback(address), expected, text);
  }
});
