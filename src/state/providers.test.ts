import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PageAnswer } from '../domain/provider.ts';
import { handClock } from '../../test/fakes/hand-clock.ts';
import { Providers } from './providers.ts';

const minuteMs = 60_000;
const page = { url: 'https://status.example.org', components: [], upstreams: ['one'] };

const says = (indicator: string): PageAnswer => ({
  kind: 'fresh',
  text: JSON.stringify({ status: { indicator } }),
  etag: '"1"',
});

const opened = () => {
  const clock = handClock();
  let pages = [page];
  const providers = new Providers({ clock, random: { draw: () => 0 }, pages: () => pages });
  const answer = (given: PageAnswer): void => {
    for (const due of providers.take()) providers.learn(due.page, given);
  };
  return { clock, providers, answer, configure: (now: typeof pages) => void (pages = now) };
};

test('a page is read once a minute, and not again while it is being read', async () => {
  const { clock, providers, answer } = opened();
  assert.equal(providers.take().length, 1);
  assert.equal(providers.take().length, 0, 'it is being read');
  providers.learn(page, says('none'));
  await clock.pass(minuteMs - 1);
  assert.equal(providers.take().length, 0);
  await clock.pass(1);
  assert.deepEqual(providers.take(), [{ page, etag: '"1"' }]);
  answer({ kind: 'same' });
});

test('trouble speaks for an incident; what is planned, unknown or good does not', () => {
  for (const [indicator, troubled] of [
    ['minor', ['one']],
    ['critical', ['one']],
    ['none', []],
    ['maintenance', []],
    ['odd', []],
  ] as const) {
    const { providers, answer } = opened();
    answer(says(indicator));
    assert.deepEqual(providers.troubled(), troubled, indicator);
  }
});

test('since when a page tells of trouble is kept until it tells of none', async () => {
  const { clock, providers, answer } = opened();
  const story: (number | null)[] = [];
  for (const indicator of ['none', 'minor', 'critical', 'none', 'major']) {
    answer(says(indicator));
    story.push(providers.troubledSince('one'));
    await clock.pass(minuteMs);
  }
  const from = clock.now() - 5 * minuteMs;
  assert.deepEqual(story, [null, from + minuteMs, from + minuteMs, null, from + 4 * minuteMs]);
  assert.equal(providers.troubledSince('another'), null);
});

test('an old word is no word', async () => {
  const { clock, providers, answer } = opened();
  answer(says('major'));
  await clock.pass(10 * minuteMs);
  assert.deepEqual(providers.troubled(), ['one']);
  await clock.pass(1);
  const [reading] = providers.readings();
  assert.deepEqual([reading?.condition, providers.troubled().length], ['unknown', 0]);
});

test('what did not change is fresh again', async () => {
  const { clock, providers, answer } = opened();
  answer(says('major'));
  await clock.pass(9 * minuteMs);
  answer({ kind: 'same' });
  await clock.pass(9 * minuteMs);
  assert.deepEqual(providers.troubled(), ['one']);
});

const failures: readonly (readonly [string, PageAnswer])[] = [
  ['a refusal', { kind: 'failed', code: 'ECONNREFUSED', waitMs: null }],
  ['another page', { kind: 'fresh', text: '<html>', etag: null }],
];

for (const [name, failure] of failures)
  test(`after ${name} it is asked less and less often, up to half an hour`, async () => {
    const { clock, providers } = opened();
    const pauses: number[] = [];
    let waited = 0;
    while (pauses.length < 8) {
      const [due] = providers.take();
      if (due !== undefined) {
        pauses.push(waited / minuteMs);
        waited = 0;
        providers.learn(due.page, failure);
      }
      waited += minuteMs;
      await clock.pass(minuteMs);
    }
    assert.deepEqual(pauses, [0, 2, 4, 8, 16, 30, 30, 30]);
    assert.equal(typeof providers.readings()[0]?.failure, 'string');
  });

test('a pause it asks for is kept, within half an hour', async () => {
  const { clock, providers, answer } = opened();
  answer({ kind: 'failed', code: '429', waitMs: 10 * minuteMs });
  await clock.pass(9 * minuteMs);
  assert.equal(providers.take().length, 0);
  await clock.pass(minuteMs);
  assert.equal(providers.take().length, 1);
});

test('a page that is no longer configured is forgotten', () => {
  const { providers, answer, configure } = opened();
  answer(says('major'));
  configure([]);
  assert.deepEqual(providers.readings(), []);
  configure([page]);
  assert.deepEqual(providers.troubled(), []);
});
