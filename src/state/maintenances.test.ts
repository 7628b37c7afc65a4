import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../config/load.ts';
import { causeOf } from '../domain/cause.ts';
import type { Announcement } from '../domain/maintenance.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Marker } from '../policy/root-cause/sighting.ts';
import { Fleet } from './fleet.ts';
import { Maintenances } from './maintenances.ts';

const text = 'drain: 30s\nupstreams: { a: { url: "http://127.0.0.1:1" }, b: { url: "http://127.0.0.1:2" } }\n';
const loaded = loadSettings({ text, file: 'g.yaml', env: {}, baseFolder: '/srv' });
const settings = loaded.kind === 'ok' ? loaded.settings : assert.fail();

const hourMs = 3_600_000;

const of = (more: Partial<Announcement> = {}): Announcement => ({
  id: 'mnt_1',
  title: 'New disks',
  message: null,
  upstreams: ['a'],
  startsAt: hourMs,
  endsAt: 2 * hourMs,
  announcedAt: 0,
  kind: 'work',
  series: null,
  repeats: null,
  by: null,
  ...more,
});

const house = (known: readonly Announcement[] = []) => {
  let now = 0;
  // Only the time of day is asked for.
  const clock = { now: () => now } as unknown as Clock;
  const fleet = new Fleet({ clock, random: { draw: () => 0.5, hex: () => '' }, settings });
  const markers: Marker[] = [];
  const lines: string[] = [];
  const line = (_fields: unknown, message: string): void => void lines.push(message);
  const log: Log = { debug: line, info: line, warn: line, error: line };
  const recent = { mark: (marker: Marker) => void markers.push(marker) };
  const maintenances = new Maintenances({ clock, fleet, recent, log, settings: () => settings }, known);
  const route = fleet.route('m') ?? assert.fail();
  return {
    fleet,
    maintenances,
    markers,
    lines,
    at: (ms: number) => {
      now = ms;
      maintenances.look();
    },
    available: () =>
      fleet.view(route, { model: 'm', operation: 'chat' }).map(({ target, availability }) => {
        const { kind } = availability;
        return [target.upstream.name, kind === 'resting' ? [availability.until, availability.cause.code] : kind];
      }),
    state: (name: string) => fleet.states().find(({ upstream }) => upstream.name === name)?.state,
    attempt: (name: string) =>
      fleet.enter(route.targets.find(({ upstream }) => upstream.name === name) ?? assert.fail(), 'm', false),
  };
};

const closed = ['a', [2 * hourMs, 'maintenance']];
const open = ['a', 'ready'];
const other = ['b', 'ready'];

test('nothing new goes there from before the start until the end', () => {
  const { maintenances, at, available, state } = house();
  maintenances.announce(of());
  assert.deepEqual(available(), [open, other]);
  at(hourMs - 30_001);
  assert.deepEqual(available(), [open, other]);
  at(hourMs - 30_000);
  assert.deepEqual(available(), [closed, other]);
  assert.equal(state('a'), 'in maintenance');
  at(2 * hourMs - 1);
  assert.deepEqual(available(), [closed, other]);
  at(2 * hourMs);
  assert.deepEqual(available(), [open, other]);
});

test('a beginning and an end are told once', () => {
  const { maintenances, at, markers, lines } = house();
  maintenances.announce(of({ upstreams: null }));
  assert.deepEqual(markers, []);
  for (const ms of [hourMs - 30_000, hourMs, hourMs + 1, 2 * hourMs, 2 * hourMs + 1]) at(ms);
  assert.deepEqual(markers, [
    { kind: 'maintenance', from: hourMs, until: 2 * hourMs, upstream: null, what: 'New disks' },
  ]);
  assert.deepEqual(lines, ['a maintenance begins', 'a maintenance is over']);
});

test('what another gateway announces closes here too, what it calls off opens, and hearing it again is no news', () => {
  const { maintenances, at, available, lines } = house();
  const [near, far] = [of({ id: 'x' }), of({ id: 'a', startsAt: 9 * hourMs, endsAt: 10 * hourMs })];
  maintenances.hear([near, far]);
  maintenances.announce(near);
  assert.equal(maintenances.list().length, 2);
  at(hourMs);
  maintenances.hear([far, near]);
  assert.deepEqual([available(), lines], [[closed, other], ['a maintenance begins']]);
  maintenances.hear([far]);
  assert.deepEqual(available(), [open, other]);
});

test('what breaks meanwhile is not held against it', () => {
  const { maintenances, at, available, attempt, fleet } = house();
  maintenances.announce(of());
  const cause = causeOf('connection_terminated', { upstream: 'a' });
  const running = Array.from({ length: 9 }, () => attempt('a'));
  at(2 * hourMs - 1);
  for (const place of running) {
    place.bad(cause);
    place[Symbol.dispose]();
  }
  for (let probe = 0; probe < 9; probe++) fleet.probe('a', { kind: 'bad', at: 2 * hourMs - 1, cause });
  at(2 * hourMs);
  assert.deepEqual(available(), [open, other]);
});

