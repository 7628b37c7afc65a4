/** The doors of the public status: the page, its API, feeds, calendar and badge. */
import { hash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { atom, badge, calendar, rss } from './feeds.ts';
import { statusBodies } from './api.ts';
import { incidentPage, statusPage } from './page.ts';
import type { StatusParts, StatusView } from './view.ts';
import { viewOf } from './view.ts';

/** Paths that `statusRoutes` answers. */
export const statusPaths =
  /^\/(?:status(?:\/incidents\/[^/]*)?|api\/v2\/[a-z0-9/-]+\.json|history\.rss|history\.atom|badge\.svg|calendar\.ics)$/;

/** Everybody may read it, from any page; for half a minute nobody needs to ask again. */
const open = {
  'access-control-allow-origin': '*',
  'cache-control': 'public, max-age=30, stale-while-revalidate=60',
  'content-security-policy': 'sandbox',
} as const;

const feedTypes = {
  '/history.rss': ['application/rss+xml; charset=utf-8', rss],
  '/history.atom': ['application/atom+xml; charset=utf-8', atom],
  '/calendar.ics': ['text/calendar; charset=utf-8', calendar],
  '/badge.svg': ['image/svg+xml; charset=utf-8', badge],
} as const satisfies Record<string, readonly [string, (view: StatusView) => string]>;

/** What did not change is not sent again. */
const answer = (context: Context, text: string, type: string): Response => {
  const etag = `"${hash('sha256', text).slice(0, 27)}"`;
  const headers = { ...open, etag, 'content-type': type };
  const known = context.req.header('if-none-match')?.split(/\s*,\s*/) ?? [];
  return known.includes(etag) || known.includes(`W/${etag}`)
    ? new Response(null, { status: 304, headers })
    : new Response(text, { headers });
};

export interface StatusReplies {
  readonly page: (html: string, status?: number) => Response;
  readonly notKnown: (context: Context) => Response;
}

export const statusRoutes = (app: Hono, parts: StatusParts, { page, notKnown }: StatusReplies): void => {
  const view = (context: Context): StatusView => {
    const { publicUrl } = parts.gateway.settings();
    return viewOf(parts, publicUrl ?? `http://${context.req.header('host') ?? 'localhost'}`);
  };
  app.get('/status', (context) => page(statusPage(view(context))));
  app.get('/status/incidents/:id', (context) => {
    const shown = view(context);
    const found = shown.incidents.find(({ id }) => id === context.req.param('id'));
    return found === undefined ? notKnown(context) : page(incidentPage(shown, found));
  });
  app.get('/api/v2/*', (context) => {
    const path = context.req.path.slice('/api/v2'.length);
    const body = Object.hasOwn(statusBodies, path) ? statusBodies[path] : undefined;
    return body === undefined
      ? notKnown(context)
      : answer(context, JSON.stringify(body(view(context))), 'application/json; charset=utf-8');
  });
  for (const [path, [type, write]] of Object.entries(feedTypes))
    app.get(path, (context) => answer(context, write(view(context)), type));
};
