/** Announcing maintenances over the operators' API: `GET`, `POST` and `DELETE /api/maintenances`. */
import type { Hono } from 'hono';
import type { Announcement, WindowKind } from '../domain/maintenance.ts';
import type { Documents } from '../domain/ports.ts';
import { isObject, objectOf } from '../dialect/reading.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { spansOf, wrongWith } from '../policy/recurrence.ts';
import type { Maintenances, MaintenanceState } from '../state/maintenances.ts';
import { isText, timeOf } from './field.ts';

export type ReadMaintenance =
  | { readonly kind: 'maintenance'; readonly maintenance: Omit<Announcement, 'id'> }
  | { readonly kind: 'refused'; readonly message: string };

export interface MaintenanceBounds {
  readonly now: number;
  /** Names it may be about. */
  readonly upstreams: readonly string[];
}

const dayMs = 86_400_000;
const longestTitle = 200;
const longestMessage = 2_000;
const longestBy = 100;
const longestPattern = 100;
const longestMs = 31 * dayMs;
const aheadMs = 366 * dayMs;
const mostAhead = 100;
const keepEndedMs = 30 * dayMs;
const shelf = 'maintenance';
const known = new Set(['title', 'message', 'upstreams', 'startsAt', 'endsAt', 'by', 'kind', 'repeats']);

const refused = (message: string): ReadMaintenance => ({ kind: 'refused', message });

type Times = { readonly startsAt: number; readonly endsAt: number } | { readonly wrong: string };

const timesOf = (startsAt: unknown, endsAt: unknown, now: number): Times => {
  const [start, end] = [timeOf(startsAt), timeOf(endsAt)];
  if (start === null || start < now - dayMs || start > now + aheadMs)
    return {
      wrong: '"startsAt" is a time from yesterday to a year ahead, as ISO 8601 with its offset; now without it.',
    };
  if (end === null || end <= Math.max(start, now) || end - start > longestMs)
    return {
      wrong: '"endsAt" is a time to come after "startsAt", at most 31 days later, as ISO 8601 with its offset.',
    };
  return { startsAt: start, endsAt: end };
};

interface When {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly repeats: Announcement['repeats'];
}

/** `{ cron, zone, minutes }`: its times say themselves when they begin and end. */
const repeatsOf = (
  value: unknown,
  body: Readonly<Record<string, unknown>>,
  now: number,
): When | { readonly wrong: string } => {
  const form = '"repeats" is { "cron": "0 3 * * SUN", "zone": "Europe/Berlin", "minutes": 120 }';
  if (!isObject(value)) return { wrong: `${form}.` };
  const { cron, zone, minutes, ...rest } = value;
  if (!isText(cron, longestPattern) || !isText(zone, longestPattern) || Object.keys(rest).length > 0)
    return { wrong: `${form}.` };
  if (typeof minutes !== 'number' || !Number.isInteger(minutes) || minutes < 1)
    return { wrong: `${form}: "minutes" says how long each takes.` };
  if (body['startsAt'] !== undefined || body['endsAt'] !== undefined)
    return { wrong: 'What comes again needs no "startsAt" and no "endsAt": "repeats" says when, and for how long.' };
  const repeats = { cron, zone, lastsMs: minutes * 60_000, except: [] };
  const wrong = wrongWith(repeats, now);
  if (wrong !== null) return { wrong: `"repeats": ${wrong}.` };
  // One that would be going on now was announced by nobody: it begins with the next.
  const first = spansOf(repeats, { from: now, now, ahead: 1 }).find(({ startsAt }) => startsAt > now);
  return first === undefined ? { wrong: '"repeats": it never comes.' } : { ...first, repeats };
};

const whenOf = (body: Readonly<Record<string, unknown>>, now: number): When | { readonly wrong: string } => {
  const { startsAt = now, endsAt, repeats = null } = body;
  if (repeats !== null) return repeatsOf(repeats, body, now);
  const times = timesOf(startsAt, endsAt, now);
  return 'wrong' in times ? times : { ...times, repeats: null };
};

const isKind = (value: unknown): value is WindowKind => value === 'work' || value === 'peak';

/** Reads what is announced: `{ title, message?, upstreams?, kind?, startsAt?, endsAt, repeats?, by? }`, everything bounded. */
export const readMaintenance = (body: unknown, { now, upstreams: names }: MaintenanceBounds): ReadMaintenance => {
  if (!isObject(body))
    return refused('Send an object: { "title", "endsAt", "startsAt"?, "upstreams"?, "message"?, "kind"?, "by"? }.');
  if (Object.keys(body).some((key) => !known.has(key))) return refused(`Only ${[...known].join(', ')} are taken.`);
  const { title, message = null, upstreams = null, by = null, kind = 'work' } = body;
  if (!isText(title, longestTitle)) return refused(`"title" says what is done, in at most ${longestTitle} characters.`);
  if (message !== null && !isText(message, longestMessage))
    return refused(`"message" is a text of at most ${longestMessage} characters.`);
  if (by !== null && !isText(by, longestBy)) return refused(`"by" is a name of at most ${longestBy} characters.`);
  if (!isKind(kind))
    return refused('"kind" is "work" (its upstreams are closed) or "peak" (many people are expected).');
  const about = Array.isArray(upstreams) ? names.filter((name) => upstreams.includes(name)) : null;
  if (
    upstreams !== null &&
    (about === null || about.length === 0 || about.length !== new Set(upstreams as unknown[]).size)
  )
    return refused('"upstreams" is a list of configured ones; leave it out for all of them.');
  const when = whenOf(body, now);
  if ('wrong' in when) return refused(when.wrong);
  const named = { title, message, upstreams: about, kind, series: null, announcedAt: now, by };
  return { kind: 'maintenance', maintenance: { ...named, ...when } };
};

