/** What a scripted upstream does, step by step: answers and faults are lists of these, and only `play` acts. */

export type Step =
  /** Sends the response head; the body that follows is chunked unless a length is among the headers. */
  | { readonly do: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  /** Sends body bytes inside proper HTTP framing. */
  | { readonly do: 'write'; readonly bytes: Uint8Array; readonly data?: string }
  /** Ends the response properly; the connection lives on. */
  | { readonly do: 'end' }
  /** Sends bytes straight onto the socket, past any framing. */
  | { readonly do: 'raw'; readonly bytes: Uint8Array }
  /** Writes into the ledger which data lines went out in a form of their own. */
  | { readonly do: 'note'; readonly data: readonly string[] }
  | { readonly do: 'wait'; readonly ms: number }
  /** Keeps the connection open in silence until the peer goes or the time is over, then closes it. */
  | { readonly do: 'hang'; readonly ms: number }
  /** Closes the connection in good order, with whatever was said so far. */
  | { readonly do: 'fin' }
  /** Breaks the connection: the peer sees a reset. */
  | { readonly do: 'rst' };

export type Steps = Iterable<Step>;

const bytesOf = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text);

export const head = (status: number, headers: Readonly<Record<string, string>> = {}): Step => ({
  do: 'head',
  status,
  headers,
});

/** `data` is the payload of the event that these bytes complete, for the ledger. */
export const write = (text: string | Uint8Array, data?: string): Step =>
  data === undefined ? { do: 'write', bytes: bytesOf(text) } : { do: 'write', bytes: bytesOf(text), data };

export const raw = (text: string | Uint8Array): Step => ({ do: 'raw', bytes: bytesOf(text) });

export const note = (data: readonly string[]): Step => ({ do: 'note', data });

export const wait = (ms: number): Step => ({ do: 'wait', ms });

export const hang = (ms: number): Step => ({ do: 'hang', ms });

export const end: Step = { do: 'end' };

export const fin: Step = { do: 'fin' };

export const rst: Step = { do: 'rst' };

/** A whole response with a body of known length. */
export const reply = (
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): readonly Step[] => {
  const bytes = bytesOf(body);
  const length = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  return [head(status, { ...length, ...headers }), { do: 'write', bytes }, end];
};
