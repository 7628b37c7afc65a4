/** One caller: sends one request over plain HTTP and writes down what it got, with times. */
import { randomUUID } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../../domain/call.ts';
import type { Heard, HeardError } from '../judge/observation.ts';
import { prompt } from '../text.ts';
import { hearBody, hearEvent, saidByTool, type Piece } from './hear.ts';
import { readSse } from './sse.ts';

export interface Asking {
  /** Ends in `/v1`. */
  readonly url: string;
  readonly operation: Operation;
  readonly model: string;
  readonly stream: boolean;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly limitMs: number;
  readonly leaveAfterWords: number | null;
  /** Whether it comes back after a break: by the stream's id, before it has one by the call's key. */
  readonly comesBack: boolean;
  /** Told each time it has more words. */
  readonly hasWords: (count: number) => void;
  readonly stop: AbortSignal;
}

const paths: Readonly<Record<Operation, string>> = {
  chat: '/chat/completions',
  completions: '/completions',
  embeddings: '/embeddings',
  responses: '/responses',
  messages: '/messages',
};

const bodyOf = ({ operation, model, stream, body }: Asking): unknown => {
  const said = [{ role: 'user', content: prompt }];
  switch (operation) {
    case 'chat':
      return { model, stream, messages: said, ...(stream ? { stream_options: { include_usage: true } } : {}), ...body };
    case 'completions':
    case 'embeddings':
      return { model, stream, prompt, input: prompt, ...body };
    case 'responses':
      return { model, stream, input: prompt, ...body };
    case 'messages':
      return { model, stream, max_tokens: 1024, messages: said, ...body };
  }
};

/** What has come so far. */
interface Notes {
  status: number | null;
  headers: Record<string, string>;
  firstWordAt: number | null;
  text: string;
  words: number;
  model: string | null;
  hasUsage: boolean;
  readonly data: string[];
  readonly ids: string[];
  error: HeardError | null;
  endMarkAfterError: boolean;
}

const take = (notes: Notes, piece: Piece): void => {
  if (piece.text !== '') {
    notes.firstWordAt ??= performance.now();
    notes.words += 1;
    notes.text += piece.text;
  }
  notes.model = piece.model ?? notes.model;
  notes.hasUsage ||= piece.hasUsage;
  if (piece.isEnd && notes.error !== null) notes.endMarkAfterError = true;
  notes.error ??= piece.error;
};

/** The headers that may tell who we are talking to; a repeated one as it would be joined. */
const flatten = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );

const read = async (asking: Asking, response: IncomingMessage, notes: Notes): Promise<'ended' | 'left'> => {
  notes.status = response.statusCode ?? null;
  // Of who comes back, those of the call itself.
  if (notes.headers['good-gateway-stream'] === undefined) notes.headers = flatten(response.headers);
  const isStream = response.headers['content-type']?.includes('text/event-stream') ?? false;
  const sse = readSse();
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) {
    if (!isStream) parts.push(part);
    for (const { data, id } of isStream ? sse.push(part) : []) {
      notes.data.push(data);
      if (id !== null) notes.ids.push(id);
      const piece = hearEvent(asking.operation, data);
      if (piece !== null) take(notes, piece);
    }
    asking.hasWords(notes.words);
    if (asking.leaveAfterWords !== null && notes.words >= asking.leaveAfterWords) return 'left';
  }
  const piece = isStream ? null : hearBody(asking.operation, Buffer.concat(parts).toString());
  if (piece !== null) take(notes, piece);
  return 'ended';
};

interface Sending {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

const send = ({ method, url, headers, bytes }: Sending, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const open = url.startsWith('https:') ? requestTls : request;
    // A connection of its own: what one call broke must not meet the next.
    open(url, { method, agent: false, headers, signal }).once('response', resolve).once('error', reject).end(bytes);
  });

/** The call, or the way back to its stream. */
const sendingOf = (asking: Asking, notes: Notes, key: string): Sending => {
  const last = notes.ids.at(-1);
  const back = { 'last-event-id': last ?? '', ...asking.headers };
  const stream = `${asking.url}/streams/${notes.headers['good-gateway-stream'] ?? ''}`;
  if (last !== undefined && asking.comesBack)
    return { method: 'GET', url: stream, headers: back, bytes: Buffer.alloc(0) };
  const bytes = Buffer.from(JSON.stringify(bodyOf(asking)));
  const headers = {
    'content-type': 'application/json',
    'content-length': String(bytes.length),
    ...(asking.comesBack ? { 'idempotency-key': key } : {}),
    ...asking.headers,
  };
  return { method: 'POST', url: `${asking.url}${paths[asking.operation]}`, headers, bytes };
};

const betweenTriesMs = 50;

/** Until it has an end, or the time is over. */
const hear = async (asking: Asking, notes: Notes, signal: AbortSignal): Promise<'ended' | 'left'> => {
  const key = randomUUID();
  for (;;) {
    try {
      const response = await send(sendingOf(asking, notes, key), signal);
      const ended = await read(asking, response, notes);
      if (ended === 'left') response.destroy();
      return ended;
    } catch (error) {
      if (!asking.comesBack || signal.aborted || notes.error !== null) throw error;
      await sleep(betweenTriesMs);
    }
  }
};

/** Its code; the words are the caller's business. */
const failureNote = (status: number | null, { code, message }: HeardError): string => {
  const name = code ?? message?.slice(0, 80) ?? 'without a code';
  return status === 200 ? `${name} inside a 200` : `${status} ${name}`;
};

const outcomeOf = (ended: 'ended' | 'left', notes: Notes): Pick<Heard, 'outcome' | 'note'> => {
  if (ended === 'left') return { outcome: 'left', note: 'left as planned' };
  if (notes.error !== null) return { outcome: 'error', note: failureNote(notes.status, notes.error) };
  if (notes.status !== 200) return { outcome: 'error', note: `status ${notes.status} with nothing readable in it` };
  return { outcome: 'answer', note: 'answered' };
};

export const call = async (asking: Asking): Promise<Heard> => {
  const startedAt = performance.now();
  const notes: Notes = {
    status: null,
    headers: {},
    firstWordAt: null,
    text: '',
    words: 0,
    model: null,
    hasUsage: false,
    data: [],
    ids: [],
    error: null,
    endMarkAfterError: false,
  };
  const limit = AbortSignal.timeout(asking.limitMs);
  const done = (last: Pick<Heard, 'outcome' | 'note'>): Heard => ({
    ...notes,
    ...last,
    text: 'tools' in asking.body ? saidByTool(notes.text) : notes.text,
    startedAt,
    endedAt: performance.now(),
    stream: asking.stream,
  });
  try {
    return done(outcomeOf(await hear(asking, notes, AbortSignal.any([limit, asking.stop])), notes));
  } catch (error) {
    if (limit.aborted) return done({ outcome: 'hang', note: `no end within ${asking.limitMs / 1000} s` });
    if (notes.error !== null) return done(outcomeOf('ended', notes));
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return done({ outcome: 'error', note: `the connection broke: ${code}` });
  }
};
