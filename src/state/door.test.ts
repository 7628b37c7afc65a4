import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../domain/settings.ts';
import type { Admission } from './door.ts';
import { Door } from './door.ts';

const settingsOf = (keys: string, limits = ''): Settings => {
  const text = `upstreams: { a: { url: "http://127.0.0.1:1" } }\nkeys: { ${keys} }\n${limits}`;
  const loaded = loadSettings({ text, file: 'g.yaml', env: {}, baseFolder: '/srv' });
  return loaded.kind === 'ok' ? loaded.settings : assert.fail(JSON.stringify(loaded));
};

const keyOf = (name: string, limits: string): string => `${name}: { key: "secret-of-${name}-0001", ${limits} }`;

const call = { requests: 1, tokens: 0 } as const;

const open = (keys: string, limits = '') => {
  let now = 1_000.5;
  const door = new Door(settingsOf(keys, limits), { monotonic: () => now });
  return { door, pass: (ms: number) => void (now += ms) };
};

const causeOf = (admission: Admission) =>
  admission.kind === 'refused' ? admission.failure.cause : assert.fail('came in');
const saysOf = (admission: Admission): string =>
  admission.kind === 'refused' ? (admission.failure.error?.message ?? '') : assert.fail('came in');

const enter = (door: Door, name: string, asked: Parameters<Door['enter']>[1] = call): Admission['kind'] => {
  using admission = door.enter(name, asked);
  return admission.kind;
};

test('a call that comes in again is never turned away, and counts for every limit', () => {
  const { door, pass } = open(
    keyOf('a', 'concurrency: 1, requestsPerMinute: 2, tokensPerMinute: 600'),
    'limits: { calls: 2 }',
  );
  door.shut();
  const back = [1, 2, 3].map(() => door.reenter('a', { requests: 1, tokens: 200 }));
  assert.equal(door.inFlight, 3);
  assert.deepEqual(
    door.standings('a').map(({ limit, left }) => [limit, left]),
    [
      ['requests', 0],
      ['tokens', 0],
      ['concurrency', 0],
    ],
  );
  for (const one of back) {
    one.settle(100);
    one[Symbol.dispose]();
  }
  assert.equal(door.inFlight, 0);
  pass(30_000);
  const [, tokens, concurrency] = door.standings('a');
  assert.deepEqual([tokens?.left, concurrency?.left], [600, 1], 'what was estimated too much is given back');
});

test('a key may send a whole minute’s worth at once, then waits exactly as long as it is told', () => {
  const { door, pass } = open(keyOf('a', 'requestsPerMinute: 3'));
  for (let sent = 0; sent < 3; sent++) assert.equal(enter(door, 'a'), 'admitted');
  const cause = causeOf(door.enter('a', call));
  assert.equal(cause.code, 'throttled');
  assert.equal(cause.retryAfterMs, 20_000);
  pass(cause.retryAfterMs - 1);
  assert.equal(enter(door, 'a'), 'refused');
  pass(1);
  assert.equal(enter(door, 'a'), 'admitted');
  assert.equal(enter(door, 'a'), 'refused');
});

test('a gateway that is short of room turns low priority away first, and says what it is short of', () => {
  const { door } = open(keyOf('a', 'requestsPerMinute: 9'));
  door.strain = { sheds: 'batch', says: 'memory of the gateway in use', value: '90 %' };
  assert.equal(enter(door, 'a'), 'admitted');
  const refusal = door.enter('a', call, 'batch');
  assert.deepEqual([causeOf(refusal).code, causeOf(refusal).clues[0]?.value], ['too_busy', '90 %']);
  assert.match(saysOf(refusal), /calls of low priority/);
  door.strain = { sheds: 'all', says: 'memory of the gateway in use', value: '96 %' };
  assert.equal(enter(door, 'a'), 'refused');
  door.strain = null;
  using admission = door.enter('a', call, 'batch');
  assert.equal(admission.kind, 'admitted');
});

