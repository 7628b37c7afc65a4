/** Serves one request of a scripted upstream: reads it, notes it, and plays what its script or its health says. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Script, Scripted } from '../faults/script.ts';
import type { Meeting } from '../faults/fault.ts';
import { argumentsOf, wordsOf, type Answer } from '../speak/answer.ts';
import { toolCall } from '../speak/openai.ts';
import { speeches } from '../speak/speeches.ts';
import { readAsk, type Ask, type Read, type Refused } from './ask.ts';
import { healthy, wholeText } from './healthy.ts';
import type { Ledger, Seen } from './ledger.ts';
import { play } from './play.ts';
import { elsewhere, operationOf, readOnly } from './routes.ts';
import { reply, type Steps } from './step.ts';

/** How an upstream behaves. */
export interface Manners {
  /** Names in the model list. */
  readonly models: readonly string[];
  /** Whether it answers to names that are not in its list. */
  readonly anyModel: boolean;
  readonly paceMs: number;
  /** The text it answers with. */
  readonly answer: (ask: Ask) => string;
  /** The script for a model; asked for `null`, the one that meets connections before a model is known. */
  readonly scripted: (model: string | null) => Scripted | null;
}

export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const bodyLimitBytes = 64 * 1024 * 1024;

/** `null` when the peer left or said too much. */
const bodyOf = async (request: IncomingMessage): Promise<Buffer | null> => {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > bodyLimitBytes) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  return Buffer.concat(parts);
};

/** A conversation that ends with the assistant is gone on with, if the text begins as it does. */
const remaining = (text: string, prefill: string): string =>
  prefill !== '' && text.startsWith(prefill) ? text.slice(prefill.length) : text;

const meetingOf = (ask: Ask, { manners, n, isReused, running }: Situation): Meeting => {
  const words = wordsOf(remaining(manners.answer(ask), ask.prefill));
  const answer: Answer = {
    id: `demo${String(n).padStart(6, '0')}`,
    created: Math.floor(Date.now() / 1000),
    model: ask.model,
    words: ask.wantsTool ? argumentsOf(words) : words,
    inputTokens: ask.inputTokens,
  };
  const speech = ask.wantsTool ? toolCall : speeches[ask.operation];
  const frames = ask.operation === 'embeddings' ? [] : speech.frames(answer, ask.includeUsage);
  const whole = wholeText({ ask, answer, speech });
  return { ask, answer, speech, frames, whole, paceMs: manners.paceMs, isReused, running };
};

const refusal = (path: string, refused: Refused): Steps => {
  const speech = speeches[operationOf[path] ?? 'chat'];
  return reply(refused.status, JSON.stringify(speech.trouble({ ...refused, type: 'invalid_request_error' })));
};

/** Faults of another level have been met before, or are not met here. */
const due = (scripted: Scripted | null, at: 'request' | 'check'): Script | null =>
  scripted?.peek()?.fault.at === at ? scripted.next() : null;

/** What a server says of itself to whoever asks, or what its script makes of that. */
const readOnlySteps = (path: string, manners: Manners): Steps | null => {
  const steps = readOnly(path, manners.models);
  const script = steps === null ? null : due(manners.scripted(null), 'check');
  return script?.fault.at === 'check' ? script.fault.steps() : steps;
};

interface Situation {
  readonly manners: Manners;
  readonly script: Script | null;
  readonly n: number;
  readonly isReused: boolean;
  readonly running: () => number;
}

const stepsFor = (path: string, read: Read, situation: Situation): Steps => {
  const { manners, script } = situation;
  if (read.kind === 'refused') return refusal(path, read.refused);
  const { ask } = read;
  if (script?.fault.at === 'request') return script.fault.steps(meetingOf(ask, situation), script.params);
  if (!manners.anyModel && !manners.models.includes(ask.model)) {
    const message = `The model '${ask.model}' does not exist. There are: ${manners.models.join(', ')}.`;
    return refusal(path, { status: 404, message, code: 'model_not_found', param: 'model' });
  }
  return healthy(meetingOf(ask, situation));
};

/** Connections that have had a request. */
const used = new WeakSet<Socket>();

/** Aborts when the connection closes, and notes it where that was not our doing. */
const watch = (response: ServerResponse, entry: Seen): AbortSignal => {
  const gone = new AbortController();
  response.once('close', () => {
    if (entry.doneAt === null) entry.goneAt = performance.now();
    gone.abort();
  });
  return gone.signal;
};

export const serve = async (visit: Visit, manners: Manners, ledger: Ledger): Promise<void> => {
  const { request, response } = visit;
  const method = request.method ?? 'GET';
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const operation = method === 'POST' ? operationOf[path] : undefined;
  const isReused = used.has(request.socket);
  used.add(request.socket);
  const bytes = await bodyOf(request);
  if (bytes === null) {
    request.socket.destroy();
    return;
  }
  const read = operation === undefined ? null : readAsk(operation, bytes);
  const ask = read?.kind === 'ask' ? read.ask : null;
  const script = ask === null ? null : due(manners.scripted(ask.model), 'request');
  const entry = ledger.note({
    method,
    path,
    model: ask?.model ?? null,
    stream: ask?.stream ?? false,
    lastRole: ask?.lastRole ?? null,
    headerNames: Object.keys(request.headers),
    requestBytes: bytes.length,
    fault: script?.name ?? null,
  });
  const gone = watch(response, entry);
  const steps =
    read === null
      ? ((method === 'GET' || method === 'HEAD' ? readOnlySteps(path, manners) : null) ?? elsewhere(method, path))
      : stepsFor(path, read, { manners, script, n: entry.n, isReused, running: () => ledger.running });
  await play(steps, { socket: request.socket, response, entry, gone });
};
