/** Who may go on with an answer that broke (`rescue`, `Good-Gateway-Rescue`), and what is learned when an upstream turns a way down. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { textOf } from '../fakes/mortal.ts';
import { emptyEventsOf, StreamReader } from '../fakes/reader.ts';
import { type Act, type FakeUpstream, type Seen, startUpstream } from '../fakes/upstream.ts';

const words = ['Once ', 'upon ', 'a ', 'time.'];
const begun = 'Once upon ';
const whole = words.join('');
/** A name by which the maker's own API is known: it goes on with what it is shown. */
const knownModel = 'deepseek-chat';

let one: FakeUpstream;
let two: FakeUpstream;
let gateway: TestGateway | null;

beforeEach(async () => {
  gateway = null;
  [one, two] = await Promise.all([startUpstream(say.silent, [knownModel]), startUpstream(say.silent, [knownModel])]);
  two.act(say.stream(say.chatStream(...words)));
});

afterEach(async () => {
  await gateway?.stop();
  await Promise.all([one.close(), two.close()]);
});

/** The name of the model at the second target. */
const pair = (model: string): object => ({ targets: [{ upstream: 'one' }, { upstream: 'two', tier: 2, model }] });

const start = async (rescue: string | null, attempts = 3): Promise<TestGateway> => {
  gateway = await startGateway({
    upstreams: { one: { url: one.url, models: ['alike', 'unlike', knownModel] }, two: { url: two.url } },
    ...(rescue === null ? {} : { rescue }),
    retries: { attempts },
    models: { alike: pair('alike'), unlike: pair('another'), [knownModel]: pair(knownModel) },
  });
  return gateway;
};

interface Told {
  readonly text: string;
  readonly id: string | null;
}

/** Asks for a stream whose upstream dies behind its second word. */
const broken = async ({ url }: TestGateway, model: string, header: string | null = null): Promise<Told> => {
  const held = Promise.withResolvers<ServerResponse>();
  one.act((answer) => {
    const said = words.slice(0, 2).map((word) => say.chunk(word));
    answer.writeHead(200, say.eventStream).write(say.opening + said.join(''));
    held.resolve(answer);
  });
  const headers = header === null ? {} : { 'good-gateway-rescue': header };
  const response = await post(url, { ...askStream, model }, { headers });
  const reader = new StreamReader(response);
  await reader.until('upon ');
  one.act(say.cut);
  (await held.promise).destroy();
  const { text } = await reader.toEnd();
  return { text, id: response.headers.get('x-request-id') };
};

interface Row {
  readonly rescue: string | null;
  readonly header: string | null;
  readonly model: 'alike' | 'unlike';
  readonly goesOn: boolean;
}

const rows: readonly Row[] = [
  { rescue: null, header: null, model: 'alike', goesOn: true },
  { rescue: null, header: null, model: 'unlike', goesOn: false },
  { rescue: 'same', header: null, model: 'unlike', goesOn: false },
  { rescue: 'any', header: null, model: 'unlike', goesOn: true },
  { rescue: 'any', header: 'never', model: 'unlike', goesOn: false },
  { rescue: 'same', header: 'never', model: 'alike', goesOn: false },
  { rescue: 'same', header: 'any', model: 'unlike', goesOn: false },
  { rescue: 'never', header: null, model: 'alike', goesOn: false },
  { rescue: 'never', header: 'any', model: 'alike', goesOn: false },
];

describe('an answer that broke', () => {
  for (const { rescue, header, model, goesOn } of rows)
    test(`${goesOn ? 'goes on' : 'ends'} where rescue is ${rescue ?? 'as released'}, the header says ${header ?? 'nothing'}, and the other target serves a model that is ${model}`, async () => {
      const { text, id } = await broken(await start(rescue), model, header);
      assert.equal(two.seen.length, goesOn ? 1 : 0);
      assert.equal(text.includes('[DONE]'), goesOn);
      assert.equal(text.includes('"error":'), !goesOn);
      assert.equal(text.match(/^: resumed on two$/gm)?.length ?? 0, goesOn ? 1 : 0);
      assert.deepEqual(emptyEventsOf(text), []);
      if (goesOn) assert.equal(textOf(text), whole);
      const { outcome } = (await gateway?.ended(id)) ?? {};
      assert.equal(outcome, goesOn ? 'ok' : 'incomplete');
    });
});

