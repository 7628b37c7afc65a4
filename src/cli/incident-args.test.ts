import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentHelp, readIncidentArgs } from './incident-args.ts';

const wishes: readonly (readonly [readonly string[], unknown])[] = [
  [['list'], { kind: 'list', all: false }],
  [['list', '--all'], { kind: 'list', all: true }],
  [['show', 'x'], { kind: 'show', id: 'x' }],
  [['report', 'x'], { kind: 'report', id: 'x', format: 'markdown' }],
  [
    ['open', 'Slow answers', '--text', 'We look.', '--model', 'a=b=major_outage', '--by', 'Ann'],
    {
      kind: 'open',
      body: { title: 'Slow answers', body: 'We look.', by: 'Ann', components: { 'a=b': 'major_outage' } },
    },
  ],
  [['update', 'x', '--publish', '--text', 'T'], { kind: 'update', id: 'x', body: { body: 'T', publish: true } }],
  [['resolve', 'x'], { kind: 'resolve', id: 'x', body: { status: 'resolved', body: 'This is resolved.' } }],
  [
    ['reopen', 'x', '--by', 'Ann'],
    {
      kind: 'reopen',
      id: 'x',
      body: { status: 'investigating', body: 'This is not over. We are looking into it again.', by: 'Ann' },
    },
  ],
  [['merge', 'x', 'y', '--by', 'Ann'], { kind: 'merge', id: 'x', body: { mergeInto: 'y', by: 'Ann' } }],
];

for (const [args, wish] of wishes)
  test(`understood: ${args.join(' ')}`, () => {
    const read = readIncidentArgs(args);
    assert.deepEqual(read.kind === 'wish' ? read.wish : read, wish);
  });

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /Say list, show/],
  [['close', 'x'], /it cannot "close"; it can list, show/],
  [['show'], /which one/],
  [['open'], /give it a title/],
  [['open', 'T'], /--text/],
  [['open', 'T', '--text', 'x', '--model', 'gpt'], /NAME=CONDITION/],
  [['open', 'two', 'words'], /quotes/],
  [['update', 'x'], /say what changes/],
  [['update', 'x', '--by', 'Ann'], /say what changes/],
  [['update', 'x', '--publish', '--draft'], /either/],
  [['merge', 'x'], /two ids/],
  [['merge', 'x', 'y', 'z'], /two ids/],
  [['list', 'x'], /takes no id/],
  [['list', '--nope'], /nope/],
];

for (const [args, why] of wrong)
  test(`refused with a reason: incident ${args.join(' ')}`, () => {
    const read = readIncidentArgs(args);
    assert.match(read.kind === 'wrong' ? read.why : read.kind, why);
  });

test('the help fits a terminal', () => {
  assert.deepEqual(
    incidentHelp.split('\n').filter((line) => line.length > 100),
    [],
  );
});