test('who is back begins with a small share', () => {
  const { maintenances, at, fleet } = house();
  const route = fleet.route('m') ?? assert.fail();
  const weight = (): number | undefined => fleet.view(route, { model: 'm', operation: 'chat' })[0]?.weight;
  maintenances.announce(of());
  at(2 * hourMs - 1);
  assert.equal(weight(), 1);
  at(2 * hourMs + 500);
  assert.ok((weight() ?? 1) < 0.2, String(weight()));
  at(2 * hourMs + 60_000);
  assert.equal(weight(), 1);
});

test('one that is cancelled while it goes on is over at once', () => {
  const { maintenances, at, available } = house();
  maintenances.announce(of());
  at(hourMs + 1);
  assert.equal(maintenances.cancel('mnt_2').kind, 'unknown');
  assert.equal(maintenances.cancel('mnt_1').kind, 'gone');
  assert.deepEqual(available(), [open, other]);
  assert.deepEqual(maintenances.list(), []);
});

test('one that was announced before a restart goes on after it', () => {
  const { available, markers } = house([of({ startsAt: 0, endsAt: 2 * hourMs })]);
  assert.deepEqual(available(), [closed, other]);
  assert.equal(markers.length, 1);
});

test('one that is over and whose upstream is not back says so', () => {
  const { maintenances, at, fleet, lines } = house();
  maintenances.announce(of());
  at(hourMs);
  const cause = causeOf('connection_refused', { upstream: 'a' });
  fleet.probe('a', { kind: 'bad', at: 2 * hourMs, cause });
  at(2 * hourMs);
  assert.deepEqual(
    maintenances.list().map(({ phase, overdue }) => [phase, overdue]),
    [['over', ['a']]],
  );
  assert.deepEqual(lines.at(-1), 'a maintenance is over, but not all are back');
});

const daily = (more: Partial<Announcement> = {}): Announcement =>
  of({ repeats: { cron: '0 1 * * *', zone: 'UTC', lastsMs: hourMs, except: [] }, ...more });

const dayMs = 24 * hourMs;

test('what comes again closes and opens by itself, day after day, and tells of the next two', () => {
  const { maintenances, at, available, markers } = house();
  maintenances.announce(daily());
  for (const day of [0, 1, 2]) {
    at(day * dayMs + hourMs - 30_001);
    assert.deepEqual(available(), [open, other], `before day ${day}`);
    at(day * dayMs + hourMs);
    assert.equal(available()[0]?.[1]?.[1], 'maintenance', `on day ${day}`);
    at(day * dayMs + 2 * hourMs);
    assert.deepEqual(available(), [open, other], `after day ${day}`);
  }
  assert.equal(markers.length, 3);
  assert.deepEqual(
    maintenances.list().map(({ startsAt, phase, series }) => [startsAt / hourMs, phase, series]),
    [
      [49, 'over', 'mnt_1'],
      [73, 'ahead', 'mnt_1'],
      [97, 'ahead', 'mnt_1'],
    ],
  );
});

test('one time of what comes again is called off, also in the middle, and the next comes all the same', () => {
  const { maintenances, at, available } = house();
  maintenances.announce(daily());
  at(hourMs + 1);
  const cancelled = maintenances.cancel(maintenances.list()[0]?.id ?? '');
  assert.deepEqual(cancelled.kind === 'without' && cancelled.announcement.repeats?.except, [hourMs]);
  assert.deepEqual(available(), [open, other]);
  at(dayMs + hourMs);
  assert.notDeepEqual(available(), [open, other]);
  assert.equal(maintenances.cancel('mnt_1').kind, 'gone');
  assert.deepEqual([maintenances.list(), available()], [[], [open, other]]);
});

test('a clock that jumps over a window, or back into it, is followed', () => {
  const { maintenances, at, available, lines } = house();
  maintenances.announce(daily());
  at(5 * dayMs);
  assert.deepEqual([available()[0], lines], [open, []]);
  at(hourMs + 1);
  assert.equal(available()[0]?.[1]?.[1], 'maintenance');
});

test('a restart in the middle of one that comes again changes nothing', () => {
  const { maintenances, at, available } = house([daily()]);
  at(3 * dayMs + 1.5 * hourMs);
  const { available: after, at: move } = house([...maintenances.series]);
  move(3 * dayMs + 1.5 * hourMs);
  assert.deepEqual(after(), available());
});

test('a peak closes nothing, and is known while it is on', () => {
  const { maintenances, at, available, markers, lines } = house();
  maintenances.announce(of({ kind: 'peak' }));
  at(hourMs - 1);
  assert.equal(maintenances.isPeak, false);
  at(hourMs);
  assert.deepEqual([available(), maintenances.isPeak, markers.length], [[open, other], true, 0]);
  at(2 * hourMs);
  assert.deepEqual([maintenances.isPeak, lines], [false, ['an announced peak begins', 'an announced peak is over']]);
});

test('whoever waits is woken when a closing changes', () => {
  const { maintenances, at, fleet } = house();
  let changes = 0;
  fleet.onChange(() => changes++);
  maintenances.announce(of());
  assert.equal(changes, 1);
  at(1);
  assert.equal(changes, 1);
  maintenances.cancel('mnt_1');
  assert.equal(changes, 2);
});

test('an upstream that was drained is draining while its calls run', () => {
  const { fleet, attempt, state } = house();
  const running = attempt('a');
  fleet.command('a', 'drain');
  assert.equal(state('a'), 'draining');
  running[Symbol.dispose]();
  assert.equal(state('a'), 'drained');
});
