/** Plays the day: second by second its calls, checks and looks; what was told is kept with its time, pages as they stood. */
import type { Incident } from '../../src/domain/incident.ts';
import { lookEveryMs } from '../../src/watch/incidents.ts';
import type { MaintenanceState } from '../../src/state/maintenances.ts';
import { hourMs, minuteMs } from '../incidents/days.ts';
import type { Rooms, Told } from './rooms.ts';
import { openRooms } from './rooms.ts';
import type { Arrived, Sinks } from './world.ts';
import { openSinks } from './world.ts';
import { announcedMs, dayStart, outage, overrun, planned, trafficOf, work } from './script.ts';

export interface Line {
  readonly at: number;
  readonly says: string;
}

export interface Hour {
  readonly calls: number;
  readonly failed: number;
  readonly rescued: number;
}

/** The public side as it stood at a moment. */
export interface Snapshot {
  readonly name: string;
  readonly status: string;
  readonly summary: string;
  readonly atom: string;
  readonly rss: string;
  readonly calendar: string;
  readonly badge: string;
  /** As a client of Statuspage reads it. */
  readonly unresolved: readonly string[];
}

export interface Day {
  readonly hours: readonly Hour[];
  readonly lines: readonly Line[];
  readonly told: readonly Told[];
  /** As the sinks got it. */
  readonly arrived: readonly Arrived[];
  readonly snapshots: readonly Snapshot[];
  /** The newest first. */
  readonly incidents: readonly Incident[];
  readonly maintenances: readonly MaintenanceState[];
  /** The page of each published incident, by id. */
  readonly pages: ReadonlyMap<string, string>;
}

/** Each in ms of the day. */
const moments: readonly (readonly [string, number])[] = [
  ['outage', outage.from + 20 * minuteMs],
  ['maintenance', planned.from + 30 * minuteMs],
  ['overrun', overrun.from + 15 * minuteMs],
  ['evening', 24 * hourMs - 1_000],
];

/** An operator looks back once all is over. */
const lookedBackMs = 21 * hourMs;
const note =
  'The provider says that a change of its routers was rolled back. Code needs a second home: we look for one.';

const snapshotOf = async (rooms: Rooms, name: string): Promise<Snapshot> => ({
  name,
  status: await rooms.door.get('/status'),
  summary: await rooms.door.get('/api/v2/summary.json'),
  atom: await rooms.door.get('/history.atom'),
  rss: await rooms.door.get('/history.rss'),
  calendar: await rooms.door.get('/calendar.ics'),
  badge: await rooms.door.get('/badge.svg'),
  unresolved: await rooms.door.unresolved(),
});

const checkEveryMs = 15_000;

const pagesOf = async (rooms: Rooms): Promise<ReadonlyMap<string, string>> => {
  const pages = new Map<string, string>();
  for (const { id, isPublished } of rooms.incidents.list())
    if (isPublished) pages.set(id, await rooms.door.get(`/status/incidents/${id}`));
  return pages;
};

/** What people do in it. */
const act = ({ incidents, maintenances }: Rooms, ms: number): void => {
  if (ms === announcedMs) maintenances.announce(work);
  if (ms !== lookedBackMs) return;
  const first = incidents.list().at(-1);
  if (first !== undefined)
    incidents.edit(first.id, { status: 'postmortem', notes: { rootCause: note }, by: 'Operations' });
};

export const playDay = async (seed: number): Promise<Day> => {
  const sinks = await openSinks();
  try {
    return await playWith(seed, sinks);
  } finally {
    await sinks.close();
  }
};

const playWith = async (seed: number, sinks: Sinks): Promise<Day> => {
  let now = dayStart;
  const rooms = await openRooms(() => now, sinks);
  const traffic = trafficOf(seed);
  const [lines, told, snapshots]: [Line[], Told[], Snapshot[]] = [[], [], []];
  const hours: Hour[] = [];
  rooms.onChange(({ incident }) => {
    const said = incident.updates.at(-1);
    lines.push({ at: now, says: `${incident.title}: ${incident.status}${said?.at === now ? `. ${said.body}` : ''}` });
  });
  let hour = { calls: 0, failed: 0, rescued: 0 };
  for (let ms = 0; ms < 24 * hourMs; ms += 1_000) {
    act(rooms, ms);
    for (const call of traffic(ms / 1_000)) {
      rooms.end(call);
      hour.calls++;
      if (call.outcome === 'failed') hour.failed++;
      else if (call.attempts.length > 1) hour.rescued++;
    }
    now = dayStart + ms + 1_000;
    if (ms % checkEveryMs === 0) rooms.check();
    rooms.read();
    if (ms % lookEveryMs === 0) rooms.look();
    for (const one of await rooms.send()) {
      told.push(one);
      lines.push({ at: now, says: `→ ${one.sink}: ${one.message.headline}` });
    }
    for (const [name, at] of moments) if (at === ms + 1_000) snapshots.push(await snapshotOf(rooms, name));
    if ((ms + 1_000) % hourMs !== 0) continue;
    hours.push(hour);
    hour = { calls: 0, failed: 0, rescued: 0 };
  }
  const pages = await pagesOf(rooms);
  await rooms.door.close();
  return {
    hours,
    lines,
    told,
    arrived: sinks.arrived(),
    snapshots,
    pages,
    incidents: rooms.incidents.list(),
    maintenances: rooms.maintenances.list(),
  };
};
