import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Traffic } from '../../test/fakes/watched.ts';
import { at, down, draw, start, ten, watch, well } from '../../test/fakes/watched.ts';

test('an upstream that is down for everybody is one incident, noticed within 15 s, with its begin and its cause', async () => {
  const { incidents } = await watch(900, (second) =>
    second < 600 ? well(second) : ten((n) => (n % 2 === 0 ? { upstream: 'a', ...down } : { upstream: 'b' })),
  );
  assert.equal(incidents.length, 1);
  const [one] = incidents;
  assert.deepEqual(one?.where, { level: 'upstream', name: 'a' });
  assert.equal(one?.cause?.code, 'connection_refused');
  assert.ok(one.noticedAt - (start + 600_000) <= 15_000, `noticed after ${one.noticedAt - start - 600_000} ms`);
  assert.ok(Math.abs(one.startedAt - (start + 600_000)) <= 10_000);
  assert.deepEqual([one.impact, one.status], ['critical', 'identified']);
});

test('five in a hundred that fail are noticed within two minutes', async () => {
  const { incidents } = await watch(900, (second) =>
    ten((n) =>
      second >= 600 && draw(second, n) < 0.05 ? { upstream: 'a', ...down } : { upstream: n % 2 === 0 ? 'a' : 'b' },
    ),
  );
  const [one, ...more] = incidents;
  assert.deepEqual(more, []);
  assert.ok(
    one !== undefined && one.noticedAt - (start + 600_000) <= 120_000,
    `after ${(one?.noticedAt ?? 0) - start}`,
  );
});

const places: readonly [string, Traffic, string][] = [
  ['all upstreams', at(300, (n) => ({ upstream: ['a', 'b', 'c'][n % 3] ?? 'a', ...down })), 'everything '],
  [
    'one zone',
    at(300, (n) => ({ upstream: ['a', 'b', 'c'][n % 3] ?? 'a', ...(n % 3 === 2 ? {} : down) })),
    'zone east',
  ],
  [
    'one model wherever it is asked',
    at(300, (n) => ({
      upstream: n % 4 < 2 ? 'a' : 'b',
      model: n % 2 === 0 ? 'm' : 'other',
      ...(n % 2 === 0 ? down : {}),
    })),
    'model m',
  ],
  [
    'one model at one of two upstreams that have it',
    at(300, (n) => ({
      upstream: n % 4 < 2 ? 'a' : 'b',
      model: n % 2 === 0 ? 'm' : 'other',
      ...(n % 4 === 0 ? down : {}),
    })),
    'model at upstream m at a',
  ],
  [
    'one caller of many',
    at(300, (n) => ({
      upstream: n % 2 === 0 ? 'a' : 'b',
      caller: n < 3 ? 'team-x' : `team-${n}`,
      ...(n < 3 ? down : {}),
    })),
    'caller team-x',
  ],
  [
    'an upstream whose one model has no other home, while others answer for the rest',
    at(300, (n) => {
      if (n < 5) return { upstream: 'b', model: 'large' };
      if (n < 7) return { upstream: 'a', model: 'code', caller: 'team-x', ...down };
      return { upstream: 'a', model: 'large', ...down, rescuedBy: 'b' };
    }),
    'upstream a',
  ],
  [
    'an upstream that nearly only one key asks',
    at(300, (n) => ({
      caller: n < 5 ? 'team-x' : `team-${n}`,
      ...(n < 4 ? { upstream: 'a', ...down, rescuedBy: 'b' } : { upstream: n === 9 ? 'a' : 'b' }),
      ...(n === 9 ? { ...down, rescuedBy: 'b' } : {}),
    })),
    'upstream a',
  ],
];

for (const [what, traffic, where] of places)
  test(`the trouble of ${what} is raised once, there`, async () => {
    const { incidents } = await watch(480, traffic);
    assert.deepEqual(
      incidents.map((one) => `${one.where.level} ${one.where.name ?? ''}`),
      [where],
    );
  });

test('attempts that fail and are made up for are an incident nobody but operators sees', async () => {
  const { incidents } = await watch(
    600,
    at(300, (n) => (n % 2 === 0 ? { upstream: 'a', ...down, rescuedBy: 'b' } : { upstream: 'b' })),
    { failing: ['a'] },
  );
  const [one, ...more] = incidents;
  assert.deepEqual(more, []);
  assert.deepEqual([one?.kind, one?.impact, one?.isPublished], ['hidden', 'none', false]);
  assert.ok((one?.measured.rescued ?? 0) > 500);
});

