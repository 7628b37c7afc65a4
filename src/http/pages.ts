/** The doors for people and for health checks: the first page, `/why`, `/causes`, `/explain`, `/healthz`, `/readyz`. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { CauseCode } from '../domain/cause.ts';
import { causeOf, traits } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import type { NewsItem } from '../domain/news.ts';
import type { WebFiles } from '../domain/ports.ts';
import type { Why } from '../domain/why.ts';
import { seek } from '../gateway/beside.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Providers } from '../state/providers.ts';
import type { Records } from '../state/records.ts';
import type { UpstreamState } from '../state/upstream-state.ts';
import { standingOf } from '../policy/record.ts';
import type { HomeStanding } from './pages/standing.ts';
import type { Maintenances } from '../state/maintenances.ts';
import { prefersPage } from './accept.ts';
import { sendAsset } from './assets.ts';
import { doctorDoor, isDoctorPath } from './doctor.ts';
import { Reports } from './doctor/reports.ts';
import { answerExplain } from './explain.ts';
import type { Pages } from './front.ts';
import type { Visitor } from './visitor.ts';
import { refuse } from './visitor.ts';
import { takeHelped } from './helped.ts';
import { listModels } from './models.ts';
import { probeRoutes } from './probe.ts';
import { newsOf } from './news.ts';
import { pageHeaders, scriptPageHeaders } from './page-headers.ts';
import type { HomeData } from './pages/index.ts';
import { causePage, causesPage, chatPage, homePage, notFoundPage, overview, whyPage } from './pages/index.ts';
import { liveStatus, statusPaths, statusRoutes } from './status/door.ts';
import type { Shown } from './pages/diagnosis.ts';
import { noReportPage, noReportText, reportPage } from './pages/diagnosis.ts';
import { shownUpstreams } from './upstreams.ts';
import { answerWith, pairs } from './web.ts';
import { whyEnded, whyRunning } from './why.ts';

export interface PageParts {
  readonly gateway: Gateway;
  readonly version: string;
  readonly isDemo: boolean;
  readonly styleSheet: string;
  /** Calls that are no longer in memory. */
  readonly findEnded: (id: string) => Promise<CallEnded | null>;
  readonly maintenances: Pick<Maintenances, 'list'>;
  readonly incidents: Pick<Incidents, 'list' | 'onChange'>;
  readonly providers: Pick<Providers, 'readings'>;
  readonly records: Pick<Records, 'days'>;
  /** When the records began. */
  readonly since: number;
  /** Scripts of the pages; `null` where they could not be built. */
  readonly web: Promise<WebFiles | null>;
  readonly judged: (code: CauseCode, helped: 'yes' | 'no') => void;
  readonly doctorScript: (name: string) => string | null;
  readonly statusScript: () => string;
}

const headers = pairs(pageHeaders);

const page = (html: string, status = 200): Response => new Response(html, { status, headers });

const chat = async (parts: PageParts, data: HomeData): Promise<Response> => {
  const files = (await parts.web)?.pages.get('chat');
  if (files === undefined) return page(homePage(data));
  return new Response(chatPage({ ...files, overview: overview(data) }), { headers: pairs(scriptPageHeaders) });
};

const jsonHeaders = { 'cache-control': 'no-store', 'content-security-policy': 'sandbox' };

const json = (body: unknown, status = 200): Response => Response.json(body, { status, headers: jsonHeaders });

const isCause = (code: string): code is CauseCode => Object.hasOwn(traits, code);

const standingDays = 7;

/** Drafts of incidents are no word for everybody. */
const standingOfUpstream = ({ gateway, records }: PageParts): ((state: UpstreamState) => HomeStanding) => {
  const now = gateway.clock.now();
  const looked = { records: records.days(now), incidents: [], now };
  return ({ upstream, headroom }) => ({
    ...standingOf(upstream.name, standingDays, looked),
    peak: headroom?.peak ?? null,
  });
};

const homeData = (parts: PageParts, host: string): HomeData => {
  const { gateway, version, isDemo, maintenances } = parts;
  const standing = standingOfUpstream(parts);
  return {
    version,
    baseUrl: gateway.settings().publicUrl ?? `http://${host}`,
    models: listModels(gateway),
    upstreams: shownUpstreams(gateway).map(({ upstream, state, note, ...shown }) => ({
      ...shown,
      state: shown.name,
      name: upstream.name,
      dialect: upstream.dialect,
      forMs: shown.since === null ? null : gateway.clock.now() - shown.since,
      inMs: state.until === null ? null : Math.max(0, state.until - gateway.clock.now()),
      why: shown.why?.title ?? null,
      note,
      standing: standing(state),
    })),
    maintenances: maintenances.list().filter(({ phase, overdue }) => phase !== 'over' || overdue.length > 0),
    demo: isDemo,
  };
};

const ended = (gateway: Gateway, event: CallEnded): Why => {
  const { recent, durations, clock } = gateway;
  const { cause, model } = event;
  if (cause === null) return whyEnded(event, { scope: null, expected: null });
  const now = clock.now();
  // A journal from before has causes without a scope.
  const scope = recent.scope(event, now) ?? cause.scope ?? null;
  return whyEnded(event, { scope, expected: durations.expected(cause, { model, now, markers: recent.markers }) });
};

