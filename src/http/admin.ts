/** The operators' listener: metrics, the state of upstreams, the last calls, and commands. */
import { hash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { CallEnded } from '../domain/event.ts';
import type { Documents, Downstream, Incoming } from '../domain/ports.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { isObject } from '../dialect/reading.ts';
import { readChange } from './changes.ts';
import type { Courier } from '../domain/alert.ts';
import type { Alerts } from '../state/alerts.ts';
import { alertRoutes } from './alerts.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Providers } from '../state/providers.ts';
import type { Records } from '../state/records.ts';
import type { Maintenances } from '../state/maintenances.ts';
import { incidentRoutes } from './incidents.ts';
import { recordBody } from './record.ts';
import { maintenanceRoutes } from './maintenances.ts';
import { isOurHost, isPlainPath, originOf } from './guard.ts';
import { shownUpstreams, upstreamBody } from './upstreams.ts';
import { answerWith } from './web.ts';
import { diagnose } from '../watch/diagnose.ts';

export interface AdminParts {
  readonly gateway: Gateway;
  readonly metrics: {
    readonly render: () => Promise<string>;
    readonly contentType: string;
    readonly extraTokens: (why: string, tokens: number) => void;
  };
  /** What a mutation must show: `adminToken`, or the random one of this start on loopback. */
  readonly token: string;
  readonly findEnded: (id: string) => Promise<CallEnded | null>;
  readonly maintenances: Maintenances;
  readonly incidents: Incidents;
  readonly providers: Pick<Providers, 'readings'>;
  readonly records: Pick<Records, 'days'>;
  readonly documents: Documents;
  readonly alerts: Alerts;
  readonly courier: Courier;
}

const json = (body: unknown, status = 200): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', 'content-security-policy': 'sandbox' } });

const problem = (status: number, message: string): Response => json({ error: { message, status } }, status);

const verbs = ['drain', 'resume', 'reset'] as const;

const isVerb = (text: string): text is (typeof verbs)[number] => verbs.some((verb) => verb === text);

/** Digests are compared, so that neither length nor content of the token shows in the time taken. */
const isToken = (shown: string | undefined, token: string): boolean => {
  const bearer = /^Bearer +(\S+) *$/i.exec(shown ?? '')?.[1] ?? '';
  return timingSafeEqual(hash('sha256', bearer, 'buffer'), hash('sha256', token, 'buffer'));
};

const secretWords = /key|token|secret|password|authorization|cookie/i;

/** The settings with every secret struck out. */
const withoutSecrets = (value: unknown, name = ''): unknown => {
  if (value instanceof Map) return withoutSecrets(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map((one: unknown) => withoutSecrets(one, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === 'headers' && isObject(inner) ? Object.keys(inner) : withoutSecrets(inner, key),
      ]),
    );
  }
  if (typeof value === 'string' && (secretWords.test(name) || name === 'value')) return '[redacted]';
  return value === Infinity ? 'never' : value;
};

/** Markers of what was done on purpose: failures that begin with one are explained by it. */
const changes = (app: Hono, gateway: Gateway): void => {
  app.get('/api/changes', () => json({ changes: gateway.recent.markers.toReversed() }));
  app.post('/api/changes', async (context) => {
    const upstreams = gateway.settings().upstreams.map(({ name }) => name);
    const body: unknown = await context.req.json().catch(() => null);
    const read = readChange(body, { now: gateway.clock.now(), upstreams });
    if (read.kind === 'refused') return problem(422, read.message);
    gateway.recent.mark(read.marker);
    return json(read.marker, 201);
  });
};

/** How each upstream stands, and an operator's hand on it. */
const upstreams = (app: Hono, { gateway, metrics }: AdminParts): void => {
  app.get('/api/upstreams', () =>
    json({ upstreams: shownUpstreams(gateway).map((one) => upstreamBody(gateway, one)) }),
  );
  app.post('/api/upstreams/:name/diagnose', async (context) => {
    const { name } = context.req.param();
    const upstream = gateway.settings().upstreams.find((one) => one.name === name);
    if (upstream === undefined) return problem(404, 'There is no upstream of that name.');
    const body: unknown = await context.req.json().catch(() => null);
    const complete = isObject(body) ? (body['complete'] ?? null) : null;
    if (complete !== null && (typeof complete !== 'string' || complete === ''))
      return problem(422, '`complete` is the name of a model that is asked for one token.');
    const { tokens, ...diagnosis } = await diagnose(gateway, upstream, complete);
    if (tokens > 0) metrics.extraTokens('probe', tokens);
    return json(diagnosis);
  });
  app.post('/api/upstreams/:name/:verb', (context) => {
    const { name, verb } = context.req.param();
    if (!isVerb(verb)) return problem(404, `There is no such command: ${verbs.join(', ')}, diagnose.`);
    if (!gateway.fleet.command(name, verb)) return problem(404, 'There is no upstream of that name.');
    if (verb === 'drain')
      gateway.recent.mark({ kind: 'drain', at: gateway.clock.now(), upstream: name, what: 'drained', by: null });
    return json({ name, done: verb });
  });
};

