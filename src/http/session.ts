/** The chat's sign-in: `POST /session { key }` makes a cookie of a key, `GET` says who is signed in, `DELETE` ends it. */
import { causeOf } from '../domain/cause.ts';
import type { Clock, Incoming } from '../domain/ports.ts';
import { durationText } from '../domain/words/index.ts';
import { objectOf } from '../dialect/reading.ts';
import type { Door, Identity } from '../state/door.ts';
import { Guesses } from '../state/guesses.ts';
import type { Session, Sessions } from '../state/sessions.ts';
import { isFromOwnPage, setCookie, shownToken } from './session-cookie.ts';
import type { Visitor } from './visitor.ts';
import { refuse, send, sendJson } from './visitor.ts';

export type SignIn =
  /** No key is needed here. */
  | { readonly state: 'open' }
  | { readonly state: 'signed-in'; readonly name: string; readonly expiresAt: number }
  /** There was a sign-in, but it is over: expired, or its key is gone. */
  | { readonly state: 'expired' }
  | { readonly state: 'signed-out' };

export interface SessionDoorParts {
  readonly sessions: Sessions;
  readonly door: Pick<Door, 'asksForKeys' | 'identify'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly publicUrl: () => string | null;
}

/** A key in JSON; nobody's is longer. */
const limitBytes = 8 * 1024;

const signedIn = ({ name, expiresAt }: Session): SignIn => ({ state: 'signed-in', name, expiresAt });

export class SessionDoor {
  readonly #parts: SessionDoorParts;
  readonly #guesses: Guesses;

  constructor(parts: SessionDoorParts) {
    this.#parts = parts;
    this.#guesses = new Guesses(parts.clock);
  }

  /** Who a request without a key is from, by its cookie. */
  identify(incoming: Incoming): Identity | { readonly kind: 'expired' } {
    const { authorization, 'x-api-key': apiKey } = incoming.headers;
    if (authorization !== undefined || apiKey !== undefined) return { kind: 'unknown' };
    const signIn = this.#signIn(incoming);
    if (signIn.state === 'signed-in') return { kind: 'known', name: signIn.name };
    return { kind: signIn.state === 'expired' ? 'expired' : 'unknown' };
  }

  async answer(visitor: Visitor): Promise<void> {
    const { incoming } = visitor;
    switch (incoming.method) {
      case 'GET':
        return sendJson(visitor, this.#signIn(incoming));
      case 'POST':
      case 'DELETE':
        if (!isFromOwnPage(incoming, this.#parts.publicUrl())) return refuse(visitor, 'foreign_origin');
        return incoming.method === 'POST' ? this.#open(visitor) : this.#end(visitor);
      default:
        return refuse(visitor, 'method_not_allowed', {
          says: '/session takes GET, POST and DELETE.',
          headers: ['allow', 'GET, POST, DELETE'],
        });
    }
  }

  #signIn(incoming: Incoming): SignIn {
    const { sessions, door, publicUrl } = this.#parts;
    if (!door.asksForKeys) return { state: 'open' };
    const token = isFromOwnPage(incoming, publicUrl()) ? shownToken(incoming, publicUrl()) : null;
    if (token === null) return { state: 'signed-out' };
    const session = sessions.find(token);
    return session === null ? { state: 'expired' } : signedIn(session);
  }

  async #open(visitor: Visitor): Promise<void> {
    const { incoming, headers } = visitor;
    const { sessions, door, publicUrl } = this.#parts;
    if (!door.asksForKeys) return sendJson(visitor, { state: 'open' } satisfies SignIn);
    const waitMs = this.#guesses.waitMs(incoming.remoteAddress);
    if (waitMs > 0) return tooMany(visitor, waitMs);
    if (!/^application\/json\b/i.test(String(incoming.headers['content-type'] ?? '')))
      return refuse(visitor, 'unsupported_media_type', { says: '/session takes application/json: { "key": "…" }.' });
    const key = await readKey(incoming);
    if (key === null) return refuse(visitor, 'invalid_request', { says: 'Send { "key": "…" } as JSON.' });
    const identity = door.identify({ 'x-api-key': key });
    if (identity.kind === 'unknown') {
      this.#guesses.wrong(incoming.remoteAddress);
      return refuse(visitor, 'unauthorized', { says: 'No key of this gateway is like that one.' });
    }
    const { token, session } = await sessions.open(identity.name);
    const cookie = ['set-cookie', setCookie(incoming, publicUrl(), token)];
    sendJson({ ...visitor, headers: [...headers, ...cookie] }, signedIn(session));
  }

  async #end(visitor: Visitor): Promise<void> {
    const { incoming, headers } = visitor;
    const { sessions, publicUrl, door } = this.#parts;
    const token = shownToken(incoming, publicUrl());
    if (token !== null) await sessions.end(token);
    const state = door.asksForKeys ? 'signed-out' : 'open';
    const cookie = ['set-cookie', setCookie(incoming, publicUrl(), '')];
    sendJson({ ...visitor, headers: [...headers, ...cookie] }, { state } satisfies SignIn);
  }
}

const readKey = async (incoming: Incoming): Promise<string | null> => {
  const held = await incoming.hold(limitBytes);
  if (held.kind !== 'held') return null;
  const key = objectOf(Buffer.from(held.bytes).toString())?.['key'];
  return typeof key === 'string' && key.trim() !== '' ? key.trim() : null;
};

const tooMany = (visitor: Visitor, waitMs: number): void => {
  const message = `Too many wrong keys came from there. The next one is looked at in ${durationText(waitMs)}.`;
  visitor.downstream.closeAfter();
  send(visitor, {
    cause: causeOf('throttled', { retryAfterMs: waitMs }),
    error: { message, type: null, code: null, param: null },
  });
};
