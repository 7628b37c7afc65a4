/** The file that says whom else to ask. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noControls, publicControls, readControls } from './controls.ts';

test('what the project ships is itself a valid file', () => {
  assert.deepEqual(readControls(JSON.stringify(publicControls)), publicControls);
});

test('a list that is missing is empty: nobody is asked whom the file does not name', () => {
  assert.deepEqual(readControls('{}'), noControls);
});

for (const [says, text, expected] of [
  ['no JSON', 'resolvers:', /not JSON/],
  ['a list', '[]', /must be an object/],
  ['an unknown key', '{"resolver":[]}', /there is no "resolver"; known: resolvers/],
  ['a control without a port', '{"controls":[{"name":"a","address":"192.0.2.1"}]}', /controls must be/],
  ['a probe with a broken URL', '{"portals":[{"url":"x","status":204,"body":""}]}', /portals must be/],
  ['a resolver without servers', '{"resolvers":[{"name":"a"}]}', /resolvers must be/],
  [
    'too many',
    JSON.stringify({ controls: Array.from({ length: 17 }, () => publicControls.controls[0]) }),
    /controls must be/,
  ],
] as const)
  test(`${says} is refused with a word`, () => {
    const read = readControls(text);
    assert.match(typeof read === 'string' ? read : 'taken', expected);
  });
