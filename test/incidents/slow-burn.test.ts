/** Six days on a virtual clock in which too few calls fail for any ratio to show, and more than were promised. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Rooms, Told } from '../../bench/day/rooms.ts';
import { openRooms } from '../../bench/day/rooms.ts';
import type { Sinks } from '../../bench/day/world.ts';
import { openSinks } from '../../bench/day/world.ts';
import { dayStart } from '../../bench/day/script.ts';
import { chanceOf, hourMs, minuteMs } from '../../bench/incidents/days.ts';
import { callOf } from '../fakes/ended-call.ts';

const dayMs = 24 * hourMs;
const start = dayStart + dayMs;
/** Between these, nearly two in a thousand fail; on good days one in five thousand. */
const burn = { from: start + 2 * dayMs, until: start + 5 * dayMs };
const [burning, calm] = [0.0018, 0.0002];
const lookMs = 20_000;
/** So many in each of these; a call every two seconds. */
const callsALook = 10;

interface Burnt {
  readonly promised: Rooms;
  readonly promisedNothing: Rooms;
  readonly told: readonly Told[];
}

const playWith = async (sinks: Sinks): Promise<Burnt> => {
  let now = start;
  const clock = (): number => now;
  const promised = await openRooms(clock, sinks, 'incidents: { objective: "99.9%" }\n');
  const promisedNothing = await openRooms(clock, sinks);
  const told: Told[] = [];
  const chance = chanceOf(5);
  for (; now < burn.until + dayMs; now += lookMs) {
    const share = now >= burn.from && now < burn.until ? burning : calm;
    for (let n = 0; n < callsALook; n++) {
      const call = { at: now - lookMs + n * 2_000, model: 'small', upstream: 'south' };
      const ended = callOf(chance() < share ? { ...call, code: 'upstream_error' } : call);
      for (const rooms of [promised, promisedNothing]) rooms.end(ended);
    }
    for (const rooms of [promised, promisedNothing]) rooms.look();
    told.push(...(await promised.send()));
  }
  return { promised, promisedNothing, told };
};

let burnt: Burnt;
before(async () => {
  const sinks = await openSinks();
  try {
    burnt = await playWith(sinks);
  } finally {
    await sinks.close();
  }
});

after(async () => {
  for (const { door } of [burnt.promised, burnt.promisedNothing]) await door.close();
});

test('no ratio shows it: where nothing was promised, nothing is told', () => {
  assert.deepEqual(burnt.promisedNothing.incidents.list(), []);
});

test('where 999 in 1,000 were promised it is one incident, once half of three days was like that', () => {
  const [one, ...more] = burnt.promised.incidents.list();
  assert.deepEqual(more, []);
  assert.deepEqual(
    [one?.kind, one?.where.level, one?.impact, one?.isPublished],
    ['budget', 'everything', 'none', false],
  );
  const afterMs = (one?.noticedAt ?? 0) - burn.from;
  assert.ok(afterMs > dayMs && afterMs < 2.25 * dayMs, `noticed after ${afterMs / hourMs} h`);
});

test('it is over within the six hours that must agree, and not before the last failures', () => {
  const [one] = burnt.promised.incidents.list();
  const afterMs = (one?.resolvedAt ?? 0) - burn.until;
  assert.ok(afterMs > hourMs && afterMs < 6 * hourMs + 10 * minuteMs, `over after ${afterMs / hourMs} h`);
});

test('the team hears of it once and of its end, nobody is woken, and the page is quiet', async () => {
  assert.deepEqual(
    burnt.told.map(({ sink, message }) => [sink, ...message.notices.map(({ event }) => event)]),
    [
      ['team', 'opened'],
      ['team', 'resolved'],
    ],
  );
  const summary = await burnt.promised.door.get('/api/v2/summary.json');
  assert.match(summary, /"indicator":"none"/);
});
