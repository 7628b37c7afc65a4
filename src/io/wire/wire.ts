/** The way to upstreams: a pool of connections for each origin. */
import { Pool } from 'undici';
import type { Clock, Exchange, Sending, Wire, WireHead, WirePart } from '../../domain/ports.ts';
import type { Upstream } from '../../domain/upstream.ts';
import { connector } from './connector.ts';
import { decoding, encodingOf } from './decode.ts';
import { WireExchange } from './exchange.ts';
import { faultOf } from './fault.ts';

/** A dial nobody waits for any longer ends by itself after this. */
const dialLimitMs = 30_000;
const headLimitBytes = 32 * 1024;

/** Decodes behind the scenes: whoever reads sees plain bytes. */
class DecodedExchange implements Exchange {
  readonly #inner: WireExchange;
  #read: (() => Promise<WirePart>) | null = null;

  constructor(inner: WireExchange) {
    this.#inner = inner;
  }

  async head(): Promise<WireHead> {
    const head = await this.#inner.head();
    if (head.kind === 'head' && head.headers['content-encoding'] !== undefined) {
      const encoding = encodingOf(head.headers['content-encoding']);
      if (encoding !== null) this.#read = decoding(this.#inner, encoding);
    }
    return head;
  }

  read(): Promise<WirePart> {
    return this.#read === null ? this.#inner.read() : this.#read();
  }

  abort(): void {
    this.#inner.abort();
  }

  release(): void {
    this.#inner.release();
  }

  facts(): ReturnType<Exchange['facts']> {
    return this.#inner.facts();
  }
}

const originOf = (upstream: Upstream): string => new URL(upstream.url).origin;

const openPool = (origin: string): Pool =>
  new Pool(origin, {
    connect: connector(dialLimitMs),
    allowH2: false,
    pipelining: 1,
    // The gateway has its own clocks.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: headLimitBytes,
  });

export const openWire = (clock: Clock): Wire => {
  const pools = new Map<string, Pool>();
  const origins = new WeakMap<Upstream, string>();

  const poolFor = (upstream: Upstream): Pool => {
    let origin = origins.get(upstream);
    if (origin === undefined) origins.set(upstream, (origin = originOf(upstream)));
    let pool = pools.get(origin);
    if (pool === undefined) pools.set(origin, (pool = openPool(origin)));
    return pool;
  };

  return {
    open: (sending: Sending): Exchange => {
      const exchange = new WireExchange(clock, sending.connectMs);
      const { method, path, headers, body } = sending;
      try {
        poolFor(sending.upstream).dispatch({ method, path, headers, body: body as Buffer | null }, exchange);
      } catch (error) {
        exchange.onResponseError(null, error instanceof Error ? error : new Error(faultOf(error).code));
      }
      return new DecodedExchange(exchange);
    },
    keepOnly: (upstreams) => {
      const wanted = new Set(upstreams.map(originOf));
      for (const [origin, pool] of pools) {
        if (wanted.has(origin)) continue;
        pools.delete(origin);
        void pool.close();
      }
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
};
