/** Incidents over the operators' API: `GET` and `POST /api/incidents`, `GET` and `PATCH /api/incidents/{id}`. */
import type { Hono } from 'hono';
import type { ComponentStatus, IncidentStatus } from '../domain/incident.ts';
import { isOpen, reportSections } from '../domain/incident.ts';
import { isObject } from '../dialect/reading.ts';
import type { Edit } from '../policy/incident/edit.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Report } from '../policy/incident/report.ts';
import { reportOf } from '../policy/incident/report.ts';
import { markdownOf } from '../policy/incident/report-text.ts';
import { reportDocument, reportPolicy } from './pages/incident-report.ts';
import { isProse, isText } from './field.ts';

const longestTitle = 200;
const longestBody = 5_000;
const longestBy = 100;
const mostComponents = 50;
const mostUpdates = 200;

const statuses = ['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'] as const;
const isStatus = (value: unknown): value is IncidentStatus => statuses.some((one) => one === value);
const conditions = ['degraded_performance', 'partial_outage', 'major_outage'] as const;
const isCondition = (value: unknown): value is ComponentStatus => conditions.some((one) => one === value);
const impacts = ['none', 'minor', 'major', 'critical'] as const;

type Read<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'refused'; readonly message: string };

const refused = (message: string): { kind: 'refused'; message: string } => ({ kind: 'refused', message });

export interface Declared {
  readonly title: string;
  readonly body: string;
  readonly by: string;
  readonly components: ReadonlyMap<string, ComponentStatus>;
}

const componentsOf = (value: unknown): ReadonlyMap<string, ComponentStatus> | null => {
  if (!isObject(value)) return null;
  const entries = Object.entries(value);
  if (entries.length > mostComponents) return null;
  const read = entries.flatMap(([name, status]) =>
    isText(name, longestTitle) && isCondition(status) ? [[name, status] as const] : [],
  );
  return read.length === entries.length ? new Map(read) : null;
};

/** `{ title, body, by?, components?: { NAME: condition } }`. */
export const readDeclared = (body: unknown): Read<Declared> => {
  if (!isObject(body)) return refused('Send an object: { "title", "body", "by"?, "components"? }.');
  const { title, body: text, by = 'operator', components = {} } = body;
  if (!isText(title, longestTitle))
    return refused(`"title" says what is wrong, in at most ${longestTitle} characters.`);
  if (!isProse(text, longestBody)) return refused(`"body" is a text of at most ${longestBody} characters.`);
  if (!isText(by, longestBy)) return refused(`"by" is a name of at most ${longestBy} characters.`);
  const affected = componentsOf(components);
  if (affected === null)
    return refused(`"components" names models and how they fare: ${conditions.join(', ')}; at most ${mostComponents}.`);
  return { kind: 'read', value: { title, body: text, by, components: affected } };
};

const editable = new Set(['title', 'status', 'body', 'publish', 'impact', 'notes', 'by']);

/** Words beside sections of the report: `{ rootCause: "…" }`; an empty text takes them away. */
const notesOf = (value: unknown): Edit['notes'] | null => {
  if (!isObject(value)) return null;
  const isNote = (name: string): boolean =>
    reportSections.some((one) => one === name) && (value[name] === '' || isProse(value[name], longestBody));
  return Object.keys(value).every(isNote) ? value : null;
};

/** `{ status?, body?, title?, publish?, impact?, notes?, by? }`: what is left out stays; a text is never taken back. */
export const readEdit = (body: unknown): Read<Edit> => {
  if (!isObject(body) || Object.keys(body).some((key) => !editable.has(key)))
    return refused(`Send an object with any of ${[...editable].join(', ')}.`);
  const { title, status, body: text, publish, impact, notes, by = 'operator' } = body;
  if (!isText(by, longestBy)) return refused(`"by" is a name of at most ${longestBy} characters.`);
  if (title !== undefined && !isText(title, longestTitle))
    return refused(`"title" is a text of at most ${longestTitle} characters.`);
  if (text !== undefined && !isProse(text, longestBody))
    return refused(`"body" is a text of at most ${longestBody} characters.`);
  if (status !== undefined && !isStatus(status)) return refused(`"status" is one of ${statuses.join(', ')}.`);
  if (publish !== undefined && typeof publish !== 'boolean') return refused('"publish" is true or false.');
  const graveness = impacts.find((one) => one === impact);
  if (impact !== undefined && graveness === undefined) return refused(`"impact" is one of ${impacts.join(', ')}.`);
  const words = notes === undefined ? {} : notesOf(notes);
  if (words === null || words === undefined)
    return refused(`"notes" has texts of at most ${longestBody} characters, by section: ${reportSections.join(', ')}.`);
  return {
    kind: 'read',
    value: {
      by,
      ...(notes === undefined ? {} : { notes: words }),
      ...(title === undefined ? {} : { title }),
      ...(text === undefined ? {} : { body: text }),
      ...(status === undefined ? {} : { status }),
      ...(publish === undefined ? {} : { isPublished: publish }),
      ...(graveness === undefined ? {} : { impact: graveness }),
    },
  };
};

