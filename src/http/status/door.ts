/** The doors of the public status: the pages, the API, feeds, calendar, badge, and the script that keeps a page up to date. */
import { hash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Incidents } from '../../state/incidents.ts';
import type { Visitor } from '../visitor.ts';
import { pairs } from '../web.ts';
import { headersWith } from '../page-headers.ts';
import { atom, badge, calendar, rss } from './feeds.ts';
import { statusBodies } from './api.ts';
import { LiveStatus } from './live.ts';
import type { StatusPageParts } from './page.ts';
import { componentPage, incidentPage, statusPage } from './page.ts';
import type { Component, StatusParts, StatusView } from './view.ts';
import { viewOf } from './view.ts';

/** Paths that `statusRoutes` answers. */
export const statusPaths =
  /^\/(?:status(?:\/(?:incidents|components)\/[^/]*|\/live\.js)?|api\/v2\/[a-z0-9/-]+\.json|history\.rss|history\.atom|badge\.svg|calendar\.ics)$/;

/** Everybody may read it, from any page; for half a minute nobody needs to ask again. */
const open = {
  'access-control-allow-origin': '*',
  'cache-control': 'public, max-age=30, stale-while-revalidate=60',
  'content-security-policy': 'sandbox',
} as const;

const xml = { rss: 'application/rss+xml; charset=utf-8', atom: 'application/atom+xml; charset=utf-8' } as const;

const feedTypes = {
  '/history.rss': [xml.rss, rss],
  '/history.atom': [xml.atom, atom],
  '/calendar.ics': ['text/calendar; charset=utf-8', calendar],
  '/badge.svg': ['image/svg+xml; charset=utf-8', badge],
} as const satisfies Record<string, readonly [string, (view: StatusView) => string]>;

/** Its own script, which asks this gateway for news. */
const pageHeaders = pairs(headersWith("; script-src 'self'; connect-src 'self'"));

/** What did not change is not sent again. */
const answer = (context: Context, text: string, type: string): Response => {
  const etag = `"${hash('sha256', text).slice(0, 27)}"`;
  const headers = { ...open, etag, 'content-type': type };
  const known = context.req.header('if-none-match')?.split(/\s*,\s*/) ?? [];
  return known.includes(etag) || known.includes(`W/${etag}`)
    ? new Response(null, { status: 304, headers })
    : new Response(text, { headers });
};

/** Figures are renewed this often though nothing else is new. */
const tagEveryMs = 600_000;

/** Counts of an incident that goes on change all the time: they are no news. */
const tagOf = ({ components, incidents, maintenances, now }: StatusView): string => {
  const states = components.map(({ name, status }) => [name, status]);
  const told = incidents.map((one) => ({ ...one, measured: null, course: null }));
  return hash('sha256', JSON.stringify([states, told, maintenances, Math.floor(now / tagEveryMs)])).slice(0, 16);
};

/** Where a copy is to stand; nothing else than a plain address is taken. */
const elsewhere = /^https?:\/\/[a-z0-9.[\]:_-]{1,253}(?:\/[\w./~-]{0,200})?$/i;

export interface StatusReplies {
  readonly notKnown: (context: Context) => Response;
  /** What the pages run. */
  readonly script: () => string;
}

type Feed = 'rss' | 'atom';

const feedIn = (name: string): { readonly id: string; readonly feed: Feed | null } => {
  const [, id = '', feed] = /^(.*)\.(rss|atom)$/.exec(name) ?? [];
  return feed === undefined ? { id: name, feed: null } : { id, feed: feed === 'rss' ? 'rss' : 'atom' };
};

const write = { rss, atom } as const;

const page = (html: string): Response => new Response(html, { headers: pageHeaders });

export const statusRoutes = (app: Hono, parts: StatusParts, { notKnown, script }: StatusReplies): void => {
  /** `?alone=URL`: as a copy that stands elsewhere shows it. */
  const view = (context: Context): StatusView => {
    const alone = context.req.query('alone') ?? '';
    if (elsewhere.test(alone)) return viewOf(parts, alone.replace(/\/+$/, ''));
    const { publicUrl } = parts.gateway.settings();
    return viewOf(parts, publicUrl ?? `http://${context.req.header('host') ?? 'localhost'}`);
  };
  const shownIn = (context: Context): StatusPageParts => {
    const shown = view(context);
    return { view: shown, tag: tagOf(shown), isAlone: context.req.query('alone') !== undefined };
  };
  app.get('/status', (context) => page(statusPage(shownIn(context))));
  app.get('/status/live.js', (context) => answer(context, script(), 'text/javascript; charset=utf-8'));
  app.get('/status/incidents/:id', (context) => {
    const shown = shownIn(context);
    const found = shown.view.incidents.find(({ id }) => id === context.req.param('id'));
    return found === undefined ? notKnown(context) : page(incidentPage(shown, found));
  });
  app.get('/status/components/:name', (context) => {
    const shown = shownIn(context);
    const { id, feed } = feedIn(context.req.param('name'));
    const found: Component | undefined = shown.view.components.find((one) => one.id === id);
    if (found === undefined) return notKnown(context);
    return feed === null
      ? page(componentPage(shown, found))
      : answer(context, write[feed](shown.view, found), xml[feed]);
  });
  app.get('/api/v2/*', (context) => {
    const path = context.req.path.slice('/api/v2'.length);
    const body = Object.hasOwn(statusBodies, path) ? statusBodies[path] : undefined;
    return body === undefined
      ? notKnown(context)
      : answer(context, JSON.stringify(body(view(context))), 'application/json; charset=utf-8');
  });
  for (const [path, [type, feed]] of Object.entries(feedTypes))
    app.get(path, (context) => answer(context, feed(view(context)), type));
};

export const liveStatus = (
  parts: StatusParts & { readonly incidents: Pick<Incidents, 'onChange'> },
): ((visitor: Visitor) => Promise<void>) => {
  const { clock, door } = parts.gateway;
  // The address of the page is no news: any will do.
  const live = new LiveStatus({
    clock,
    tag: () => tagOf(viewOf(parts, 'http://gateway')),
    isEnding: () => door.isDraining,
  });
  parts.incidents.onChange(() => live.wake());
  return (visitor) => live.answer(visitor);
};