const api = (parts: AdminParts): Hono => {
  const { gateway, metrics, findEnded } = parts;
  const app = new Hono();
  app.get(
    '/',
    () =>
      new Response(
        'Good Gateway, operators: /metrics, /api/upstreams, /api/requests, /api/changes, /api/maintenances, /api/incidents, /api/alerts, /api/providers, /api/record, /api/scale, /api/config\n',
        {
          headers: { 'content-type': 'text/plain; charset=utf-8' },
        },
      ),
  );
  app.get(
    '/metrics',
    async () => new Response(await metrics.render(), { headers: { 'content-type': metrics.contentType } }),
  );
  upstreams(app, parts);
  changes(app, gateway);
  maintenanceRoutes(app, parts, { json, problem });
  incidentRoutes(app, parts, { json, problem });
  alertRoutes(app, parts, { json, problem });
  app.get('/api/record', () => json(recordBody(parts)));
  app.get('/api/providers', () => json({ providers: parts.providers.readings() }));
  // As KEDA's metrics-api scaler reads it: valueLocation "upstreams.NAME.wanted", targetValue "1".
  app.get('/api/scale', () =>
    json({ upstreams: Object.fromEntries(gateway.scale.wanted().map(({ upstream, ...rest }) => [upstream, rest])) }),
  );
  app.get('/api/requests', (context) => {
    const limit = Number(context.req.query('limit') ?? '100');
    return json({ requests: gateway.calls.recent(Number.isInteger(limit) && limit > 0 ? Math.min(limit, 1000) : 100) });
  });
  app.get('/api/requests/:id', async (context) => {
    const found = gateway.calls.find(context.req.param('id'));
    if (found !== null && 'ended' in found) return json(found.ended);
    if (found !== null) return json({ id: found.running.id, outcome: 'running', attempts: found.running.attempts() });
    const ended = await findEnded(context.req.param('id'));
    return ended === null ? problem(404, 'There is no call of that id, or it is no longer kept.') : json(ended);
  });
  app.get('/api/config', () => json(withoutSecrets(gateway.settings())));
  app.notFound(() => problem(404, 'There is no such path here.'));
  return app;
};

const isMutation = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

const refusal = (parts: AdminParts, incoming: Incoming): Response | null => {
  const { admin, adminToken } = parts.gateway.settings();
  const { headers, method } = incoming;
  if (!isPlainPath(incoming.path)) return problem(400, 'The path of this request has dot segments or broken escapes.');
  if (!isOurHost(headers, { address: admin, publicUrl: null }))
    return problem(421, 'This host name is not one of the operators’ listener.');
  const authorization = typeof headers['authorization'] === 'string' ? headers['authorization'] : undefined;
  if ((adminToken !== null || isMutation(method)) && !isToken(authorization, parts.token))
    return problem(401, 'Send the operators’ token as Authorization: Bearer TOKEN.');
  if (!isMutation(method)) return null;
  if (originOf(headers, null, []).kind === 'foreign')
    return problem(403, 'Requests from pages of other origins are refused.');
  const type = headers['content-type'];
  return typeof type === 'string' && /^application\/json\s*(;|$)/i.test(type)
    ? null
    : problem(415, 'Send JSON, with the header Content-Type: application/json.');
};

/** Handles one request of the operators' listener. It never throws. */
export const adminDoor = (parts: AdminParts): ((incoming: Incoming, downstream: Downstream) => Promise<void>) => {
  const app = api(parts);
  return async (incoming, downstream) => {
    try {
      const refused = refusal(parts, incoming);
      const headers = ['x-content-type-options', 'nosniff', 'x-request-id', `req_${parts.gateway.random.hex(16)}`];
      const outcome = await answerWith((request) => refused ?? app.fetch(request), { incoming, downstream, headers });
      if (outcome !== 'answered') downstream.destroy();
    } catch (error) {
      parts.gateway.log.error(
        { bug: error instanceof Error ? error.stack : 'not an error' },
        'a fault in the gateway broke an operator’s request',
      );
      downstream.destroy();
    }
  };
};