/** `{ mergeInto, by? }` and nothing else; `null`: it is no wish to merge. */
export const readMerge = (body: unknown): Read<{ readonly into: string; readonly by: string }> | null => {
  if (!isObject(body) || !('mergeInto' in body)) return null;
  const { mergeInto, by = 'operator', ...more } = body;
  if (Object.keys(more).length > 0) return refused('"mergeInto" stands alone, or with "by".');
  if (!isText(mergeInto, longestBy)) return refused('"mergeInto" is the id of another incident.');
  return isText(by, longestBy)
    ? { kind: 'read', value: { into: mergeInto, by } }
    : refused(`"by" is a name of at most ${longestBy} characters.`);
};

const isGoingOn = (status: IncidentStatus | undefined): boolean =>
  status === 'investigating' || status === 'identified' || status === 'monitoring';

const notMerged =
  'Two different incidents are merged, of which neither is part of another yet. See: GET /api/incidents.';

interface Replies {
  readonly json: (body: unknown, status?: number) => Response;
  readonly problem: (status: number, message: string) => Response;
}

const text = (body: string, type: string, policy: string): Response =>
  new Response(body, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'content-security-policy': policy,
    },
  });

const formatOf = (accept: string): 'json' | 'markdown' | 'html' => {
  if (accept.includes('text/html')) return 'html';
  return accept.includes('text/markdown') ? 'markdown' : 'json';
};

const reportReply = (report: Report, format: string, { json, problem }: Replies): Response => {
  switch (format) {
    case 'json':
      return json(report);
    case 'markdown':
      return text(markdownOf(report), 'text/markdown', 'sandbox');
    case 'html':
      return text(reportDocument(report), 'text/html', reportPolicy);
    default:
      return problem(422, '"format" is json, markdown or html.');
  }
};

export const incidentRoutes = (
  app: Hono,
  { incidents, gateway }: { readonly incidents: Incidents; readonly gateway: Pick<Gateway, 'settings'> },
  { json, problem }: Replies,
): void => {
  const unknown = (): Response => problem(404, 'There is no incident of that id.');
  app.get('/api/incidents', (context) => {
    const all = incidents.list();
    return json({ incidents: context.req.query('open') === undefined ? all : all.filter(isOpen) });
  });
  app.post('/api/incidents', async (context) => {
    const read = readDeclared(await context.req.json().catch(() => null));
    return read.kind === 'refused' ? problem(422, read.message) : json(incidents.declare(read.value), 201);
  });
  app.get('/api/incidents/:id', (context) => {
    const found = incidents.find(context.req.param('id'));
    return found === null ? unknown() : json(found);
  });
  app.get('/api/incidents/:id/report', (context) => {
    const found = incidents.find(context.req.param('id'));
    if (found === null) return unknown();
    const { objective } = gateway.settings().incidents;
    const format = context.req.query('format') ?? formatOf(context.req.header('accept') ?? '');
    return reportReply(reportOf(found, { all: incidents.list(), for: 'operators', objective }), format, {
      json,
      problem,
    });
  });
  app.patch('/api/incidents/:id', async (context) => {
    const found = incidents.find(context.req.param('id'));
    if (found === null) return unknown();
    const body: unknown = await context.req.json().catch(() => null);
    const merge = readMerge(body);
    if (merge?.kind === 'refused') return problem(422, merge.message);
    if (merge !== null) {
      const merged = incidents.merge(found.id, merge.value.into, merge.value.by);
      return merged === null ? problem(409, notMerged) : json(merged);
    }
    const read = readEdit(body);
    if (read.kind === 'refused') return problem(422, read.message);
    if (found.mergedInto !== null && isGoingOn(read.value.status))
      return problem(409, `It is part of another incident, ${found.mergedInto}: reopen that one.`);
    if (found.updates.length >= mostUpdates)
      return problem(409, `So many updates are enough (${mostUpdates}): resolve it, and open another one.`);
    return json(incidents.edit(found.id, read.value));
  });
};
