/** Which addresses of a model may be links. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeAddress } from './safe-address.ts';

const cases: readonly (readonly [string, boolean])[] = [
  ['https://example.org/a?b#c', true],
  ['http://example.org', true],
  ['mailto:help@example.org', true],
  ['javascript:alert(1)', false],
  ['JaVaScRiPt:alert(1)', false],
  ['java\nscript:alert(1)', false],
  [' javascript:alert(1)', false],
  ['data:text/html,<script>alert(1)</script>', false],
  ['vbscript:x', false],
  ['blob:https://example.org/1', false],
  ['file:///etc/passwd', false],
  ['/session', false],
  ['//example.org', false],
  ['#top', false],
  ['https://name:word@example.org', false],
  ['', false],
];

for (const [address, isLink] of cases)
  test(`${JSON.stringify(address)} is ${isLink ? 'a link' : 'text'}`, () =>
    assert.equal(safeAddress(address), isLink ? address : null));
