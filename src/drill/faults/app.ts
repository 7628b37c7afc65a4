/** Faults of the application: servers that are alive and answer wrongly, in JSON or in somebody's HTML. */
import { frame, frameText, type Trouble } from '../speak/answer.ts';
import { healthy, streamHeaders } from '../upstream/healthy.ts';
import { end, head, reply, wait, write, type Step, type Steps } from '../upstream/step.ts';
import { injected, onRequest, type Fault, type Meeting } from './fault.ts';
import { cloudflarePage, maintenancePage, nginxPage, signInPage } from './pages.ts';

const none = {} as const;

const html = { 'content-type': 'text/html; charset=utf-8' } as const;

const trouble = (what: Omit<Trouble, 'param'>): Trouble => ({
  ...what,
  message: `${what.message} (${injected})`,
  param: null,
});

const fails = ({ speech }: Meeting, what: Trouble): readonly Step[] =>
  reply(what.status, JSON.stringify(speech.trouble(what)));

const failing = (says: string, what: Trouble): Fault =>
  onRequest({ group: 'app', says, params: none }, (meeting) => fails(meeting, what));

interface Shown {
  readonly status: number;
  readonly page: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const showing = (says: string, { status, page, headers = {} }: Shown): Fault =>
  onRequest({ group: 'app', says, params: none }, () => reply(status, page, { ...html, ...headers }));

const overloaded = trouble({
  status: 503,
  type: 'server_error',
  code: 'overloaded',
  message: 'The engine is overloaded; try again later',
});

const noPrefill = trouble({
  status: 400,
  type: 'invalid_request_error',
  code: 'invalid_prefill',
  message: 'The conversation must end with a user message',
});

/** A whole answer that lacks all content. */
const withoutChoices = ({ ask, answer, frames }: Meeting): readonly Step[] => {
  const empty = {
    id: `chatcmpl-${answer.id}`,
    object: 'chat.completion',
    model: ask.model,
    choices: [],
    output: [],
    content: [],
    data: [],
  };
  if (!ask.stream) return reply(200, JSON.stringify(empty));
  const done = frames.filter(({ kind }) => kind === 'done').map(frameText);
  return [
    head(200, streamHeaders),
    write(frameText(frame('start', empty)), JSON.stringify(empty)),
    ...done.map((text) => write(text)),
    end,
  ];
};

/** At full speed, time to the first word. */
const firstWordMs = 100;

/** More calls than there is room for slow each other down; twice as many are refused. */
const crowded = (meeting: Meeting, slots: number): Steps => {
  const load = meeting.running() / slots;
  if (load > 2) return fails(meeting, overloaded);
  const slower = Math.max(1, load);
  return [wait(firstWordMs * slower), ...healthy({ ...meeting, paceMs: meeting.paceMs * slower })];
};

export const appFaults = {
  'few-slots': onRequest(
    {
      group: 'app',
      says: 'has room for 8 calls; more are slower, and above 16 it is overloaded',
      params: { slots: 8 },
    },
    (meeting, { slots }) => crowded(meeting, slots),
  ),
  unavailable: failing('503 in JSON: overloaded', overloaded),
  overloaded: failing(
    '529 with overloaded_error',
    trouble({ status: 529, type: 'overloaded_error', code: 'overloaded', message: 'Overloaded' }),
  ),
  'server-error': failing(
    '500 in JSON',
    trouble({
      status: 500,
      type: 'server_error',
      code: null,
      message: 'The server had an error while processing your request',
    }),
  ),
  loading: failing(
    '503 while the model is being loaded',
    trouble({ status: 503, type: 'unavailable_error', code: null, message: 'Loading model' }),
  ),
  'key-refused': failing(
    '401: the key is refused',
    trouble({
      status: 401,
      type: 'invalid_request_error',
      code: 'invalid_api_key',
      message: 'Incorrect API key provided',
    }),
  ),
  'unknown-model': failing(
    '404: no such model',
    trouble({
      status: 404,
      type: 'invalid_request_error',
      code: 'model_not_found',
      message: 'The model does not exist',
    }),
  ),
  'context-length': failing(
    '400: the prompt is longer than the model takes',
    trouble({
      status: 400,
      type: 'invalid_request_error',
      code: 'context_length_exceeded',
      message: 'The maximum context length is 8192 tokens, the messages have 9631',
    }),
  ),
  'content-filter': failing(
    '400: the prompt was rejected by a content filter',
    trouble({
      status: 400,
      type: 'invalid_request_error',
      code: 'content_policy_violation',
      message: 'The request was rejected by the safety system',
    }),
  ),
  'prefill-refused': onRequest(
    { group: 'app', says: 'healthy, but refuses to go on from an assistant message', params: none },
    (meeting) => (meeting.ask.lastRole === 'assistant' ? fails(meeting, noPrefill) : healthy(meeting)),
  ),
  maintenance: showing('503 with a maintenance page and Retry-After', {
    status: 503,
    page: maintenancePage,
    headers: { 'retry-after': '120' },
  }),
  'nginx-502': showing('502 with the page of an nginx before the model', {
    status: 502,
    page: nginxPage,
    headers: { server: 'nginx' },
  }),
  'cloudflare-520': showing('520 with the page of a Cloudflare before the model', {
    status: 520,
    page: cloudflarePage,
    headers: { server: 'cloudflare' },
  }),
  'html-200': showing('200 with a sign-in page', { status: 200, page: signInPage }),
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
  slow: onRequest(
    { group: 'app', says: 'answers well after a long time', params: { ms: 20_000 } },
    (meeting, { ms }) => [wait(ms), ...healthy(meeting)],
  ),
} as const satisfies Record<string, Fault>;