test('what was refused does not count', () => {
  const { door, pass } = open(keyOf('a', 'requestsPerMinute: 1'));
  assert.equal(enter(door, 'a'), 'admitted');
  for (let sent = 0; sent < 50; sent++) assert.equal(enter(door, 'a'), 'refused');
  pass(60_000);
  assert.equal(enter(door, 'a'), 'admitted');
});

test('what is no model call does not count', () => {
  const { door } = open(keyOf('a', 'requestsPerMinute: 1'));
  for (let sent = 0; sent < 5; sent++) assert.equal(enter(door, 'a', { requests: 0, tokens: 0 }), 'admitted');
  assert.equal(enter(door, 'a'), 'admitted');
});

test('the words say whose limit it is, how much, and when it is free', () => {
  const { door } = open(keyOf('team', 'requestsPerMinute: 2, tokensPerMinute: 100, concurrency: 1'));
  using held = door.enter('team', { requests: 1, tokens: 100 });
  assert.equal(held.kind, 'admitted');
  assert.match(
    saysOf(door.enter('team', call)),
    /"team".*its own limit.*1 calls at the same time.*not a limit of the AI service/,
  );
});

test('tokens are taken as estimated, and settled by what the call really took', () => {
  const { door } = open(keyOf('a', 'tokensPerMinute: 1000'));
  const left = (): number | undefined => door.standings('a')[0]?.left;
  {
    using admission = door.enter('a', { requests: 1, tokens: 600 });
    assert.equal(left(), 400);
    assert.equal(enter(door, 'a', { requests: 1, tokens: 500 }), 'refused');
    if (admission.kind === 'admitted') admission.settle(100);
  }
  assert.equal(left(), 900);
  {
    using admission = door.enter('a', { requests: 1, tokens: 100 });
    if (admission.kind === 'admitted') admission.settle(1_900);
  }
  assert.equal(left(), 0);
  const cause = causeOf(door.enter('a', { requests: 1, tokens: 100 }));
  assert.equal(cause.retryAfterMs, 66_000);
});

test('of two limits in the way the longer wait is told', () => {
  const { door } = open(keyOf('a', 'requestsPerMinute: 1, tokensPerMinute: 100'));
  using admission = door.enter('a', { requests: 1, tokens: 100 });
  if (admission.kind === 'admitted') admission.settle(200);
  assert.match(saysOf(door.enter('a', { requests: 1, tokens: 50 })), /100 tokens a minute/);
  assert.equal(causeOf(door.enter('a', { requests: 1, tokens: 50 })).retryAfterMs, 90_000);
});

test('keys do not disturb each other', () => {
  const { door } = open([keyOf('a', 'requestsPerMinute: 1'), keyOf('b', 'requestsPerMinute: 1')].join(', '));
  assert.equal(enter(door, 'a'), 'admitted');
  assert.equal(enter(door, 'a'), 'refused');
  assert.equal(enter(door, 'b'), 'admitted');
});

test('a new configuration keeps what was used, as a share of the new limit', () => {
  const { door } = open(keyOf('a', 'requestsPerMinute: 4'));
  for (let sent = 0; sent < 2; sent++) enter(door, 'a');
  door.configure(settingsOf(keyOf('a', 'requestsPerMinute: 40')));
  assert.equal(door.standings('a')[0]?.left, 20);
  door.configure(settingsOf(keyOf('b', '')));
  assert.deepEqual(door.standings('a'), []);
  assert.equal(enter(door, 'a'), 'admitted');
});

test('places are given back, whatever becomes of the configuration meanwhile', () => {
  const { door } = open(keyOf('a', 'concurrency: 1'), 'limits: { calls: 1 }');
  {
    using held = door.enter('a', call);
    assert.equal(held.kind, 'admitted');
    assert.equal(causeOf(door.enter('b', call)).code, 'too_busy');
    door.configure(settingsOf(keyOf('b', 'concurrency: 1')));
    assert.equal(door.inFlight, 1);
  }
  assert.equal(door.inFlight, 0);
});

test('a door that is shut lets nobody new in', () => {
  const { door } = open(keyOf('a', ''));
  door.shut();
  assert.equal(causeOf(door.enter('a', call)).code, 'draining');
});
