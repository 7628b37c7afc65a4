/** The callers' front door: guards, then the row of the table that fits. */
import type { Operation } from '../domain/call.ts';
import type { Downstream, HeaderList, Incoming } from '../domain/ports.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { pass } from '../gateway/pass.ts';
import { serve } from '../gateway/serve.ts';
import type { Refused } from './refused-call.ts';
import { refusedCall } from './refused-call.ts';
import type { DemoDoor } from './demo.ts';
import { isOurHost, isPlainPath, originOf } from './guard.ts';
import { readCall } from './model-call.ts';
import { modelPaths } from './model-paths.ts';
import { listModels, modelsBody } from './models.ts';
import { streamByKey, streams } from './streams.ts';
import type { SessionDoor } from './session.ts';
import type { Visitor } from './visitor.ts';
import { refuse, send, sendJson } from './visitor.ts';
import { voiceFor } from './voice.ts';

/** Everything that is no API: pages, health, explanations. */
export type Pages = (visitor: Visitor) => Promise<void>;

/** The doors behind this one. */
export interface Doors {
  readonly pages: Pages;
  readonly sessions: SessionDoor;
  readonly demo: DemoDoor;
}

const apiHeaders: HeaderList = ['x-content-type-options', 'nosniff', 'content-security-policy', 'sandbox'];

export class Front {
  readonly #gateway: Gateway;
  readonly #doors: Doors;

  constructor(gateway: Gateway, doors: Doors) {
    this.#gateway = gateway;
    this.#doors = doors;
  }

