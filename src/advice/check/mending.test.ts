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

const added = (text: string, fix: string): string | null => {
  const start = text.indexOf('proxy_pass');
  const place = { source: { file: 'a', text }, start, end: text.indexOf(';', start) };
  const { edit } = mending(place, fix);
  return edit === undefined ? null : text.slice(0, edit.place.start) + edit.text + text.slice(edit.place.end);
};

test('what a proxy_pass lacks is added below it, or behind it where more stands on its line', () => {
  const buffering = 'proxy_buffering off;';
  assert.equal(
    added('{\n  proxy_pass http://a;\n}', buffering),
    '{\n  proxy_pass http://a;\n  proxy_buffering off;\n}',
  );
  assert.equal(added('{ proxy_pass http://a; }', buffering), '{ proxy_pass http://a; proxy_buffering off; }');
  assert.equal(added('{ proxy_pass http://a; }', `${buffering} # why`), null);
  // nginx takes proxy_pass in an if, and little else.
  assert.equal(added('location / { if ($a ~ "b") { set $b {}; proxy_pass http://a; } }', buffering), null);
  assert.ok(added('location / { if ($a) { return 403; } proxy_pass http://a; }', buffering) !== null);
});
