/** The way from a gateway to the simulated servers. */
import type { Exchange, Sending, Wire } from '../../src/domain/ports.ts';
import type { VirtualClock } from './clock.ts';
import { SimExchange } from './exchange.ts';
import type { SimServer } from './server.ts';

export class SimWire implements Wire {
  readonly #clock: VirtualClock;
  readonly #servers: ReadonlyMap<string, SimServer>;

  constructor(clock: VirtualClock, servers: ReadonlyMap<string, SimServer>) {
    this.#clock = clock;
    this.#servers = servers;
  }

  open(sending: Sending): Exchange {
    const server = this.#servers.get(sending.upstream.name);
    if (server === undefined) throw new Error(`there is no server "${sending.upstream.name}"`);
    return this.ask(server, sending);
  }

  ask(server: SimServer, { method, connectMs }: Pick<Sending, 'method' | 'connectMs'>): SimExchange {
    const exchange = new SimExchange((gone) => server.left(gone));
    if (method === 'GET') server.probe(exchange);
    else server.call(exchange);
    // Only where packets are lost has nothing taken the request by then.
    this.#clock.after(connectMs, () => {
      if (!exchange.facts().sent) exchange.break('UND_ERR_CONNECT_TIMEOUT');
    });
    return exchange;
  }

  keepOnly(): void {}

  async close(): Promise<void> {}
}
