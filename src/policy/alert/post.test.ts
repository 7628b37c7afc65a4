import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { incidentStart, openIncident } from '../../../test/fakes/incident.ts';
import type { Sink } from '../../domain/alert.ts';
import type { Delivery } from '../../domain/letter.ts';
import type { Impact, Incident } from '../../domain/incident.ts';
import type { Post } from './post.ts';
import { afterChange, afterSending, giveUpMs } from './post.ts';

const sink: Sink = {
  kind: 'slack',
  name: 'team',
  secretUrl: 'https://hooks.example.org/x',
  severity: 'warning',
  quiet: null,
  maintenance: [],
  allowPrivate: false,
};
const delivered: Delivery = { kind: 'delivered' };
const failed: Delivery = { kind: 'failed', why: 'status 500', retryMs: null };
const over = { resolvedAt: incidentStart + 60_000, status: 'resolved' } as const;
const twoModels = [
  ...openIncident().components,
  { ...openIncident().components[0], name: 'n' },
] as Incident['components'];

/** What happens in turn: a change of the incident, or a message that goes out. */
type Happening = Partial<Incident> | 'arrives' | 'fails';

/** The events that reached the sink, and whether something waits at the end. */
const story = (happenings: readonly Happening[], to: Sink = sink): readonly string[] => {
  let post: Post | null = null;
  const heard: string[] = [];
  for (const one of happenings) {
    if (typeof one === 'object') post = afterChange(post, openIncident(one), { sink: to, now: incidentStart });
    else if (post?.state.kind === 'waiting') {
      if (one === 'arrives') heard.push(post.notice.event);
      post = afterSending(post, one === 'arrives' ? delivered : failed, { now: incidentStart, draw: 0 });
    }
  }
  return post?.state.kind === 'waiting' ? [...heard, `(${post.notice.event})`] : heard;
};

const stories: readonly (readonly [string, readonly Happening[], readonly string[]])[] = [
  ['told once, however often it changes', [{}, 'arrives', { status: 'identified' }, {}, 'arrives'], ['opened']],
  [
    'told again when it is graver',
    [{ impact: 'minor' }, 'arrives', { impact: 'critical' }, 'arrives'],
    ['opened', 'updated'],
  ],
  [
    'not told again when it is less grave',
    [{ impact: 'critical' }, 'arrives', { impact: 'minor' }, 'arrives'],
    ['opened'],
  ],
  [
    'nor when it is as grave as once before',
    [{ impact: 'critical' }, 'arrives', { impact: 'minor' }, { impact: 'critical' }, 'arrives'],
    ['opened'],
  ],
  ['told again when it hits more models', [{}, 'arrives', { components: twoModels }, 'arrives'], ['opened', 'updated']],
  ['told again when everybody sees it', [{}, 'arrives', { isPublished: true }, 'arrives'], ['opened', 'updated']],
  ['told of its end, once', [{}, 'arrives', over, 'arrives', over, 'arrives'], ['opened', 'resolved']],
  [
    'what is written behind its end is no news',
    [{}, 'arrives', over, 'arrives', { ...over, status: 'postmortem' }, 'arrives'],
    ['opened', 'resolved'],
  ],
  [
    'a sink that was away hears how it stands now',
    [{}, 'fails', { impact: 'critical' }, 'fails', 'arrives'],
    ['opened'],
  ],
  ['over before it could be told: one message', [{}, 'fails', over, 'arrives'], ['resolved']],
  ['back before its end was told: it goes on', [{}, 'arrives', over, 'fails', {}, 'arrives'], ['opened', 'updated']],
  [
    'back after its end was told: it is new',
    [{}, 'arrives', over, 'arrives', {}, 'arrives'],
    ['opened', 'resolved', 'opened'],
  ],
  [
    'part of something wider: it ends',
    [{}, 'arrives', { ...over, mergedInto: 'other' }, 'arrives'],
    ['opened', 'resolved'],
  ],
  ['over before the gateway knew of the sink: nothing', [over, 'arrives'], []],
  ['a failed message waits', [{}, 'fails'], ['(opened)']],
];

for (const [what, happenings, expected] of stories) test(what, () => assert.deepEqual(story(happenings), expected));

test('a sink hears of nothing below its severity, and of the end of what it heard of', () => {
  const pager: Sink = { ...sink, severity: 'critical' };
  assert.deepEqual(story([{ impact: 'major' }, 'arrives', over, 'arrives'], pager), []);
  const grave = [
    { impact: 'major' },
    { impact: 'critical' },
    'arrives',
    { ...over, impact: 'minor' },
    'arrives',
  ] as const;
  assert.deepEqual(story(grave, pager), ['opened', 'resolved']);
});

test('each thing to tell has an id of its own, and a message that is sent again keeps it', () => {
  const moment = { sink, now: incidentStart };
  const first = afterChange(null, openIncident(), moment);
  assert.ok(first !== null);
  const again = afterSending(first, failed, { now: incidentStart, draw: 0.5 });
  assert.equal(again?.notice.id, first.notice.id);
  assert.notEqual(afterChange(again, openIncident(over), moment)?.notice.id, first.notice.id);
});

const waitsMs = (post: Post | null): number =>
  post?.state.kind === 'waiting' ? post.state.notBefore - incidentStart : Number.NaN;

test('a sink that says when to come back is not asked before', () => {
  const post = afterChange(null, openIncident(), { sink, now: incidentStart });
  assert.ok(post !== null);
  const told = (retryMs: number): Post | null =>
    afterSending(post, { ...failed, retryMs }, { now: incidentStart, draw: 0 });
  assert.equal(waitsMs(told(90_000)), 90_000);
  assert.equal(waitsMs(told(1e12)), 6 * 3_600_000);
});

test('a message that is refused, or fails for three days, is given up', () => {
  const post = afterChange(null, openIncident(), { sink, now: incidentStart });
  assert.ok(post !== null);
  const refused = afterSending(post, { kind: 'refused', why: 'status 410' }, { now: incidentStart, draw: 0 });
  assert.deepEqual(refused?.state, { kind: 'dead', at: incidentStart, why: 'status 410' });
  const now = incidentStart + giveUpMs;
  assert.equal(afterSending(post, failed, { now, draw: 0 })?.state.kind, 'dead');
  assert.equal(afterSending(post, failed, { now: now - 2_000, draw: 0 })?.state.kind, 'waiting');
});

const impacts: readonly Impact[] = ['none', 'minor', 'major', 'critical'];
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening>('arrives', 'fails'),
  fc.record({
    impact: fc.constantFrom(...impacts),
    isPublished: fc.boolean(),
    resolvedAt: fc.constantFrom(null, incidentStart + 1),
  }),
);

test('whatever happens, a sink hears opened, then updates, then resolved, and knows in the end how it stands', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
      const last = happenings.findLast((one) => typeof one === 'object');
      const heard = story([...happenings, 'arrives']).join(' ');
      assert.match(heard === '' ? '' : `${heard} `, /^((opened (updated )*)?resolved )*(opened (updated )*)?$/);
      const isOver = last === undefined || last.resolvedAt !== null;
      assert.equal(heard === '' || heard.endsWith('resolved'), isOver, heard);
    }),
    { numRuns: 300 },
  );
});