/** Those in the store; what ended long ago is forgotten. */
export const keptMaintenances = async (documents: Documents, now: number): Promise<readonly Announcement[]> => {
  const texts = await documents.all(shelf);
  const before = { kind: 'work', series: null, repeats: null };
  // Safe: only `maintenanceRoutes` below puts something on this shelf; `before`: what older ones did not say.
  const all = texts.flatMap((text) => {
    const one = objectOf(text);
    return one === null ? [] : { ...before, ...one };
  }) as unknown as readonly Announcement[];
  const old = all.filter(({ endsAt, repeats }) => repeats === null && endsAt < now - keepEndedMs);
  for (const { id } of old) await documents.drop(shelf, id);
  return all.filter((one) => !old.includes(one));
};

export interface MaintenanceDesk {
  readonly gateway: Gateway;
  readonly maintenances: Maintenances;
  readonly documents: Documents;
}

interface Replies {
  readonly json: (body: unknown, status?: number) => Response;
  readonly problem: (status: number, message: string) => Response;
}

/** What was called off at another gateway a moment ago stays called off. */
const hear = async ({ gateway, maintenances, documents }: MaintenanceDesk): Promise<void> =>
  maintenances.hear(await keptMaintenances(documents, gateway.clock.now()));

const notKept = 'The store cannot be written, so nothing was changed.';

export const maintenanceRoutes = (app: Hono, desk: MaintenanceDesk, { json, problem }: Replies): void => {
  const { gateway, maintenances, documents } = desk;
  const kept = async (act: () => Promise<void>): Promise<Response | null> => {
    try {
      await act();
      return null;
    } catch {
      return problem(503, notKept);
    }
  };
  app.get('/api/maintenances', () =>
    json({
      maintenances: maintenances.list().map((one) => ({ ...one, ...headroomOf(gateway, one) })),
      series: maintenances.series,
    }),
  );
  app.post('/api/maintenances', async (context) => {
    const upstreams = gateway.settings().upstreams.map(({ name }) => name);
    const body: unknown = await context.req.json().catch(() => null);
    const read = readMaintenance(body, { now: gateway.clock.now(), upstreams });
    if (read.kind === 'refused') return problem(422, read.message);
    if (maintenances.list().filter(({ phase }) => phase !== 'over').length >= mostAhead)
      return problem(409, `So many are announced already (${mostAhead}): cancel one first.`);
    const announcement: Announcement = { id: `mnt_${gateway.random.hex(8)}`, ...read.maintenance };
    const { id } = announcement;
    const failed = await kept(() => documents.keep(shelf, id, JSON.stringify(announcement)));
    if (failed !== null) return failed;
    maintenances.announce(announcement);
    const next = maintenances.list().find((one) => one.id === id || one.series === id);
    return json({ ...next, id, repeats: announcement.repeats }, 201);
  });
  app.delete('/api/maintenances/:id', async (context) => {
    const id = context.req.param('id');
    const unread = await kept(() => hear(desk));
    if (unread !== null) return unread;
    const all = maintenances.list();
    const found = all.find((one) => one.id === id) ?? all.find((one) => one.series === id);
    const series = maintenances.series.find((one) => one.id === id);
    const cancelled = maintenances.seek(id);
    if (cancelled.kind === 'unknown') return problem(404, 'There is no maintenance of that id.');
    const failed = await kept(() =>
      cancelled.kind === 'gone'
        ? documents.drop(shelf, id)
        : documents.keep(shelf, cancelled.announcement.id, JSON.stringify(cancelled.announcement)),
    );
    if (failed !== null) return failed;
    maintenances.cancel(id);
    return json({ ...found, ...series, id, done: 'cancelled' });
  });
};

/** What a peak has to get by with: of each upstream, what runs there, what it is known to take, and the peak of the day. */
const headroomOf = (gateway: Gateway, { kind, phase, upstreams }: MaintenanceState): object => {
  if (kind !== 'peak' || phase === 'over') return {};
  const states = gateway.fleet
    .states()
    .filter(({ upstream: { name } }) => upstreams === null || upstreams.includes(name));
  return {
    limits: states.map(({ upstream: { name, maxConcurrency }, inFlight, limits, headroom, state }) => ({
      upstream: name,
      state,
      inFlight,
      maxConcurrency,
      learned: limits,
      dayPeak: headroom?.peak ?? null,
    })),
  };
};
