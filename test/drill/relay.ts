/** Small gateways to measure the drill with: one that is good, and some that are wrong in a known way. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canon } from '../../src/drill/text.ts';

/**
 * `plain` passes on what the primary says. `careful` holds an answer until it is whole, else asks the backup.
 * `truncates` ends a broken stream as if it were whole. `hammers` tries ten times without a pause. `hangs` never gives up.
 */
export type Manner = 'plain' | 'careful' | 'truncates' | 'hammers' | 'hangs';

export interface Relay {
  readonly url: string;
  primary: string;
  backup: string;
  close(): Promise<void>;
}

interface Got {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly broken: boolean;
}

const ask = async (url: string, body: string, signal: AbortSignal): Promise<Got> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      signal,
    });
    const got = { status: response.status, type: response.headers.get('content-type') ?? '' };
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>)
        text += decoder.decode(part, { stream: true });
      return { ...got, body: text, broken: false };
    } catch {
      return { ...got, body: text, broken: true };
    }
  } catch {
    return { status: 0, type: '', body: '', broken: true };
  }
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
};

const isGood = ({ status, broken, body }: Got): boolean =>
  status === 200 && !broken && (body.includes(canon) || body.includes('stays.'));

const mayRetry = ({ status, broken }: Got): boolean => broken || status >= 500 || status === 429;

const say = (response: ServerResponse, got: Got): void => {
  if (got.broken) {
    response.socket?.destroy();
    return;
  }
  response.writeHead(got.status, { 'content-type': got.type }).end(got.body);
};

const tries: Readonly<Record<Manner, number>> = { plain: 1, careful: 2, truncates: 1, hammers: 10, hangs: 1 };

export const startRelay = async (manner: Manner): Promise<Relay> => {
  const left = new AbortController();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const path = (request.url ?? '').replace(/^\/v1/, '');
    let got = await ask(`${relay.primary}${path}`, body, left.signal);
    for (let n = 1; n < tries[manner] && !isGood(got) && mayRetry(got); n += 1)
      got = await ask(`${relay.primary}${path}`, body, left.signal);
    if (manner === 'careful' && !isGood(got) && mayRetry(got))
      got = await ask(`${relay.backup}${path}`, body, left.signal);
    if (manner === 'hangs' && !isGood(got)) return;
    say(response, manner === 'truncates' ? { ...got, broken: false } : got);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    primary: '',
    backup: '',
    async close() {
      left.abort();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
  return relay;
};
