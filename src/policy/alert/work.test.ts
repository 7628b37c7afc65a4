/** What a sink hears of announced work, by what it asks for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sink, WorkEvent } from '../../domain/alert.ts';
import { workEvents } from '../../domain/alert.ts';
import type { Post } from './post.ts';
import { afterSending } from './post.ts';
import { afterCallingOff, afterWork, type Work } from './work.ts';

const hourMs = 3_600_000;
const startsAt = Date.parse('2026-03-08T14:00:00Z');

const sinkFor = (maintenance: readonly WorkEvent[]): Sink => ({
  kind: 'slack',
  name: 'team',
  secretUrl: 'https://hooks.example.org/x',
  severity: 'critical',
  quiet: null,
  maintenance,
  allowPrivate: false,
});

const work = (more: Partial<Work> = {}): Work => ({
  id: 'mnt_1',
  kind: 'work',
  series: null,
  title: 'New disks',
  message: null,
  upstreams: ['backup'],
  startsAt,
  endsAt: startsAt + 2 * hourMs,
  announcedAt: 0,
  by: null,
  phase: 'ahead',
  overdue: [],
  ...more,
});

/** `off`: it stands nowhere any longer. `away`: from then on nothing arrives. */
type Step = Work['phase'] | 'off' | 'away' | 'back';

/** The texts that reach the sink, and whether anything is remembered in the end. */
const story = (maintenance: readonly WorkEvent[], steps: readonly Step[], more: Partial<Work> = {}) => {
  const sink = sinkFor(maintenance);
  const told: string[] = [];
  let [post, isAway, now]: [Post | null, boolean, number] = [null, false, startsAt - hourMs];
  for (const step of steps) {
    now += hourMs / 2;
    if (step === 'away' || step === 'back') isAway = step === 'away';
    else if (step === 'off') post = post === null ? null : afterCallingOff(post, { sink, now });
    else post = afterWork(post, work({ phase: step, ...more }), { sink, now });
    if (post?.state.kind !== 'waiting') continue;
    if (!isAway) told.push(`${post.notice.event}: ${post.notice.text}`);
    const delivery = isAway
      ? ({ kind: 'failed', why: 'status 500', retryMs: null } as const)
      : ({ kind: 'delivered' } as const);
    post = afterSending(post, delivery, { now, draw: 0 });
  }
  return { told, isRemembered: post !== null };
};

const announced = 'announced: From 2026-03-08 14:00 UTC to 2026-03-08 16:00 UTC. Nothing goes to backup in that time.';
const began = 'began: To 2026-03-08 16:00 UTC. Nothing goes to backup in that time.';
const over = 'ended: It is over.';
const whole: readonly Step[] = ['ahead', 'ahead', 'draining', 'active', 'active', 'over', 'over'];

const cases: readonly (readonly [
  what: string,
  wish: readonly WorkEvent[],
  steps: readonly Step[],
  told: readonly string[],
])[] = [
  ['all of it is asked for', workEvents, whole, [announced, began, over]],
  ['only the end is', ['ended'], whole, [over]],
  ['only the announcement is', ['announced'], whole, [announced]],
  ['nothing is', [], whole, []],
  ['it was over before anybody looked', workEvents, ['over'], []],
  ['it is called off', workEvents, ['ahead', 'off', 'off'], [announced, 'ended: It was called off.']],
  ['it is called off, which is not asked for', ['announced'], ['ahead', 'off'], [announced]],
  ['the sink was away the whole time', workEvents, ['away', 'ahead', 'active', 'over', 'back', 'over'], [over]],
  ['the sink was away for a moment', workEvents, ['away', 'ahead', 'back', 'active'], [announced, began]],
];

for (const [what, wish, steps, told] of cases)
  test(`a sink hears how it stands, once: ${what}`, () => assert.deepEqual(story(wish, steps).told, told));

test('nothing is remembered of what is over', () => {
  for (const wish of [workEvents, ['announced'], []] as const) assert.equal(story(wish, whole).isRemembered, false);
});

test('who is not back is named, and a busy time closes nothing', () => {
  assert.deepEqual(story(['ended'], ['active', 'over'], { overdue: ['backup'] }).told, [
    'ended: Its time is over, and not back yet: backup.',
  ]);
  const [peak] = story(['announced'], ['ahead'], { kind: 'peak', upstreams: null, message: 'Good luck!' }).told;
  assert.match(peak ?? '', /Many people are expected; nothing is closed\. Good luck!$/);
});

test('what comes again is told of three days before', () => {
  assert.deepEqual(story(['announced'], ['ahead'], { series: 'mnt_0', startsAt: startsAt + 80 * hourMs }).told, []);
  assert.equal(story(['announced'], ['ahead'], { series: 'mnt_0', startsAt: startsAt + 60 * hourMs }).told.length, 1);
});
