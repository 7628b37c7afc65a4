/** The way to upstreams: a pool of connections for each origin. */
import type {
  CertificateFacts,
  Clock,
  Exchange,
  Names,
  Sending,
  Wire,
  WireHead,
  WirePart,
} from '../../domain/ports.ts';
import type { Upstream } from '../../domain/upstream.ts';
import { inspectCertificate } from './certificate.ts';
import { connector } from './connector.ts';
import { decoding, encodingOf } from './decode.ts';
import { WireExchange } from './exchange.ts';
import { faultOf } from './fault.ts';
import { Pool } from './pool.ts';

const lookEveryMs = 60_000;

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

interface Look {
  readonly at: number;
  readonly facts: Promise<CertificateFacts | null>;
}

class PooledWire implements Wire {
  readonly #clock: Clock;
  readonly #names: Names;
  readonly #pools = new Map<string, Pool>();
  readonly #origins = new WeakMap<Upstream, string>();
  readonly #looks = new Map<string, Look>();

  constructor(clock: Clock, names: Names) {
    this.#clock = clock;
    this.#names = names;
  }

  open(sending: Sending): Exchange {
    const origin = this.#originOf(sending.upstream);
    const exchange = new WireExchange(this.#clock, sending.connectMs, (address) => this.#lookAt(origin, address));
    const { method, path, headers, body, fresh } = sending;
    try {
      this.#poolFor(origin).dispatch({ method, path, headers, body: body as Buffer | null }, exchange, fresh);
    } catch (error) {
      exchange.onResponseError(null, error instanceof Error ? error : new Error(faultOf(error).code));
    }
    return new DecodedExchange(exchange);
  }

  keepOnly(upstreams: readonly Upstream[]): void {
    const wanted = new Set(upstreams.map(originOf));
    for (const [origin, pool] of this.#pools) {
      if (wanted.has(origin)) continue;
      this.#pools.delete(origin);
      this.#looks.delete(origin);
      pool.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }

  #originOf(upstream: Upstream): string {
    let origin = this.#origins.get(upstream);
    if (origin === undefined) this.#origins.set(upstream, (origin = originOf(upstream)));
    return origin;
  }

  #poolFor(origin: string): Pool {
    let pool = this.#pools.get(origin);
    if (pool === undefined) this.#pools.set(origin, (pool = new Pool(origin, connector(this.#names))));
    return pool;
  }

  /** One look a minute is enough to tell what is wrong with a certificate. */
  #lookAt(origin: string, address: string | null): Promise<CertificateFacts | null> {
    const known = this.#looks.get(origin);
    if (known !== undefined && this.#clock.now() - known.at < lookEveryMs) return known.facts;
    const facts = inspectCertificate(origin, address);
    this.#looks.set(origin, { at: this.#clock.now(), facts });
    return facts;
  }
}

export const openWire = (clock: Clock, names: Names): Wire => new PooledWire(clock, names);
