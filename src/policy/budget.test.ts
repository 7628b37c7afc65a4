/** The retry budget: a share of recent calls over a floor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Budget } from './budget.ts';
import { deposit, fullBudget, leftIn, mayWithdraw, withdraw } from './budget.ts';

const drained = (budget: Budget, now: number): { taken: number; budget: Budget } => {
  let taken = 0;
  let left = budget;
  while (mayWithdraw(left, now)) {
    left = withdraw(left, now);
    taken++;
  }
  return { taken, budget: left };
};

test('ten retries are there at once, and no more', () => {
  assert.equal(drained(fullBudget(0), 0).taken, 10);
});

test('the floor drips in: ten a second', () => {
  const { budget } = drained(fullBudget(0), 0);
  assert.equal(drained(budget, 590).taken, 5, 'part of one is none');
  assert.equal(drained(budget, 60_000).taken, 10);
});

test('calls pay their share in: a hundred calls at 25 % allow 25 more', () => {
  let budget = fullBudget(0);
  for (let call = 0; call < 100; call++) budget = deposit(budget, 0, 0.25);
  assert.equal(drained(budget, 0).taken, 35);
});

test('what was paid in is worth nothing ten seconds later', () => {
  let budget = fullBudget(0);
  for (let call = 0; call < 100; call++) budget = deposit(budget, 0, 0.2);
  assert.equal(drained(budget, 10_000).taken, 10);
});

test('it never falls below zero, nor rises when the clock jumps back', () => {
  const { budget } = drained(fullBudget(1_000), 1_000);
  assert.ok(leftIn(withdraw(budget, 1_000), 1_000) >= 0);
  assert.equal(leftIn(budget, 0), 0);
});
