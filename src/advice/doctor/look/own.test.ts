/** Events as they come, in pieces of any size. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doctorWorld, pageOf } from '../../../../test/fakes/doctor-world.ts';
import type { Asked } from '../../../domain/doctor-ports.ts';
import { rhythmJudgement } from '../rhythm.ts';
import type { Scene } from '../scene.ts';
import { readTarget } from '../target.ts';
import { arrivalsIn, lookStreams } from './own.ts';

const event = (n: number): string => `data: {"n":${n},"of":3,"sentMs":${n * 200}}\n\n`;

test('an event has come when its end has come', () => {
  const [one, two, three] = [event(0), event(1), event(2)];
  const pieces = [
    { at: 50, text: one.slice(0, 9) },
    { at: 60, text: one.slice(9) },
    { at: 250, text: two + three.slice(0, -1) },
    { at: 450, text: three.slice(-1) },
  ];
  assert.deepEqual(arrivalsIn(pieces), [
    { sentMs: 0, atMs: 10 },
    { sentMs: 200, atMs: 200 },
    { sentMs: 400, atMs: 400 },
  ]);
});

test('what is no event of ours counts for nothing', () => {
  assert.deepEqual(arrivalsIn([{ at: 5, text: ': keep\n\ndata: {}\n\ndata: x\n\n' }]), []);
});

const count = 12;
const sentAt = (n: number): number => n * 200;

/** Twelve events, each seen when `seenAt` says, by a program that stood still for so long meanwhile. */
const seen = (seenAt: (n: number) => number, stoodMs: number): Asked => {
  const text = (n: number): string => `data: {"of":${count},"sentMs":${sentAt(n)}}\n\n`;
  const pieces = Array.from({ length: count }, (_, n) => ({ at: 10 + seenAt(n), text: text(n) }));
  const page = pageOf(200);
  return {
    phases: { connect: 5, tls: null, firstByte: 10, end: 3_000 },
    tls: null,
    heard: page.kind === 'answer' ? { ...page, pieces } : page,
    stoodMs,
  };
};

const even = (stoodMs: number): Asked => seen(sentAt, stoodMs);
const together = (stoodMs: number): Asked => seen((n) => (n === 0 ? 0 : 2_200 + n), stoodMs);

const listened: readonly (readonly [string, readonly Asked[], number, readonly string[]])[] = [
  ['words that come together on a quiet device', [together(5)], 1, ['stream_held']],
  [
    'words that come together while the device stood still, and one by one after that',
    [together(2_000), even(5)],
    2,
    [],
  ],
  ['words that come together both times', [together(2_000), together(5)], 2, ['stream_held']],
  ['words that come one by one all the same', [even(900)], 1, []],
];

for (const [name, times, asks, troubles] of listened)
  test(`${name}: heard ${asks === 1 ? 'once' : 'twice'}, ${troubles.join() || 'nobody is blamed'}`, async () => {
    let asked = 0;
    const ask = (): Promise<Asked> => Promise.resolve(times[asked++] ?? even(0));
    const scene = { world: { ...doctorWorld(), ask }, target: readTarget('http://127.0.0.1:8080') };
    // Safe: a look at streams has nothing else of the scene in hand.
    const runs = await lookStreams(scene as unknown as Scene, { address: '127.0.0.1', proxy: null });
    assert.deepEqual(
      runs.map((run) => rhythmJudgement(run).troubles),
      [troubles],
    );
    assert.equal(asked, asks);
  });