const findWhy = async ({ gateway, findEnded }: PageParts, id: string): Promise<Why | null> => {
  if (!/^req_[0-9a-f]{32}$/.test(id)) return null;
  const find = (): ReturnType<Gateway['calls']['find']> => gateway.calls.find(id);
  const here = find();
  const kept = here === null ? await findEnded(id) : null;
  if (kept !== null) return ended(gateway, kept);
  const found = here ?? (await seek(gateway, { name: id, isStrict: false, find }));
  if (found === null || found === 'unsure') return null;
  return 'running' in found ? whyRunning(found.running, gateway.clock.now()) : ended(gateway, found.ended);
};

/** Who is behind a request that Hono answers. */
const visitors = new WeakMap<Request, Visitor>();

const refusalOf = ({ req }: Context, message: string): Response => {
  const failure = { cause: causeOf('not_found'), error: { message, type: null, code: null, param: null } };
  const visitor = visitors.get(req.raw);
  if (visitor === undefined) return json({}, 404);
  const refusal = visitor.voice.refusal(failure, []);
  visitor.note(failure.cause, refusal.status);
  return new Response(refusal.body, { status: refusal.status, headers: { ...jsonHeaders, ...pairs(refusal.headers) } });
};

const notKnown = (context: Context): Response =>
  prefersPage(context.req.header('accept'))
    ? page(notFoundPage(context.req.path), 404)
    : refusalOf(context, 'There is nothing of that name here, or it is no longer kept.');

const report = (shown: Shown, accept: string | undefined): Response =>
  prefersPage(accept) ? page(reportPage(shown)) : json(shown.diagnosis);

const newsNow = ({ gateway, incidents, maintenances }: PageParts): readonly NewsItem[] =>
  newsOf({
    now: gateway.clock.now(),
    models: listModels(gateway),
    incidents: incidents.list(),
    maintenances: maintenances.list(),
  });

const isReportId = (id: string): boolean => /^rep_[0-9a-f]{32}$/.test(id);

/** A report of the command never leaves its device by itself. */
const noReport = (context: Context): Response =>
  prefersPage(context.req.header('accept')) ? page(noReportPage(), 404) : refusalOf(context, noReportText);

const noWhy = (context: Context): Response =>
  isReportId(context.req.param('id') ?? '') ? noReport(context) : notKnown(context);

export const pages = (parts: PageParts): Pages => {
  const { gateway } = parts;
  const [app, reports] = [new Hono(), new Reports()];
  const facts = (context: Context): HomeData => homeData(parts, context.req.header('host') ?? 'localhost');
  app.get('/', (context) => chat(parts, facts(context)));
  app.get('/about', (context) => page(homePage(facts(context))));
  app.get(
    '/style.css',
    () =>
      new Response(parts.styleSheet, {
        headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' },
      }),
  );
  app.get('/causes', () => page(causesPage()));
  app.get('/causes/:code', (context) => {
    const code = context.req.param('code');
    return isCause(code) ? page(causePage(code)) : notKnown(context);
  });
  app.on(['GET', 'POST'], '/explain', async (context) => {
    const answer = await answerExplain(context);
    return answer.json === null ? page(answer.html, answer.status) : json(answer.json, answer.status);
  });
  app.get('/why/:id', async (context) => {
    const accept = context.req.header('accept');
    const shown = reports.find(context.req.param('id'), gateway.clock.now());
    if (shown !== null) return report(shown, accept);
    const why = await findWhy(parts, context.req.param('id'));
    if (why === null) return noWhy(context);
    return prefersPage(accept) ? page(whyPage(why)) : json(why);
  });
  app.get('/news', () => json({ news: newsNow(parts) }));
  statusRoutes(app, parts, { notKnown, script: parts.statusScript });
  app.get('/healthz', () => json({ status: 'ok' }));
  app.get('/readyz', () => (gateway.door.isDraining ? json({ status: 'draining' }, 503) : json({ status: 'ready' })));
  probeRoutes(app, gateway, notKnown);
  const doctor = doctorDoor(parts, reports);
  const live = liveStatus(parts);
  return async (visitor) => {
    const { path } = visitor.incoming;
    if (isDoctorPath(path)) return doctor(visitor);
    if (path === '/status/events' && visitor.incoming.method === 'GET') return live(visitor);
    if (path === '/helped') return takeHelped(visitor, parts.judged);
    const asset = isAsset.test(path) && isReading(visitor) ? (await parts.web)?.files.get(path) : undefined;
    return asset === undefined ? visit(app, visitor) : sendAsset(visitor, asset);
  };
};

const isAsset = /^\/(?:assets\/[\w.-]+|worker\.js)$/;
const isReading = ({ incoming: { method } }: Visitor): boolean => method === 'GET' || method === 'HEAD';

const known = /^\/(?:|about|style\.css|explain|causes(?:\/[^/]*)?|why\/[^/]*|news|healthz|readyz|probe(?:\/.*)?)$/;

const visit = async (app: Hono, visitor: Visitor): Promise<void> => {
  const { method, path } = visitor.incoming;
  if (!known.test(path) && !statusPaths.test(path))
    return refuse(visitor, 'not_found', { says: 'There is no such path here. The APIs are under /v1.' });
  const isForm = path === '/explain' && method === 'POST';
  if (!isReading(visitor) && !isForm)
    return refuse(visitor, 'method_not_allowed', { says: `${path} takes GET.`, headers: ['allow', 'GET, HEAD'] });
  if (isForm && visitor.origin.kind === 'foreign') return refuse(visitor, 'foreign_origin');
  const outcome = await answerWith((request) => {
    visitors.set(request, visitor);
    return app.fetch(request);
  }, visitor);
  if (outcome === 'too_large') return refuse(visitor, 'request_too_large');
  if (outcome !== 'answered') visitor.downstream.destroy();
};
