import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maintenanceHelp, readMaintenanceArgs } from './maintenance-args.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const hourMs = 3_600_000;
const read = (...args: string[]) => readMaintenanceArgs(args, now);

const wishOf = (...args: string[]) => {
  const found = read(...args);
  return found.kind === 'wish' ? found.wish : assert.fail(JSON.stringify(found));
};

test('what is announced begins now when nothing else is said, and is about everything', () => {
  assert.deepEqual(wishOf('schedule', 'New disks', '--for', '2h'), {
    kind: 'schedule',
    title: 'New disks',
    message: null,
    by: null,
    upstreams: [],
    times: { startsAt: now, endsAt: now + 2 * hourMs },
    window: 'work',
  });
});

const times: readonly (readonly [readonly string[], number, number])[] = [
  [['--from', '30m', '--for', '1h'], now + hourMs / 2, now + 1.5 * hourMs],
  [['--from', '2026-03-01T14:00+01:00', '--until', '2026-03-01T15:00Z'], now + hourMs, now + 3 * hourMs],
  [['--from', '2026-03-01 13:00Z', '--until', '3h'], now + hourMs, now + 3 * hourMs],
  [['--until', '2026-03-01T12:30:30Z'], now, now + 1_830_000],
  [
    ['--from', '2026-03-02T00:00', '--for', '1h'],
    Date.parse('2026-03-02T00:00'),
    Date.parse('2026-03-02T00:00') + hourMs,
  ],
];

for (const [args, startsAt, endsAt] of times)
  test(`times: ${args.join(' ')}`, () => {
    const wish = wishOf('schedule', 'x', ...args);
    assert.ok(wish.kind === 'schedule');
    assert.deepEqual(wish.times, { startsAt, endsAt });
  });

test('upstreams, a message and a name are passed on', () => {
  const wish = wishOf(
    'schedule',
    'x',
    '--for',
    '1h',
    '--upstream',
    'a',
    '--upstream',
    'b',
    '--message',
    'm',
    '--by',
    'ops',
  );
  assert.ok(wish.kind === 'schedule');
  assert.deepEqual([wish.upstreams, wish.message, wish.by], [['a', 'b'], 'm', 'ops']);
});

test('what comes again, and a peak', () => {
  const wish = wishOf('schedule', 'x', '--every', '0 3 * * SUN', '--zone', 'Europe/Berlin', '--for', '90m', '--peak');
  assert.ok(wish.kind === 'schedule');
  assert.deepEqual(wish.times, { repeats: { cron: '0 3 * * SUN', zone: 'Europe/Berlin', minutes: 90 } });
  assert.equal(wish.window, 'peak');
});

test('list and cancel, and where the gateway is', () => {
  assert.deepEqual(wishOf('list'), { kind: 'list', all: false });
  assert.deepEqual(wishOf('cancel', 'mnt_1'), { kind: 'cancel', id: 'mnt_1' });
  const found = read('list', '-c', 'other.yaml', '--admin', '127.0.0.1:7', '--json');
  assert.deepEqual(found, {
    kind: 'wish',
    wish: { kind: 'list', all: false },
    where: { config: 'other.yaml', admin: { host: '127.0.0.1', port: 7 } },
    isJson: true,
  });
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /list, schedule or cancel/],
  [['postpone'], /"postpone"/],
  [['list', 'x'], /no name/],
  [['cancel'], /which one/],
  [['schedule', '--for', '1h'], /title/],
  [['schedule', 'New', 'disks', '--for', '1h'], /quotes/],
  [['schedule', 'x'], /--for 2h, or --until/],
  [['schedule', 'x', '--for', '1h', '--until', '2h'], /--for 2h, or --until/],
  [['schedule', 'x', '--for', 'long'], /--for takes/],
  [['schedule', 'x', '--for', '0s'], /--for takes/],
  [['schedule', 'x', '--from', 'tomorrow', '--for', '1h'], /--from takes/],
  [['schedule', 'x', '--until', '2026-13-01T00:00Z'], /--until takes/],
  [['schedule', 'x', '--until', '2026-03-01T11:00Z'], /over before it begins/],
  [['schedule', 'x', '--from', '2026-02-01T11:00Z', '--for', '1h'], /over before it begins/],
  [['schedule', 'x', '--every', '0 3 * * *'], /how long each time/],
  [['schedule', 'x', '--every', '0 3 * * *', '--from', '1h', '--for', '1h'], /leave out --from/],
  [['schedule', 'x', '--zone', 'UTC', '--for', '1h'], /--zone belongs/],
  [['list', '--admin', 'here'], /HOST:PORT/],
  [['list', '--frob'], /frob/],
];

for (const [args, why] of wrong)
  test(`refused: maintenance ${args.join(' ')}`, () => {
    const found = read(...args);
    assert.ok(found.kind === 'wrong', JSON.stringify(found));
    assert.match(found.why, why);
  });

test('the help fits a terminal', () => {
  assert.equal(read('schedule', '--help').kind, 'help');
  for (const line of maintenanceHelp.split('\n')) assert.ok(line.length <= 100, line);
});
