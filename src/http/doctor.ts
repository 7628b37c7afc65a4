/** The doors below `/doctor`: what the page and the command measure the line to this gateway with. */
import type { Clock } from '../domain/ports.ts';
import type { AboutParts } from './doctor/about.ts';
import { aboutGateway } from './doctor/about.ts';
import { Bounds } from './doctor/bounds.ts';
import { sendBytes, takeBytes } from './doctor/bytes.ts';
import { echoOf } from './doctor/echo.ts';
import { rhythmOf, sendEvents } from './doctor/events.ts';
import type { Visitor } from './visitor.ts';
import { refuse, sendJson } from './visitor.ts';

interface Room {
  readonly parts: AboutParts;
  readonly bounds: Bounds;
}

type Door = (visitor: Visitor, room: Room) => void | Promise<void>;

const sendText = ({ downstream, headers, incoming }: Visitor, text: string, more: readonly string[]): void => {
  const bytes = Buffer.from(text);
  downstream.head(200, [...headers, ...more, 'content-length', String(bytes.length)]);
  downstream.end(incoming.method === 'HEAD' ? undefined : bytes);
};

/** Fresh always: an old script would measure what is no longer there. */
const script = ['content-type', 'text/javascript; charset=utf-8', 'cache-control', 'no-cache'] as const;

const events: Door = async (visitor, { parts, bounds }) => {
  using place = bounds.stream();
  if (place === null)
    return refuse(visitor, 'too_busy', {
      says: 'Many lines are measured at this moment. Try again in a minute.',
      headers: ['retry-after', '20'],
    });
  const clock: Clock = parts.gateway.clock;
  await sendEvents(visitor, rhythmOf(new URLSearchParams(visitor.incoming.query)), clock);
};

/** `METHOD path`; HEAD goes through the door of GET. */
const doors: Readonly<Record<string, Door>> = {
  'GET /doctor/about': (visitor, { parts }) => sendJson(visitor, aboutGateway(parts)),
  'GET /doctor/echo': (visitor, { parts }) => sendJson(visitor, echoOf(visitor.incoming, parts.gateway.clock.now())),
  'GET /doctor/events': events,
  'GET /doctor/bytes': (visitor, { bounds }) => sendBytes(visitor, bounds),
  'POST /doctor/bytes': (visitor, { bounds }) => takeBytes(visitor, bounds),
  // A blocker stops the one by its name and lets the other pass.
  'GET /doctor/ads/banner.js': (visitor) => sendText(visitor, '', script),
  'GET /doctor/plain.js': (visitor) => sendText(visitor, '', script),
};

export const isDoctorPath = (path: string): boolean => path.startsWith('/doctor/');

/** Pages of other sites may not make a visitor's browser load this gateway. */
export const doctorDoor = (parts: AboutParts): ((visitor: Visitor) => Promise<void>) => {
  const room: Room = { parts, bounds: new Bounds(parts.gateway.clock) };
  return async (visitor) => {
    const { method, path } = visitor.incoming;
    const known = ['GET', 'POST'].filter((each) => doors[`${each} ${path}`] !== undefined);
    if (known.length === 0) return refuse(visitor, 'not_found', { says: 'The doctor has no such path.' });
    const door = doors[`${method === 'HEAD' ? 'GET' : method} ${path}`];
    if (door === undefined)
      return refuse(visitor, 'method_not_allowed', {
        says: `${path} takes ${known.join(' and ')}.`,
        headers: ['allow', known.join(', ')],
      });
    if (visitor.origin.kind === 'foreign') return refuse(visitor, 'foreign_origin');
    await door(visitor, room);
  };
};
