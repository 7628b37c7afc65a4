/** The whole gateway on a clock that jumps from alarm to alarm, in front of upstreams that a test plays part by part. */
import { Chance } from '../../bench/simulate/chance.ts';
import { VirtualClock } from '../../bench/simulate/clock.ts';
import { SimExchange } from '../../bench/simulate/exchange.ts';
import { type Handle, startOurs } from '../../bench/simulate/ours.ts';
import type { Downstream, HeaderList, Incoming, Sending } from '../../src/domain/ports.ts';

/** What an upstream does with one request. */
export type Play = (exchange: SimExchange, sending: Sending) => void;

export interface Heard {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
  /** `false`: the connection was broken off. */
  readonly isEnded: boolean;
  /** From the call to its end, by the gateway's clock. */
  readonly ms: number;
}

export interface StillGateway {
  readonly clock: VirtualClock;
  /** How an upstream answers from now on. */
  plays(upstream: string, play: Play): void;
  /** Resolves when the answer is over; time passes only while nothing else happens. */
  call(asked: Asking): Promise<Heard>;
  get(path: string): Promise<Heard>;
  /** Forgets what is held against an upstream. */
  forgive(upstream: string): Promise<void>;
  stop(): void;
}

export interface Asking {
  readonly path: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who listens to an answer, and never lags. */
class Ear implements Downstream {
  readonly isGone = false;
  status = 0;
  headers: HeaderList = [];
  isEnded = false;
  readonly #pieces: Buffer[] = [];
  readonly #over: () => void;

  constructor(over: () => void) {
    this.#over = over;
  }

  get body(): string {
    return Buffer.concat(this.#pieces).toString('utf8');
  }

  head(status: number, headers: HeaderList): void {
    this.status = status;
    this.headers = headers;
  }

  write(bytes: Uint8Array | string): boolean {
    this.#pieces.push(Buffer.from(bytes));
    return true;
  }

  end(bytes?: Uint8Array | string): void {
    if (bytes !== undefined) this.write(bytes);
    this.isEnded = true;
    this.#over();
  }

  destroy(): void {
    this.#over();
  }

  async drained(): Promise<void> {}
  onGone(): void {}
  closeAfter(): void {}
}

const incoming = (method: string, path: string, more: Partial<Asking>): Incoming => {
  const bytes = Buffer.from(JSON.stringify(more.body ?? {}));
  const [plain = '', query = ''] = path.split('?');
  return {
    method,
    path: plain,
    query: query === '' ? '' : `?${query}`,
    headers: { host: '127.0.0.1', 'content-type': 'application/json', ...more.headers },
    remoteAddress: '127.0.0.1',
    hold: async () => ({ kind: 'held', bytes }),
    stream: async function* stream() {
      yield bytes;
    },
  };
};

/** An answer that is not over by then hangs. */
const longestMs = 3_700_000;

const token = 'token-of-a-test';

export const startStill = async (config: Readonly<Record<string, unknown>>): Promise<StillGateway> => {
  const clock = new VirtualClock();
  const plays = new Map<string, Play>();
  const wire = {
    open: (sending: Sending): SimExchange => {
      const exchange = new SimExchange(() => {});
      exchange.sent();
      const play = plays.get(sending.upstream.name);
      if (play === undefined) exchange.break('ECONNREFUSED');
      else play(exchange, sending);
      return exchange;
    },
    keepOnly: () => {},
    close: async () => {},
  };
  const ours = await startOurs({
    clock,
    chance: new Chance(7, 'still'),
    wire,
    names: [],
    config: { adminToken: token, ...config },
  });
  const visit = async (handle: Handle, request: Incoming): Promise<Heard> => {
    const at = clock.monotonic();
    let isOver = false;
    const ear = new Ear(() => void (isOver = true));
    handle(request, ear);
    await clock.run(at + longestMs, () => isOver);
    if (!isOver) throw new Error('an answer has no end');
    const { status, headers, body, isEnded } = ear;
    return { status, headers, body, isEnded, ms: clock.monotonic() - at };
  };
  return {
    clock,
    plays: (upstream, play) => void plays.set(upstream, play),
    call: ({ path, ...more }) => visit(ours.handle, incoming('POST', path, more)),
    get: (path) => visit(ours.handle, incoming('GET', path, {})),
    forgive: async (upstream) => {
      const headers = { authorization: `Bearer ${token}` };
      const done = await visit(ours.admin, incoming('POST', `/api/upstreams/${upstream}/reset`, { headers }));
      if (done.status !== 200) throw new Error(`reset answered ${done.status}: ${done.body}`);
    },
    stop: () => ours.stop(),
  };
};
