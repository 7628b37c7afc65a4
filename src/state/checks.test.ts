/** When an upstream is away for sure, from looks at whether it takes calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../domain/settings.ts';
import { Checks, looksForSure } from './checks.ts';

/** `-`: a look that found it unable; what came of all of them. */
const after = (looks: string): boolean => {
  // Safe: only names and addresses of upstreams are read.
  const checks = new Checks({ upstreams: [{ name: 'one', url: 'http://one' }] } as unknown as Settings);
  for (const look of looks) checks.count('one', look === '+');
  return checks.of('one').isAway;
};

const sure = '-'.repeat(looksForSure);

const cases: readonly (readonly [what: string, looks: string, isAway: boolean])[] = [
  ['nothing was seen of', '', false],
  ['one call failed at', '+++-+++', false],
  ['is away for nine looks', sure.slice(1), false],
  ['is away for ten looks', sure, true],
  ['is down and tried again every fourth second', '---+'.repeat(8), true],
  ['answers one call while it is away', `${sure}+`, true],
  ['is back for ten looks', `${sure}${'+'.repeat(looksForSure)}`, false],
  ['is well and fails every fourth second', '+++-'.repeat(30), false],
];

for (const [what, looks, isAway] of cases)
  test(`one that ${what} is ${isAway ? '' : 'not '}away`, () => assert.equal(after(looks), isAway));