test('a model that others answer is not down, the one without another home is, and the calls add up', async () => {
  const { incidents } = await watch(
    420,
    at(300, (n) => {
      if (n < 5) return { upstream: 'b', model: 'large' };
      if (n < 7) return { upstream: 'a', model: 'code', ...down };
      return { upstream: 'a', model: 'large', ...down, ...(n === 7 ? {} : { rescuedBy: 'b' }) };
    }),
  );
  const [one, ...more] = incidents;
  assert.deepEqual(more, []);
  assert.deepEqual(one?.where, { level: 'upstream', name: 'a' });
  assert.deepEqual(one.components.map(({ name, status }) => `${name}: ${status}`).toSorted(), [
    'code: major_outage',
    'large: partial_outage',
  ]);
  const { calls, failed, rescued, badAttempts, attempts, codes } = one.measured;
  assert.equal(calls, failed + rescued);
  assert.deepEqual(
    [attempts, badAttempts, codes.reduce((total, { count }) => total + count, 0)],
    [calls, calls, calls],
  );
  assert.match(one.updates[0]?.body ?? '', /^Of \d+ calls since it began \d+ failed \(\d+ %\) and \d+ were rescued\./);
});

test('what nobody saw is part of what callers see in the same place', async () => {
  const { incidents } = await watch(900, (second) =>
    ten((n) => {
      if (second < 300 || n % 2 === 0) return { upstream: 'b' };
      return { upstream: 'a', ...down, ...(second < 500 ? { rescuedBy: 'b' } : {}) };
    }),
  );
  const [failures, hidden, ...more] = incidents.toSorted((one, other) => other.noticedAt - one.noticedAt);
  assert.deepEqual(more, []);
  assert.deepEqual([failures?.kind, hidden?.kind, hidden?.mergedInto], ['failures', 'hidden', failures?.id]);
});

test('the trouble of one key is told to operators, also where own checks fail', async () => {
  const { incidents } = await watch(
    480,
    at(300, (n) => ({
      upstream: n % 2 === 0 ? 'a' : 'b',
      caller: n < 3 ? 'team-x' : 'team-y',
      ...(n < 3 ? down : {}),
    })),
    { failing: ['a'] },
  );
  assert.deepEqual(
    incidents.map(({ where, isPublished }) => [where.level, isPublished]),
    [['caller', false]],
  );
});

test('traffic that stops is noticed, a quiet evening is not', async () => {
  const stopped = await watch(1200, (second) => (second < 900 ? well(second) : []));
  assert.deepEqual(
    stopped.incidents.map(({ kind, isPublished }) => [kind, isPublished]),
    [['silence', false]],
  );
  const evening = await watch(4000, (second) => (draw(second, 0) < Math.exp(-second / 1200) ? [{}] : []));
  assert.deepEqual(evening.incidents, []);
});

const isDown = (second: number): boolean => (second >= 300 && second < 400) || (second >= 800 && second < 900);

test('it calms, ends, and is the same one when it comes back', async () => {
  const { incidents, story } = await watch(
    2400,
    (second) => (isDown(second) ? ten(() => ({ upstream: 'a', ...down })) : well(second)),
    { failing: ['a'] },
  );
  assert.equal(incidents.length, 1);
  assert.deepEqual(
    incidents[0]?.updates.map(({ status }) => status),
    ['investigating', 'identified', 'monitoring', 'resolved', 'investigating', 'monitoring', 'resolved'],
    story.join(', '),
  );
  assert.deepEqual([incidents[0]?.returns, incidents[0]?.isPublished], [1, true]);
  assert.equal(incidents[0]?.measured.failed, 2_000, 'each call counts once, also of what comes back');
  assert.match(
    incidents[0]?.updates.at(-1)?.body ?? '',
    /^It lasted \d+ minutes\. Of \d+ calls \d+ failed \(\d+ %\) and \d+ went well\.$/,
  );
});

const speaking: readonly (readonly [readonly string[], readonly string[], boolean])[] = [
  [['a'], ['the provider’s page'], true],
  [['b'], [], false],
];

