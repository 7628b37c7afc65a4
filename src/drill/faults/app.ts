/** Faults of the application: servers that are alive and answer wrongly, in JSON or in somebody's HTML. */
import { reply, wait, type Step } from '../upstream/step.ts';
import { healthy, streamHeaders } from '../upstream/healthy.ts';
import { end, head, write } from '../upstream/step.ts';
import { injected, onRequest, type Fault, type Meeting } from './fault.ts';
import { cloudflarePage, maintenancePage, nginxPage, signInPage } from './pages.ts';
import { frame, frameText, type Trouble } from '../speak/answer.ts';

const none = {} as const;

const html = { 'content-type': 'text/html; charset=utf-8' } as const;

const trouble = (status: number, type: string, code: string | null, message: string): Trouble => ({
  status,
  type,
  code,
  message: `${message} (${injected})`,
  param: null,
});

const fails = ({ speech }: Meeting, what: Trouble, headers: Readonly<Record<string, string>> = {}): readonly Step[] =>
  reply(what.status, JSON.stringify(speech.trouble(what)), headers);

const failing = (says: string, what: Trouble, headers: Readonly<Record<string, string>> = {}): Fault =>
  onRequest({ group: 'app', says, params: none }, (meeting) => fails(meeting, what, headers));

const showing = (says: string, status: number, page: string, headers: Readonly<Record<string, string>> = {}): Fault =>
  onRequest({ group: 'app', says, params: none }, () => reply(status, page, { ...html, ...headers }));

const overloaded = trouble(503, 'server_error', 'overloaded', 'The engine is overloaded; try again later');

const noPrefill = trouble(400, 'invalid_request_error', 'invalid_prefill', 'The conversation must end with a user message');

/** A whole answer that lacks all content. */
const withoutChoices = ({ ask, answer, frames }: Meeting): readonly Step[] => {
  const empty = { id: `chatcmpl-${answer.id}`, object: 'chat.completion', model: ask.model, choices: [], output: [], content: [], data: [] };
  if (!ask.stream) return reply(200, JSON.stringify(empty));
  const done = frames.filter(({ kind }) => kind === 'done').map(frameText);
  return [head(200, streamHeaders), write(frameText(frame('start', empty)), JSON.stringify(empty)), ...done.map((text) => write(text)), end];
};

export const appFaults = {
  unavailable: failing('503 in JSON: overloaded', overloaded),
  overloaded: failing('529 with overloaded_error', trouble(529, 'overloaded_error', 'overloaded', 'Overloaded')),
  'server-error': failing('500 in JSON', trouble(500, 'server_error', null, 'The server had an error while processing your request')),
  loading: failing('503 while the model is being loaded', trouble(503, 'unavailable_error', null, 'Loading model')),
  'key-refused': failing('401: the key is refused', trouble(401, 'invalid_request_error', 'invalid_api_key', 'Incorrect API key provided')),
  'unknown-model': failing('404: no such model', trouble(404, 'invalid_request_error', 'model_not_found', 'The model does not exist')),
  'context-length': failing(
    '400: the prompt is longer than the model takes',
    trouble(400, 'invalid_request_error', 'context_length_exceeded', 'The maximum context length is 8192 tokens, the messages have 9631'),
  ),
  'content-filter': failing(
    '400: the prompt was rejected by a content filter',
    trouble(400, 'invalid_request_error', 'content_policy_violation', 'The request was rejected by the safety system'),
  ),
  'prefill-refused': onRequest(
    { group: 'app', says: 'healthy, but refuses to go on from an assistant message', params: none },
    (meeting) => (meeting.ask.lastRole === 'assistant' ? fails(meeting, noPrefill) : healthy(meeting)),
  ),
  maintenance: showing('503 with a maintenance page and Retry-After', 503, maintenancePage, { 'retry-after': '120' }),
  'nginx-502': showing('502 with the page of an nginx before the model', 502, nginxPage, { server: 'nginx' }),
  'cloudflare-520': showing('520 with the page of a Cloudflare before the model', 520, cloudflarePage, { server: 'cloudflare' }),
  'html-200': showing('200 with a sign-in page', 200, signInPage),
  'error-200': onRequest({ group: 'app', says: '200 with an error inside', params: none }, ({ speech }) =>
    reply(200, JSON.stringify(speech.trouble({ ...overloaded, status: 500 }))),
  ),
  'empty-200': onRequest({ group: 'app', says: '200 with an empty body', params: none }, ({ ask }) =>
    reply(200, '', { 'content-type': ask.stream ? streamHeaders['content-type'] : 'application/json' }),
  ),
  'broken-json': onRequest({ group: 'app', says: '200 with JSON that breaks off', params: none }, ({ whole }) =>
    reply(200, whole.slice(0, Math.floor(whole.length / 2))),
  ),
  'no-choices': onRequest({ group: 'app', says: '200 with an empty list of choices', params: none }, withoutChoices),
  slow: onRequest({ group: 'app', says: 'answers well after a long time', params: { ms: 20_000 } }, (meeting, { ms }) => [
    wait(ms),
    ...healthy(meeting),
  ]),
} as const satisfies Record<string, Fault>;
