import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStatusArgs } from './status-args.ts';
import { filesOf, furtherPaths } from './status-copy.ts';

const page = `<a href="/status">all</a><script src="/status/live.js"></script><a href="/history.rss">
<a href="/status/incidents/a1">one</a><a href="#main"><a href="//elsewhere.test/x"><p>href=&quot;/status&quot;</p>`;

test('links lead to files, from wherever the page is', () => {
  const [inner, main] = filesOf('/status', page);
  assert.equal(main?.file, 'index.html');
  assert.match(main.text, /href="index.html".*src="status\/live.js".*href="history.rss"/s);
  assert.match(main.text, /href="status\/incidents\/a1\/index.html"/);
  assert.equal(inner?.file, 'status/index.html');
  assert.match(inner.text, /href="..\/index.html".*src="..\/status\/live.js"/s);
  const [incident] = filesOf('/status/incidents/a1', page);
  assert.match(incident?.text ?? '', /href="..\/..\/..\/history.rss"/);
});

test('what only looks like a link of ours stays as it is', () => {
  const text = filesOf('/status', page)[0]?.text ?? '';
  assert.match(text, /href="#main".*href="\/\/elsewhere.test\/x".*href=&quot;\/status&quot;/s);
});

test('what is no page is copied byte by byte', () => {
  assert.deepEqual(filesOf('/api/v2/status.json', page), [{ file: 'api/v2/status.json', text: page }]);
});

test('an id that could name a file elsewhere is left out', () => {
  const incidents = { incidents: [{ id: '../../etc/passwd' }, { id: 'a/b' }, { id: 7 }, null, { id: 'good-1' }] };
  assert.deepEqual(furtherPaths(incidents, 'nothing'), ['/status/incidents/good-1']);
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /Say export/],
  [['import', 'x'], /it cannot "import"/],
  [['export'], /which folder/],
  [['export', 'a', 'b'], /one folder/],
  [['export', 'a', '--from', 'ai.example.org'], /--from takes an address/],
  [['export', 'a', '--url', 'file:///etc'], /--url takes an address/],
  [['export', 'a', '--often'], /--often/],
];

for (const [args, says] of wrong)
  test(`refused: status ${args.join(' ')}`, () => {
    const read = readStatusArgs(args);
    assert.match(read.kind === 'wrong' ? read.why : read.kind, says);
  });
