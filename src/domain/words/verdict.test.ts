import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cause } from '../cause.ts';
import { causeOf } from '../cause.ts';
import { sentence, verdict } from './index.ts';

test('a verdict that agrees with the code adds nothing', () =>
  assert.equal(verdict(causeOf('connection_refused')), ''));

test('another kind is said', () => {
  const cause = causeOf('connection_refused', { family: 'maintenance', upstream: 'a' });
  assert.match(sentence(cause), /\(a\) What happened around it says: planned work\.$/);
});

test('a doubt names what else it could be', () => {
  const cause = causeOf('http_response_timeout', { confidence: 0.5, runnerUp: 'overload' });
  assert.equal(verdict(cause), ' Most likely: out of time. It could also be: too much to do.');
});

test('a record from before there were verdicts is told as it was', () => {
  const { runnerUp: _, scope: __, ...old } = causeOf('connection_refused');
  assert.equal(verdict(old as Cause), '');
});
