/** One caller: sends one request over plain HTTP and writes down what it got, with times. */
import { request, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
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
  notes.headers = flatten(response.headers);
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
    if (asking.leaveAfterWords !== null && notes.words >= asking.leaveAfterWords) return 'left';
  }
  const piece = isStream ? null : hearBody(asking.operation, Buffer.concat(parts).toString());
  if (piece !== null) take(notes, piece);
  return 'ended';
};

const send = (asking: Asking, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const url = `${asking.url}${paths[asking.operation]}`;
    const bytes = Buffer.from(JSON.stringify(bodyOf(asking)));
    const headers = { 'content-type': 'application/json', 'content-length': String(bytes.length), ...asking.headers };
    const open = url.startsWith('https:') ? requestTls : request;
    // A connection of its own: what one call broke must not meet the next.
    open(url, { method: 'POST', agent: false, headers, signal })
      .once('response', resolve)
      .once('error', reject)
      .end(bytes);
  });

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
    const response = await send(asking, AbortSignal.any([limit, asking.stop]));
    const ended = await read(asking, response, notes);
    if (ended === 'left') response.destroy();
    return done(outcomeOf(ended, notes));
  } catch (error) {
    if (limit.aborted) return done({ outcome: 'hang', note: `no end within ${asking.limitMs / 1000} s` });
    if (notes.error !== null) return done(outcomeOf('ended', notes));
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return done({ outcome: 'error', note: `the connection broke: ${code}` });
  }
};
