/** An upstream that breaks at any byte of its answer: the caller's answer is whole all the same, or ends honestly. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const words = ['Hé', 'llo, ', '世界', ' is', ' a', ' 🌍', '.\n', ' It', ' went on', ' to the', ' end.'];
const text = words.join('');

const tool = (delta: object): string =>
  say.event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 7,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: null }],
  });
const call = (more: object): string => tool({ tool_calls: [{ index: 0, ...more }] });
const toolFinish = say.event({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 7,
  model: 'm',
  choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }],
});
const toolPieces = ['{"city"', ':"Zü', 'rich","da', 'ys":3}'];

const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
const typed = (data: { readonly type: string; readonly [member: string]: unknown }): string =>
  say.event(data, data.type);
let sequence = 1;
const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const responseStream = [
  say.responseCreated,
  typed({ type: 'response.output_item.added', sequence_number: sequence++, output_index: 0, item }),
  typed({
    type: 'response.content_part.added',
    sequence_number: sequence++,
    ...at,
    part: { type: 'output_text', text: '', annotations: [] },
  }),
  ...words.map((delta) => typed({ type: 'response.output_text.delta', sequence_number: sequence++, ...at, delta })),
  typed({ type: 'response.output_text.done', sequence_number: sequence++, ...at, text }),
  typed({
    type: 'response.content_part.done',
    sequence_number: sequence++,
    ...at,
    part: { type: 'output_text', text, annotations: [] },
  }),
  typed({
    type: 'response.output_item.done',
    sequence_number: sequence++,
    output_index: 0,
    item: { ...item, status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] },
  }),
  say.responseCompleted(text).replace('"sequence_number":2', `"sequence_number":${sequence}`),
].join('');

/** As much of all dialects' events as is looked at here. */
interface Event {
  readonly type?: string;
  readonly error?: unknown;
  readonly delta?: { readonly text?: string } & string;
  readonly choices?: readonly {
    readonly finish_reason: string | null;
    readonly delta?: {
      readonly role?: string;
      readonly content?: string;
      readonly tool_calls?: readonly { readonly function?: { readonly arguments?: string } }[];
    };
  }[];
}

interface Told {
  readonly text: string;
  readonly tools: string;
  ends: number;
  readonly errors: number;
  readonly finishes: number;
  readonly starts: number;
}

const dataOf = (body: string): readonly string[] =>
  body
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice(6));

/** What a reader makes of a stream, in whichever dialect it is. */
const heard = (body: string): Told => {
  const told = { text: '', tools: '', ends: 0, errors: 0, finishes: 0, starts: 0 };
  for (const data of dataOf(body)) {
    if (data === '[DONE]') {
      told.ends++;
      continue;
    }
    const message = JSON.parse(data) as Event;
    const choice = message.choices?.[0];
    told.text += choice?.delta?.content ?? '';
    if (message.type === 'content_block_delta') told.text += message.delta?.text ?? '';
    if (message.type === 'response.output_text.delta') told.text += message.delta ?? '';
    told.tools += choice?.delta?.tool_calls?.[0]?.function?.arguments ?? '';
    if (typeof choice?.finish_reason === 'string' || message.type === 'message_delta') told.finishes++;
    if (message.type === 'message_start' || message.type === 'response.created' || choice?.delta?.role !== undefined)
      told.starts++;
    if (message.type === 'message_stop' || message.type === 'response.completed') told.ends++;
    if (message.error !== undefined || message.type === 'error') told.errors++;
  }
  return told;
};

interface Recorded {
  readonly name: string;
  readonly path: string;
  readonly stream: string;
  readonly stride: number;
}

const recorded: readonly Recorded[] = [
  { name: 'chat', path: '/chat/completions', stream: say.chatStream(...words), stride: 17 },
  {
    name: 'chat with a tool call',
    path: '/chat/completions',
    stream: [
      say.opening,
      call({ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }),
      ...toolPieces.map((piece) => call({ function: { arguments: piece } })),
      toolFinish,
      say.done,
    ].join(''),
    stride: 19,
  },
  {
    name: 'messages',
    path: '/messages',
    stream: say.messageStart + words.map(say.messageDelta).join('') + say.messageStop,
    stride: 7,
  },
  { name: 'responses', path: '/responses', stream: responseStream, stride: 37 },
];

type Fault = (answer: ServerResponse, stream: Buffer, at: number) => void;

const faults = {
  'is cut': (answer, stream, offset) =>
    void answer.write(stream.subarray(0, offset), () => answer.socket?.destroySoon()),
  'is reset': (answer, stream, offset) =>
    void answer.write(stream.subarray(0, offset), () => answer.socket?.resetAndDestroy()),
  'turns into garbage': (answer, stream, offset) =>
    void answer.end(
      Buffer.concat([stream.subarray(0, offset), Buffer.from('\n\ndata: {"broken\n\n\xff'), stream.subarray(offset)]),
    ),
} as const satisfies Record<string, Fault>;

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.silent);
  gateway = await startGateway({
    upstreams: { one: { url: upstream.url } },
    retries: { budget: '100%' },
    log: { level: 'error' },
  });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const broken = async (of: Recorded, fault: Fault, offset: number): Promise<string> => {
  const stream = Buffer.from(of.stream);
  let attempts = 0;
  upstream.act((answer) => {
    answer.writeHead(200, say.eventStream);
    answer.flushHeaders();
    if (attempts++ === 0) fault(answer, stream, offset);
    else answer.end(stream);
  });
  const answer = await post(
    gateway.url,
    { model: 'm', stream: true, max_tokens: 100, messages: [{ role: 'user', content: 'go' }], input: 'go' },
    { path: of.path },
  );
  return answer.text();
};

for (const of of recorded) {
  for (const [name, fault] of Object.entries(faults)) {
    const whole = heard(of.stream);
    const length = Buffer.byteLength(of.stream);
    test(`${of.name} that ${name} at any of ${length} bytes is told whole, once`, async () => {
      // The strides of the faults interleave, so that together they meet most offsets.
      const stride = of.stride * (name === 'is cut' ? 1 : 4);
      for (let offset = 0; offset < length; offset += stride) {
        await gateway.forgive('one');
        const body = await broken(of, fault, offset);
        const told = heard(body);
        // A reason to stop proves an answer whole, also where its last line did not come.
        if (told.finishes === 1 && told.ends === 0) told.ends = 1;
        assert.deepEqual(told, whole, `broken at byte ${offset}: ${body}`);
        const ids = new Set(dataOf(body).flatMap((data) => /"id":"(?:chatcmpl|resp)[^"]*"/.exec(data) ?? []));
        assert.ok(ids.size <= 1, `two ids after a break at byte ${offset}`);
      }
    });
  }
}