  /** Handles one request. It never throws: a bug of ours becomes an answer, or breaks the connection. */
  async handle(incoming: Incoming, downstream: Downstream): Promise<void> {
    const visitor = this.#visitor(incoming, downstream);
    try {
      await this.#route(visitor);
    } catch (error) {
      this.#gateway.log.error(
        { request: visitor.id, bug: error instanceof Error ? error.stack : 'not an error' },
        'a fault in the gateway broke a request',
      );
      downstream.destroy();
    }
  }

  #visitor(incoming: Incoming, downstream: Downstream): Visitor {
    const { publicUrl, cors } = this.#gateway.settings();
    const id = `req_${this.#gateway.random.hex(16)}`;
    const acceptedAt = this.#gateway.clock.now();
    const isApi = isApiPath(incoming.path);
    const origin = originOf(incoming.headers, publicUrl, cors);
    const shared =
      origin.kind === 'listed'
        ? ['access-control-allow-origin', origin.origin, 'access-control-expose-headers', '*', 'vary', 'Origin']
        : [];
    return {
      id,
      incoming,
      downstream,
      origin,
      voice: voiceFor({
        requestId: id,
        headers: incoming.headers,
        path: incoming.path,
        publicUrl,
        operation: modelPaths[incoming.path] ?? null,
      }),
      headers: ['x-request-id', id, ...(isApi ? apiHeaders : ['x-content-type-options', 'nosniff']), ...shared],
      acceptedAt,
      note: (cause, status) => this.#note(incoming, { id, cause, status, acceptedAt }),
    };
  }

  /** What is no call, and a stranger's refusal, is remembered, but never fills the journal. */
  #note(incoming: Incoming, refused: Refused): void {
    const { calls, clock, recent, tell } = this.#gateway;
    const identity = this.#identify(incoming);
    const event = refusedCall(incoming, refused, {
      caller: identity.kind === 'known' ? identity.name : 'unknown',
      now: clock.now(),
    });
    if (identity.kind !== 'known' || !isApiPath(incoming.path)) return calls.ended(event, null);
    const userAgent = incoming.headers['user-agent'];
    recent.learn(event, { userAgent: typeof userAgent === 'string' ? userAgent : null, body: null });
    calls.ended(event, tell);
  }

  /** A key counts first; only without one, the cookie of our own chat. */
  #identify(incoming: Incoming): ReturnType<SessionDoor['identify']> {
    const identity = this.#gateway.door.identify(incoming.headers);
    if (identity.kind === 'known' || incoming.headers['cookie'] === undefined) return identity;
    return this.#doors.sessions.identify(incoming);
  }

  #route(visitor: Visitor): Promise<void> | void {
    const { incoming, origin } = visitor;
    const { listen, publicUrl } = this.#gateway.settings();
    if (!isPlainPath(incoming.path))
      return refuse(visitor, 'invalid_request', {
        says: 'The target of this request is no plain path: a whole address, dot segments and broken escapes are not taken.',
      });
    if (!isOurHost(incoming.headers, { address: listen, publicUrl })) return refuse(visitor, 'misdirected_host');
    if (incoming.path === '/session') return this.#doors.sessions.answer(visitor);
    if (incoming.path === '/demo') return this.#doors.demo.answer(visitor);
    if (!isApiPath(incoming.path)) return this.#doors.pages(visitor);
    if (incoming.method === 'OPTIONS' && origin.kind === 'listed') return preflight(visitor);
    if (origin.kind === 'foreign' && incoming.method !== 'GET' && incoming.method !== 'HEAD')
      return refuse(visitor, 'foreign_origin');
    // An upstream that echoes requests would show our key for it.
    if (incoming.method === 'TRACE')
      return refuse(visitor, 'method_not_allowed', { says: 'TRACE is not passed on.', headers: ['allow', methods] });
    const identity = this.#identify(incoming);
    if (identity.kind === 'expired')
      return refuse(visitor, 'sign_in_expired', {
        says: 'The sign-in of this page is over: it ran out, or its key is no longer valid here. Sign in again; what you typed stays with you.',
      });
    if (identity.kind === 'unknown') return refuse(visitor, 'unauthorized');
    return this.#api(visitor, identity.name);
  }

  #api(visitor: Visitor, caller: string): Promise<void> | void {
    const { incoming, downstream, headers } = visitor;
    const { path, method } = incoming;
    const operation = modelPaths[path];
    if (operation !== undefined) {
      if (method !== 'POST')
        return refuse(visitor, 'method_not_allowed', { says: `${path} takes POST.`, headers: ['allow', 'POST'] });
      return this.#call(visitor, operation, caller);
    }
    if (path === '/v1/models' && (method === 'GET' || method === 'HEAD')) {
      return sendJson(visitor, modelsBody(listModels(this.#gateway), incoming.headers));
    }
    if (path === '/v1/streams') return streamByKey(this.#gateway, visitor, caller);
    if (path.startsWith('/v1/streams/')) return streams(this.#gateway, visitor, caller);
    if (path === '/v1' || path === '/v1/')
      return refuse(visitor, 'not_found', { says: 'The APIs are below this path: /v1/chat/completions, /v1/models …' });
    const { id, voice, acceptedAt } = visitor;
    return pass(this.#gateway, {
      id,
      caller,
      incoming,
      downstream,
      voice,
      headers,
      path: path.slice('/v1'.length),
      acceptedAt,
    });
  }

  async #call(visitor: Visitor, operation: Operation, caller: string): Promise<void> {
    const { id, incoming, acceptedAt, downstream, voice, headers } = visitor;
    const read = await readCall(this.#gateway, { id, operation, caller, incoming, acceptedAt });
    if (read.kind === 'call')
      return serve(this.#gateway, { call: read.call, route: read.route, downstream, voice, headers });
    if (read.cause.code === 'client_gone') return downstream.destroy();
    const mayHaveMore =
      read.cause.code === 'request_too_large' ||
      read.cause.code === 'request_timeout' ||
      read.cause.code === 'unsupported_media_type';
    if (mayHaveMore) downstream.closeAfter();
    const error = read.message === null ? null : { message: read.message, type: null, code: null, param: read.param };
    send(visitor, { cause: read.cause, error });
  }
}

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

const isApiPath = (path: string): boolean => path === '/v1' || path.startsWith('/v1/');

const preflight = ({ downstream, incoming, headers }: Visitor): void => {
  const asked = incoming.headers['access-control-request-headers'];
  const allowed = typeof asked === 'string' && /^[\w, -]{1,2000}$/.test(asked) ? asked : 'authorization, content-type';
  downstream.head(204, [
    ...headers,
    'access-control-allow-methods',
    'GET, POST, DELETE, OPTIONS',
    'access-control-allow-headers',
    allowed,
    'access-control-max-age',
    '600',
  ]);
  downstream.end();
};
