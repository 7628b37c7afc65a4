/** The measures: each drives one running product with one kind of load and says what it cost. */
import type { Load } from './canned.ts';
import { requestBody } from './canned.ts';
import type { Answered } from './connection.ts';
import { Connection } from './connection.ts';
import type { Product } from './products.ts';
import type { Started } from './started.ts';

export type Running = Extract<Product, { kind: 'running' }>;

export interface Cost {
  readonly calls: number;
  readonly failed: number;
  /** CPU time of the product for each call; `null` where there is no product. */
  readonly cpuUsPerCall: number | null;
  readonly callsPerSecond: number;
  /** Whether load generator and upstream had no time left on their core, so that the rate is theirs and not the product's. */
  readonly isLoadBound: boolean;
}

const concurrency = 16;
/** Calls a second for the time to the first token: far below what any of the products can do. */
const modestRate = 50;
/** Streams that are being opened at the same time. */
const opening = 100;
const settleMs = 2_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

export const requestOf = (product: Running, load: Load): Buffer => {
  const body = requestBody(load);
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${product.port}\r\n${product.headers}`;
  const about = `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.from(head + about + body);
};

const openMany = (product: Running, count: number): Promise<Connection[]> =>
  Promise.all(Array.from({ length: count }, () => Connection.open(product.port)));

/** So many calls, as fast as 16 connections can make them. */
export const drive = async (
  product: Running,
  work: { readonly load: Load; readonly calls: number; readonly upstream: Started },
): Promise<Cost> => {
  const { load, calls, upstream } = work;
  const request = requestOf(product, load);
  const connections = await openMany(product, concurrency);
  let left = calls;
  let failed = 0;
  const loadUs = (): number => upstream.cpuUs() + process.cpuUsage().user + process.cpuUsage().system;
  const before = { cpuUs: product.process?.cpuUs() ?? 0, loadUs: loadUs(), at: performance.now() };
  const keepCalling = async (connection: Connection): Promise<void> => {
    while (left-- > 0) {
      const { isGood } = await connection.call(request);
      if (!isGood) failed++;
    }
  };
  await Promise.all(connections.map(keepCalling));
  const tookUs = (performance.now() - before.at) * 1000;
  const cpuUs = (product.process?.cpuUs() ?? 0) - before.cpuUs;
  const isLoadBound = loadUs() - before.loadUs > 0.9 * tookUs;
  for (const connection of connections) connection.close();
  return {
    calls,
    failed,
    cpuUsPerCall: product.process === null ? null : cpuUs / calls,
    callsPerSecond: (calls / tookUs) * 1e6,
    isLoadBound,
  };
};

/** Times to the first token at a modest, fixed rate, in ms. */
export const firstTokens = async (product: Running, calls: number): Promise<readonly number[]> => {
  const request = requestOf(product, 'first');
  const free = await openMany(product, concurrency);
  const all = [...free];
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const started = performance.now();
  for (let index = 0; index < calls; index++) {
    await sleep(started + (index * 1000) / modestRate - performance.now());
    const connection = free.shift();
    // All taken: the product is far behind, which shows in the times that are being taken.
    if (connection === undefined) continue;
    const take = (answered: Answered): void => {
      if (answered.isGood) times.push(answered.firstTokenMs);
      free.push(connection);
    };
    under.push(connection.call(request).then(take));
  }
  await Promise.all(under);
  for (const connection of all) connection.close();
  return times;
};

export interface Idle {
  readonly streams: number;
  readonly rssBytesPerStream: number;
}

/** Resident memory for each of many streams that have had their first event and then wait. */
export const idleStreams = async (product: Running, wanted: number): Promise<Idle | null> => {
  if (product.process === null) return null;
  const request = requestOf(product, 'idle');
  await sleep(settleMs);
  const before = product.process.rssBytes();
  const open: Connection[] = [];
  while (open.length < wanted) {
    const more = await openMany(product, Math.min(opening, wanted - open.length));
    const begun = await Promise.all(more.map((connection) => connection.begin(request)));
    open.push(...more);
    if (!begun.every(Boolean)) break;
  }
  await sleep(settleMs);
  const isAll = open.length >= wanted;
  const streams = isAll ? open.filter((connection) => connection.isOpen).length : 0;
  const rssBytesPerStream = (product.process.rssBytes() - before) / Math.max(1, streams);
  for (const connection of open) connection.close();
  return { streams, rssBytesPerStream };
};