for (const [troubled, corroboratedBy, isPublished] of speaking)
  test(`trouble at a, and the provider of ${troubled.join()} says it has some: ${isPublished ? 'published' : 'a draft'}`, async () => {
    const { incidents } = await watch(
      400,
      at(300, (n) => (n % 2 === 0 ? { upstream: 'a', ...down } : { upstream: 'b' })),
      { troubled },
    );
    assert.deepEqual(
      incidents.map((one) => [one.corroboratedBy, one.isPublished]),
      [[corroboratedBy, isPublished]],
    );
  });

test('callers’ own faults, and what planned work explains, are no incident', async () => {
  const theirs = await watch(
    600,
    at(300, () => ({ code: 'invalid_request' })),
  );
  assert.deepEqual(theirs.incidents, []);
  const planned = await watch(
    600,
    at(300, () => ({ upstream: 'a', ...down })),
    { planned: () => ['a'] },
  );
  assert.deepEqual(planned.incidents, []);
});

test('a noisy hour with a failure now and then is no incident', async () => {
  const { incidents } = await watch(3600, (second) =>
    ten((n) => (draw(second, n) < 0.004 ? { upstream: 'a', ...down } : { upstream: n % 2 === 0 ? 'a' : 'b' })),
  );
  assert.deepEqual(incidents, []);
});

test('upstreams of different owners that fall silent at once are one incident: the gateway’s own network', async () => {
  const { incidents } = await watch(
    600,
    at(300, (n) => ({ upstream: n % 2 === 0 ? 'a' : 'b', code: n % 2 === 0 ? 'dns_timeout' : 'connection_timeout' })),
  );
  assert.deepEqual(
    incidents.map(({ kind, title, cause }) => [kind, title, cause?.family]),
    [['network', 'The gateway reaches no upstream', 'network']],
  );
  const answered = await watch(
    600,
    at(300, (n) => ({
      upstream: ['a', 'b', 'c'][n % 3] ?? 'a',
      code: (['dns_timeout', 'connection_timeout', 'upstream_error'] as const)[n % 3] ?? 'dns_timeout',
    })),
  );
  assert.deepEqual(
    answered.incidents.map(({ kind }) => kind),
    ['failures'],
    'one that answers with an error was reached',
  );
});

test('calls that wait longer and longer are an incident before any of them fails', async () => {
  const { incidents } = await watch(600, (second) =>
    ten(() => ({ upstream: 'a', waitedMs: second < 300 ? 50 : (second - 300) * 60 })),
  );
  assert.deepEqual(
    incidents.map(({ kind, isPublished }) => [kind, isPublished]),
    [['queue', false]],
  );
  const [one] = incidents;
  assert.ok(Math.abs((one?.startedAt ?? 0) - (start + 300_000)) <= 40_000);
});

test('what comes and goes is one incident, told of less and less often', async () => {
  const { incidents } = await watch(3600, (second) =>
    second >= 300 && (second - 300) % 240 < 60 ? ten(() => ({ upstream: 'a', ...down })) : well(second),
  );
  assert.equal(incidents.length, 1);
  const updates = incidents[0]?.updates ?? [];
  assert.ok(updates.length <= 14, `${updates.length} updates for 14 turns`);
  assert.ok(updates.some(({ body }) => /comes and goes/.test(body)));
});

const oneIn500: Traffic = (second) => ten((n) => (second % 50 === 0 && n === 0 ? { upstream: 'a', ...down } : {}));

for (const [objective, story] of [
  [undefined, []],
  [0.99, []],
  [0.999, [['budget', 'none', false, null]]],
] as const)
  test(`one call in 500 that fails, for days, beside a promise of ${objective}`, async () => {
    const { incidents } = await watch(900, oneIn500, objective === undefined ? {} : { objective, troubled: ['a'] });
    assert.deepEqual(
      incidents.map(({ kind, impact, isPublished, resolvedAt }) => [kind, impact, isPublished, resolvedAt]),
      story,
    );
  });

test('an outage beside a broken promise is an incident of its own, with the streams that broke', async () => {
  const { incidents } = await watch(
    900,
    at(600, () => ({ upstream: 'a', ...down }), oneIn500),
    {
      objective: 0.999,
      troubled: ['a'],
    },
  );
  assert.deepEqual(incidents.map(({ kind, mergedInto }) => `${kind} ${mergedInto}`).toSorted(), [
    'budget null',
    'failures null',
  ]);
  const [outage] = incidents;
  assert.deepEqual([outage?.toldAt, outage?.measured.resumed], [start + 700_000, 0]);
});
