import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answers, AnswerWriter } from '../domain/answer.ts';
import { handClock } from '../../test/fakes/hand-clock.ts';
import { openAnswers } from './answers-memory.ts';

const megabyte = 1024 * 1024;
/** One piece stands for all of them: it is counted as often as it is kept. */
const piece = Buffer.alloc(megabyte, 'x');
const keptMegabytes = 8;
const allMegabytes = 256;

let names = 0;
const open = (answers: Answers): AnswerWriter =>
  answers.open({ id: String(++names).padStart(32, '0'), owner: 'team', operation: 'chat', isNamed: true });

const say = (answer: AnswerWriter, megabytes: number): void => {
  for (let said = 0; said < megabytes; said++) answer.append(piece, 1);
};

const inMemory = (): Answers => openAnswers(handClock(), 'for a while');

test('of a long answer the last 8 MB are kept: who wants what was before is told that it has expired', () => {
  const answer = open(inMemory());
  say(answer, 20);
  assert.equal(answer.bytes, keptMegabytes * megabyte);
  for (const [after, isThere] of [
    [0, false],
    [11, false],
    [12, true],
    [20, true],
  ] as const)
    assert.equal(answer.follow(after) !== null, isThere, `after ${after}`);
});

test('nothing is let go of that a reader has yet to get', () => {
  const answer = open(inMemory());
  const slow = answer.follow(0);
  say(answer, 20);
  assert.equal(answer.bytes, 20 * megabyte);
  for (let read = 1; read <= 20; read++) assert.ok(slow?.next() !== null, `piece ${read}`);
  say(answer, 1);
  assert.equal(answer.bytes, keptMegabytes * megabyte);
});

test('a reader who lags more than 1 MB holds the producer, until it has caught up or left', async () => {
  const answer = open(inMemory());
  const slow = answer.follow(0);
  say(answer, 1);
  assert.equal(answer.room(), null);
  say(answer, 1);
  const room = answer.room();
  assert.ok(room !== null);
  slow?.next();
  await room;
  say(answer, 2);
  const other = answer.room();
  assert.ok(other !== null);
  slow?.leave();
  await other;
  assert.equal(answer.room(), null);
});

test('all that have ended share 256 MB: the oldest go first, and are known to have been here', () => {
  const answers = inMemory();
  const ended = Array.from({ length: allMegabytes / keptMegabytes + 3 }, () => {
    const answer = open(answers);
    say(answer, keptMegabytes);
    answer.close({ kind: 'whole' });
    return answer.id;
  });
  const found = ended.map((id) => answers.find(id));
  assert.deepEqual(
    found.slice(0, 4).map((answer) => answer === 'gone'),
    [true, true, true, false],
  );
  assert.ok(found.slice(3).every((answer) => answer !== null && answer !== 'gone'));
});

test('one that runs is never let go of for others', () => {
  const answers = inMemory();
  const running = open(answers);
  say(running, keptMegabytes);
  for (let n = 0; n < 40; n++) {
    const answer = open(answers);
    say(answer, keptMegabytes);
    answer.close({ kind: 'whole' });
  }
  const found = answers.find(running.id);
  assert.ok(found !== null && found !== 'gone');
});
