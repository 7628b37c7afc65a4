/** What many set up first: round robin, and three immediate attempts at whatever comes next; no budget, no breaker. */
import type { Downstream, Incoming } from '../../src/domain/ports.ts';
import type { Handle } from './ours.ts';
import type { SimExchange } from './exchange.ts';
import type { SimServer } from './server.ts';
import type { SimWire } from './wire.ts';

const attemptsMax = 3;
const connectMs = 2_000;

export const naive = (wire: SimWire, servers: readonly SimServer[]): Handle => {
  let turn = 0;
  const attempt = async (downstream: Downstream, isLast: boolean): Promise<boolean> => {
    const server = servers[turn++ % servers.length];
    if (server === undefined) throw new Error('there are no servers');
    const exchange = wire.ask(server, { method: 'POST', connectMs });
    const leave = (): void => exchange.abort();
    downstream.onGone(leave);
    try {
      return await relay(exchange, downstream, isLast);
    } finally {
      downstream.onGone(null);
    }
  };
  const handle = async (_: Incoming, downstream: Downstream): Promise<void> => {
    for (let made = 1; made <= attemptsMax && !downstream.isGone; made++)
      if (await attempt(downstream, made === attemptsMax)) return;
  };
  return (...visit) => void handle(...visit);
};

/** False when another attempt may still be made. */
const relay = async (exchange: SimExchange, downstream: Downstream, isLast: boolean): Promise<boolean> => {
  const head = await exchange.head();
  if (head.kind === 'broken' || head.status >= 500) {
    if (!isLast) return false;
    downstream.head(head.kind === 'broken' ? 502 : head.status, []);
    downstream.end();
    return true;
  }
  downstream.head(head.status, ['content-type', 'text/event-stream']);
  for (;;) {
    const part = await exchange.read();
    if (part.kind === 'data') downstream.write(part.bytes);
    else if (part.kind === 'end') downstream.end();
    else downstream.destroy();
    if (part.kind !== 'data') return true;
  }
};
