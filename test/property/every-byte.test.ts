/** Streams of every kind in every dialect, broken at every byte: whole all the same, or an honest end. `npm run cuts` has all faults at each. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { breakAll, type Done, slicesOf, tallied, type Tally } from './breaking.ts';
import { recordings } from './recordings.ts';

let tallies: readonly Tally[];

/** A minute of two processors that have nothing else to do. */
const timeout = 540_000;

const breakThem = async (): Promise<void> => {
  const done: Done[] = [];
  await breakAll(slicesOf('mixed'), (one) => void done.push(one));
  tallies = tallied(done);
};

before(breakThem, { timeout });

for (const { name, operation, isRescued } of recordings) {
  test(`${name}: broken at any byte it is told whole, once, or ends with an explained error`, () => {
    const tally = tallies.find((each) => each.name === name);
    assert.ok(tally !== undefined);
    assert.equal(tally.bad, 0, tally.firstBad);
    assert.equal(tally.cases, tally.bytes + 1);
    // Half of the cases have the same answer to go on with, and of what can be gone on with all of them are.
    assert.equal(tally.resumed > tally.bytes / 8, isRescued, `${tally.resumed} were gone on with`);
    // A legacy completion goes on behind whatever it is shown; all others are told another answer in half of the cases.
    if (operation !== 'completions') assert.ok(tally.error > tally.bytes / 16, `${tally.error} ended with an error`);
  });
}
