import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mending } from './mending.ts';

const cases: readonly (readonly [there: string, fix: string, becomes: string | null])[] = [
  ['proxy_read_timeout 60s', 'proxy_read_timeout 600s;', 'proxy_read_timeout 600s'],
  ['timeout server 30s', 'timeout server 10m', 'timeout server 10m'],
  ['replicas: 1', 'replicas: 3', 'replicas: 3'],
  ['timeout client 30s', 'timeout server 10m', null],
  ['proxy-read-timeout: "60"', 'nginx.ingress.kubernetes.io/proxy-read-timeout: "600"', null],
  ['replicas:\n  1', 'replicas: 3', null],
  ['location /v1/ {', 'proxy_read_timeout 600s;', null],
  ['', 'drain: 25s', null],
];

test('a fix is made where the same setting stands, and nowhere else', () => {
  for (const [there, fix, becomes] of cases) {
    const place = { source: { file: 'a', text: there }, start: 0, end: there.length };
    assert.equal(mending(place, fix).edit?.text ?? null, becomes, there);
  }
});
