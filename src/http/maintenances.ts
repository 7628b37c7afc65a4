/** Announcing maintenances over the operators' API: `GET`, `POST` and `DELETE /api/maintenances`. */
import type { Hono } from 'hono';
import type { Maintenance } from '../domain/maintenance.ts';
import type { Documents } from '../domain/ports.ts';
import { isObject, objectOf } from '../dialect/reading.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Maintenances } from '../state/maintenances.ts';
import { isText, timeOf } from './field.ts';

export type ReadMaintenance =
  | { readonly kind: 'maintenance'; readonly maintenance: Omit<Maintenance, 'id'> }
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
const longestMs = 31 * dayMs;
const aheadMs = 366 * dayMs;
const mostAhead = 100;
const keepEndedMs = 30 * dayMs;
const shelf = 'maintenance';
const known = new Set(['title', 'message', 'upstreams', 'startsAt', 'endsAt', 'by']);

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

/** Reads what is announced: `{ title, message?, upstreams?, startsAt?, endsAt, by? }`, everything bounded. */
export const readMaintenance = (body: unknown, { now, upstreams: names }: MaintenanceBounds): ReadMaintenance => {
  if (!isObject(body))
    return refused('Send an object: { "title", "endsAt", "startsAt"?, "upstreams"?, "message"?, "by"? }.');
  if (Object.keys(body).some((key) => !known.has(key))) return refused(`Only ${[...known].join(', ')} are taken.`);
  const { title, message = null, upstreams = null, startsAt = now, endsAt, by = null } = body;
  if (!isText(title, longestTitle)) return refused(`"title" says what is done, in at most ${longestTitle} characters.`);
  if (message !== null && !isText(message, longestMessage))
    return refused(`"message" is a text of at most ${longestMessage} characters.`);
  if (by !== null && !isText(by, longestBy)) return refused(`"by" is a name of at most ${longestBy} characters.`);
  const about = Array.isArray(upstreams) ? names.filter((name) => upstreams.includes(name)) : null;
  if (
    upstreams !== null &&
    (about === null || about.length === 0 || about.length !== new Set(upstreams as unknown[]).size)
  )
    return refused('"upstreams" is a list of configured ones; leave it out for all of them.');
  const times = timesOf(startsAt, endsAt, now);
  if ('wrong' in times) return refused(times.wrong);
  return { kind: 'maintenance', maintenance: { title, message, upstreams: about, ...times, announcedAt: now, by } };
};

/** Those in the store; what ended long ago is forgotten. */
export const keptMaintenances = async (documents: Documents, now: number): Promise<readonly Maintenance[]> => {
  const texts = await documents.all(shelf);
  // Safe: only `maintenanceRoutes` below puts something on this shelf.
  const all = texts.flatMap((text) => objectOf(text) ?? []) as unknown as readonly Maintenance[];
  const old = all.filter(({ endsAt }) => endsAt < now - keepEndedMs);
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

const notKept = 'The store cannot be written, so nothing was changed.';

export const maintenanceRoutes = (app: Hono, desk: MaintenanceDesk, { json, problem }: Replies): void => {
  const { gateway, maintenances, documents } = desk;
  app.get('/api/maintenances', () => json({ maintenances: maintenances.list() }));
  app.post('/api/maintenances', async (context) => {
    const upstreams = gateway.settings().upstreams.map(({ name }) => name);
    const body: unknown = await context.req.json().catch(() => null);
    const read = readMaintenance(body, { now: gateway.clock.now(), upstreams });
    if (read.kind === 'refused') return problem(422, read.message);
    if (maintenances.list().filter(({ phase }) => phase !== 'over').length >= mostAhead)
      return problem(409, `So many are announced already (${mostAhead}): cancel one first.`);
    const maintenance: Maintenance = { id: `mnt_${gateway.random.hex(8)}`, ...read.maintenance };
    try {
      await documents.keep(shelf, maintenance.id, JSON.stringify(maintenance));
    } catch {
      return problem(503, notKept);
    }
    maintenances.announce(maintenance);
    return json(
      maintenances.list().find(({ id }) => id === maintenance.id),
      201,
    );
  });
  app.delete('/api/maintenances/:id', async (context) => {
    const id = context.req.param('id');
    const found = maintenances.list().find((one) => one.id === id);
    if (found === undefined) return problem(404, 'There is no maintenance of that id.');
    try {
      await documents.drop(shelf, id);
    } catch {
      return problem(503, notKept);
    }
    maintenances.cancel(id);
    return json({ ...found, done: 'cancelled' });
  });
};
