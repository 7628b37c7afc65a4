/** Between our ports and the web's Request and Response, for doors that are not on a call's hot path. */
import type { Downstream, HeaderList, Incoming } from '../domain/ports.ts';

/** What an app answers: Hono's `fetch`. */
export type WebApp = (request: Request) => Response | Promise<Response>;

const bodyless = new Set(['GET', 'HEAD']);
/** Forms and JSON of people; nothing larger comes through these doors. */
const bodyLimitBytes = 1024 * 1024;

export type WebOutcome = 'answered' | 'too_large' | 'too_slow' | 'broken';

export interface Exchange {
  readonly incoming: Incoming;
  readonly downstream: Downstream;
  /** Ours, on every answer. */
  readonly headers: HeaderList;
}

const requestOf = (incoming: Incoming, body: Uint8Array | null): Request => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  // The host was checked before; only path and query count here.
  const url = `http://gateway${incoming.path}${incoming.query}`;
  return new Request(url, { method: incoming.method, headers, body: body === null ? null : Buffer.from(body) });
};

/** Lets the app answer. On anything but `answered` nothing has been sent yet. */
export const answerWith = async (app: WebApp, exchange: Exchange): Promise<WebOutcome> => {
  const { incoming, downstream, headers } = exchange;
  const held = bodyless.has(incoming.method) ? null : await incoming.hold(bodyLimitBytes);
  if (held !== null && held.kind !== 'held') return held.kind;
  const response = await app(requestOf(incoming, held === null ? null : held.bytes));
  const bytes = new Uint8Array(await response.arrayBuffer());
  downstream.head(response.status, [
    ...headers,
    ...[...response.headers].flat(),
    'content-length',
    String(bytes.length),
  ]);
  downstream.end(incoming.method === 'HEAD' ? undefined : bytes);
  return 'answered';
};

/** Names and values in turn, as an object. */
export const pairs = (list: HeaderList): Record<string, string> =>
  Object.fromEntries(list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] ?? '']] : [])));