test('rescue: never forbids nothing before the first word', async () => {
  const { url } = await start('never');
  one.act(say.cut);
  const text = await (await post(url, { ...askStream, model: 'alike' })).text();
  assert.equal(textOf(text), whole);
});

test('what breaks off behind the reason to stop lacks nothing: nobody else is asked', async () => {
  const { url } = await start('never');
  const held = Promise.withResolvers<ServerResponse>();
  one.act((answer) => {
    answer.writeHead(200, say.eventStream).write(say.chatStream(...words).replace(say.done, ''));
    held.resolve(answer);
  });
  const reader = new StreamReader(await post(url, { ...askStream, model: 'alike' }));
  await reader.until('"stop"');
  (await held.promise).socket?.resetAndDestroy();
  const { text } = await reader.toEnd();
  assert.equal(textOf(text), whole);
  assert.doesNotMatch(text, /"error":/);
  assert.equal(two.seen.length, 0);
});

const choice = (index: number, content: string | null): string =>
  say.event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 7,
    model: 'm',
    choices: [{ index, delta: content === null ? {} : { content }, finish_reason: content === null ? 'stop' : null }],
  });

const halves: readonly (readonly [says: string, sent: string])[] = [
  ['the other is in the middle', choice(0, 'one') + choice(1, 'tw') + choice(0, null)],
  ['the other has only begun', choice(0, 'one') + choice(1, '') + choice(0, null)],
  ['nothing of the other has come', choice(0, 'one') + choice(0, null)],
];

for (const [says, sent] of halves)
  test(`an answer of two choices, of which one is finished, is not whole when ${says}`, async () => {
    const { url } = await start('never');
    const held = Promise.withResolvers<ServerResponse>();
    one.act((answer) => {
      answer.writeHead(200, say.eventStream).write(sent);
      held.resolve(answer);
    });
    const reader = new StreamReader(await post(url, { ...askStream, model: 'alike', n: 2 }));
    await reader.until('"stop"');
    (await held.promise).socket?.resetAndDestroy();
    const { text } = await reader.toEnd();
    assert.match(text, /"error":/);
    assert.doesNotMatch(text, /\[DONE\]/);
  });

const bodyOf = ({
  body,
}: Seen): { readonly messages: readonly { role: string; content: string; prefix?: boolean }[] } =>
  JSON.parse(body.toString()) as ReturnType<typeof bodyOf>;

const isPrefilled = (seen: Seen): boolean => bodyOf(seen).messages.at(-1)?.prefix === true;

const refusing =
  (error: object): Act =>
  (answer, seen) =>
    (isPrefilled(seen) ? say.json(JSON.stringify({ error }), 400) : say.stream(say.chatStream(...words)))(answer, seen);

test('an upstream that goes on where it is shown the beginning is shown it', async () => {
  const running = await start(null);
  two.act(say.stream(say.chatStream('a ', 'time.')));
  assert.equal(textOf((await broken(running, knownModel)).text), whole);
  assert.deepEqual(bodyOf(two.last).messages.at(-1), { role: 'assistant', content: begun.trimEnd(), prefix: true });
});

test('a way that an upstream turns down is not seen by the caller, and not tried again by the next call', async () => {
  const running = await start(null);
  two.act(refusing({ message: 'Unknown field: prefix', type: 'invalid_request_error' }));
  assert.equal(textOf((await broken(running, knownModel)).text), whole);
  assert.deepEqual(two.seen.map(isPrefilled), [true, false]);
  await running.forgive('one');
  assert.equal(textOf((await broken(running, knownModel)).text), whole);
  assert.deepEqual(two.seen.map(isPrefilled), [true, false, false], 'another way at once');
});

test('a way that is turned down is one of the call’s attempts', async () => {
  const running = await start(null, 2);
  two.act(refusing({ message: 'Unknown field: prefix', type: 'invalid_request_error' }));
  const { text } = await broken(running, knownModel);
  assert.deepEqual(two.seen.map(isPrefilled), [true]);
  assert.match(text, /"error":/);
  assert.doesNotMatch(text, /\[DONE\]/);
});

test('what is turned down for its length says nothing of the way', async () => {
  const running = await start(null);
  two.act(refusing({ message: 'too long', type: 'invalid_request_error', code: 'context_length_exceeded' }));
  for (const _ of [1, 2]) {
    assert.equal(textOf((await broken(running, knownModel)).text), whole);
    await running.forgive('one');
  }
  assert.deepEqual(two.seen.map(isPrefilled), [true, false, true, false]);
});
