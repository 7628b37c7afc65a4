/** The doors of the doctor: the page and its judgement, and what it and the command measure the line to this gateway with. */
import type { HeaderList } from '../domain/ports.ts';
import type { AboutParts } from './doctor/about.ts';
import { aboutGateway } from './doctor/about.ts';
import { Bounds } from './doctor/bounds.ts';
import { sendBytes, takeBytes } from './doctor/bytes.ts';
import { echoOf } from './doctor/echo.ts';
import { rhythmOf, sendEvents } from './doctor/events.ts';
import { answerPage, judgePage } from './doctor/page.ts';
import type { Reports } from './doctor/reports.ts';
import type { Visitor } from './visitor.ts';
import { refuse, sendJson } from './visitor.ts';

export interface DoctorParts extends AboutParts {
  /** A script of the page by its name; `null` when there is none. */
  readonly doctorScript: (name: string) => string | null;
}

export interface Room {
  readonly parts: DoctorParts;
  readonly bounds: Bounds;
  readonly reports: Reports;
}

type Door = (visitor: Visitor, room: Room) => void | Promise<void>;

const sendScript = ({ downstream, headers, incoming }: Visitor, text: string): void => {
  const bytes = Buffer.from(text);
  // Fresh always: an old script would measure what is no longer there.
  const own: HeaderList = ['content-type', 'text/javascript; charset=utf-8', 'cache-control', 'no-cache'];
  downstream.head(200, [...headers, ...own, 'content-length', String(bytes.length)]);
  downstream.end(incoming.method === 'HEAD' ? undefined : bytes);
};

const events: Door = async (visitor, { parts, bounds }) => {
  using place = bounds.stream();
  if (place === null)
    return refuse(visitor, 'too_busy', {
      says: 'Many lines are measured at this moment. Try again in a minute.',
      headers: ['retry-after', '20'],
    });
  await sendEvents(visitor, rhythmOf(new URLSearchParams(visitor.incoming.query)), parts.gateway.clock);
};

const reset: Door = ({ downstream, headers }) => {
  downstream.head(204, [...headers, 'clear-site-data', '"cache"', 'cache-control', 'no-store']);
  downstream.end();
};

/** `METHOD path`; HEAD goes through the door of GET. */
const doors: Readonly<Record<string, Door>> = {
  'GET /doctor': answerPage,
  'POST /doctor': judgePage,
  'POST /doctor/reset': reset,
  'GET /doctor/facts': (visitor, { parts }) => sendJson(visitor, aboutGateway(parts)),
  'GET /doctor/echo': (visitor, { parts }) => sendJson(visitor, echoOf(visitor.incoming, parts.gateway.clock.now())),
  'GET /doctor/events': events,
  'GET /doctor/bytes': (visitor, { bounds }) => sendBytes(visitor, bounds),
  'POST /doctor/bytes': (visitor, { bounds }) => takeBytes(visitor, bounds),
  // A blocker stops the one by its name and lets the other pass.
  'GET /doctor/ads/banner.js': (visitor) => sendScript(visitor, ''),
  'GET /doctor/plain.js': (visitor) => sendScript(visitor, ''),
};

export const isDoctorPath = (path: string): boolean => path === '/doctor' || path.startsWith('/doctor/');

/** Pages of other sites may lead to the page, and may not make a visitor's browser load this gateway. */
export const doctorDoor = (parts: DoctorParts, reports: Reports): ((visitor: Visitor) => Promise<void>) => {
  const room: Room = { parts, bounds: new Bounds(parts.gateway.clock), reports };
  return async (visitor) => {
    const { method, path } = visitor.incoming;
    const asked = method === 'HEAD' ? 'GET' : method;
    const script = /^\/doctor\/([a-z-]+\.ts)$/.exec(path)?.[1] ?? null;
    const text = script === null ? null : parts.doctorScript(script);
    if (text !== null && asked === 'GET') return sendScript(visitor, text);
    const known = ['GET', 'POST'].filter((each) => doors[`${each} ${path}`] !== undefined);
    if (known.length === 0) return refuse(visitor, 'not_found', { says: 'The doctor has no such path.' });
    const door = doors[`${asked} ${path}`];
    if (door === undefined)
      return refuse(visitor, 'method_not_allowed', {
        says: `${path} takes ${known.join(' and ')}.`,
        headers: ['allow', known.join(', ')],
      });
    const isOpenToAll = path === '/doctor' && asked === 'GET';
    if (visitor.origin.kind === 'foreign' && !isOpenToAll) return refuse(visitor, 'foreign_origin');
    await door(visitor, room);
  };
};
