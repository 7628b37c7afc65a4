/** The demo that can be broken on purpose: `GET /demo` shows its servers, `POST /demo { server, fault }` breaks or mends one. */
import type { DemoBody, DemoFault, DemoServers } from '../domain/demo.ts';
import { demoFaultWords } from '../domain/words/en/demo.ts';
import { objectOf } from '../dialect/reading.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { isLoopback } from './guard.ts';
import { isFromOwnPage } from './session-cookie.ts';
import { shownUpstreams } from './upstreams.ts';
import type { Visitor } from './visitor.ts';
import { refuse, sendJson } from './visitor.ts';

const limitBytes = 1024;

const isFault = (name: unknown): name is DemoFault => typeof name === 'string' && Object.hasOwn(demoFaultWords, name);

export class DemoDoor {
  readonly #gateway: Gateway;
  /** `null`: the gateway was set up, and there is no demo. */
  readonly #servers: DemoServers | null;

  constructor(gateway: Gateway, servers: DemoServers | null) {
    this.#gateway = gateway;
    this.#servers = servers;
  }

  async answer(visitor: Visitor): Promise<void> {
    const { method, remoteAddress } = visitor.incoming;
    const servers = this.#servers;
    const isHere = servers !== null && isLoopback(remoteAddress);
    if (method === 'GET')
      return sendJson(visitor, isHere ? this.#body(servers) : ({ servers: [], faults: [] } satisfies DemoBody));
    if (!isHere) return refuse(visitor, 'not_found', { says: 'There is no demo here: this gateway was set up.' });
    if (method !== 'POST')
      return refuse(visitor, 'method_not_allowed', {
        says: '/demo takes GET and POST.',
        headers: ['allow', 'GET, POST'],
      });
    if (!isFromOwnPage(visitor.incoming, this.#gateway.settings().publicUrl)) return refuse(visitor, 'foreign_origin');
    return this.#steer(visitor, servers);
  }

  async #steer(visitor: Visitor, servers: DemoServers): Promise<void> {
    const { incoming } = visitor;
    if (!/^application\/json\b/i.test(String(incoming.headers['content-type'] ?? '')))
      return refuse(visitor, 'unsupported_media_type', { says: '/demo takes application/json.' });
    const held = await incoming.hold(limitBytes);
    const wish = held.kind === 'held' ? wishIn(Buffer.from(held.bytes).toString()) : null;
    if (wish === null)
      return refuse(visitor, 'invalid_request', { says: 'Send { "server": NAME, "fault": NAME or null }.' });
    if (!(await servers.steer(wish.server, wish.fault)))
      return refuse(visitor, 'invalid_request', { says: 'There is no such demo server, or its port is taken by now.' });
    sendJson(visitor, this.#body(servers));
  }

  #body(servers: DemoServers): DemoBody {
    const upstreams = shownUpstreams(this.#gateway);
    return {
      servers: servers.list().map(({ name, fault }) => {
        const seen = upstreams.find(({ upstream }) => upstream.name === name);
        const { is, expect } = fault === null ? { is: '', expect: '' } : demoFaultWords[fault];
        return { name, fault, is, expect, mark: seen?.mark ?? 'unknown', state: seen?.name ?? '' };
      }),
      faults: Object.entries(demoFaultWords).map(([name, { does }]) => ({ name: name as DemoFault, does })),
    };
  }
}

const wishIn = (text: string): { readonly server: string; readonly fault: DemoFault | null } | null => {
  const { server, fault } = objectOf(text) ?? {};
  return typeof server === 'string' && (fault === null || isFault(fault)) ? { server, fault } : null;
};
