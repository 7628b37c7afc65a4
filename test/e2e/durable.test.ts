/** With `keepPrompts: durable` a gateway that is killed in the middle of its calls goes on with them when it is started again. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import OpenAI from 'openai';
import { createClient } from '../../client/index.ts';
import type { ServerResponse } from 'node:http';
import type { Why } from '../../src/domain/why.ts';
import * as say from '../fakes/answers.ts';
import { ask, askStream, marker, post } from '../fakes/calls.ts';
import { type Program, startIn, startProgram } from '../fakes/program.ts';
import { dataOf, idsOf, StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const env = { GOOD_GATEWAY_SECRET: 'a secret of this test, long enough' };
const words = ['It ', 'was ', 'a ', 'bright ', 'cold ', 'day ', 'in ', 'April.'];
const whole = words.join('');

let upstream: FakeUpstream;
let program: Program;

const config = (more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  keepPrompts: 'durable',
  upstreams: { one: { url: upstream.url, health: 'off', models: ['m'] } },
  ...more,
});

beforeEach(async () => {
  upstream = await startUpstream(say.silent);
  program = await startProgram(config(), env);
});

afterEach(async () => {
  await program.close();
  await upstream.close();
});

const killAndStart = async (more: { env?: typeof env; args?: readonly string[] } = {}): Promise<void> => {
  await program.kill();
  program = await startIn(program.folder, more.env ?? env, more.args === undefined ? {} : { args: more.args });
};

/** Says the first of the words, and leaves the rest open. */
const saysFirst =
  (count: number, held: (answer: ServerResponse) => void = () => {}): typeof say.silent =>
  (answer) => {
    answer.writeHead(200, say.eventStream).write(
      say.opening +
        words
          .slice(0, count)
          .map((word) => say.chunk(word))
          .join(''),
    );
    held(answer);
  };

const saysAll = say.stream(say.chatStream(...words));

const textOf = (stream: string): string =>
  dataOf(stream)
    .filter((data) => data !== '[DONE]')
    .map((data) => (JSON.parse(data) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '')
    .join('');

const again = (id: string, after: number): Promise<Response> =>
  fetch(`${program.url}/streams/${id}`, { headers: { 'last-event-id': `${id}:${after}` } });

const why = async (id: string | null): Promise<Why> =>
  (await (await fetch(`${program.origin}/why/${id}`)).json()) as Why;

/** Begins a stream, reads it up to a word, and gives what the caller has in hand when the gateway dies. */
const begun = async (word: string): Promise<{ id: string; callId: string | null; had: string }> => {
  const response = await post(program.url, askStream);
  const reader = new StreamReader(response);
  await reader.until(word);
  return {
    id: response.headers.get('good-gateway-stream') ?? '',
    callId: response.headers.get('x-request-id'),
    had: reader.text,
  };
};

test('a stream is gone on with after kill -9: the caller comes back by its id and gets the rest', async () => {
  upstream.act(saysFirst(4));
  const { id, callId, had } = await begun('bright ');
  upstream.act(saysAll);
  await killAndStart();
  const seen = idsOf(had).length;
  const back = await new StreamReader(await again(id, seen)).toEnd();
  const all = had + back.text;
  assert.ok(back.isWhole);
  assert.equal(textOf(all), whole);
  assert.deepEqual(
    idsOf(all),
    idsOf(all).map((_, index) => `${id}:${index + 1}`),
    'numbers go on without a gap',
  );
  assert.equal(dataOf(all).at(-1), '[DONE]');
  assert.match(back.text, /^: resumed on one$/m);
  assert.equal(upstream.seen.length, 2, 'one generation before, one after');
  const story = await why(callId);
  assert.equal(story.outcome, 'ok');
  assert.deepEqual(
    story.attempts.map((attempt) => attempt.code),
    ['gateway_restarted', null],
  );
  assert.match(story.evidence[0]?.says ?? '', /was killed/);
});

test('a call whose gateway dies before the first word is made anew', async () => {
  const lost = post(program.url, askStream, { headers: { 'idempotency-key': 'k1' } }).catch(() => null);
  await upstream.met(1);
  upstream.act(saysAll);
  await killAndStart();
  assert.equal(await lost, null, 'the caller has nothing yet');
  const response = await post(program.url, askStream, { headers: { 'idempotency-key': 'k1' } });
  assert.equal(response.headers.get('good-gateway-replayed'), 'true');
  assert.equal(textOf(await response.text()), whole);
  assert.equal(upstream.seen.length, 2, 'the second try of the caller joined the one that was gone on with');
});

test('a gateway that is killed twice goes on twice', async () => {
  upstream.act(saysFirst(2));
  const { id, callId, had } = await begun('was ');
  const { promise: second, resolve } = Promise.withResolvers<ServerResponse>();
  upstream.act(saysFirst(5, resolve));
  await killAndStart();
  await second;
  const back = new StreamReader(await again(id, idsOf(had).length));
  await back.until('cold ');
  upstream.act(saysAll);
  await killAndStart();
  const rest = await new StreamReader(await again(id, idsOf(had + back.text).length)).toEnd();
  const all = had + back.text + rest.text;
  assert.equal(textOf(all), whole);
  assert.deepEqual(
    idsOf(all),
    idsOf(all).map((_, index) => `${id}:${index + 1}`),
  );
  assert.equal(upstream.seen.length, 3);
  const story = await why(callId);
  assert.equal(story.evidence.filter((clue) => /was killed/.test(clue.says)).length, 2);
});

test('an answer that is not streamed is had again by its key, and made only once after the kill', async () => {
  const keyed = { headers: { 'idempotency-key': 'k2' } };
  const lost = post(program.url, ask, keyed).catch(() => null);
  await upstream.met(1);
  upstream.act(say.json(say.chatBody(whole)));
  await killAndStart();
  assert.equal(await lost, null);
  const first = await (await post(program.url, ask, keyed)).text();
  assert.equal(first, say.chatBody(whole));
  await killAndStart();
  const replayed = await post(program.url, ask, keyed);
  assert.equal(await replayed.text(), first, 'a key outlives a second kill, with the answer that was given');
  assert.equal(upstream.seen.length, 2);
  const other = await post(program.url, { ...ask, max_tokens: 5 }, keyed);
  assert.equal(other.status, 422, 'another body under the key is still another body');
});

test('an answer nobody could come back to is not made again: it is explained', async () => {
  const asked = post(program.url, ask).catch(() => null);
  await upstream.met(1);
  await killAndStart();
  assert.equal(await asked, null);
  await program.saying('gateway_restarted');
  assert.equal(upstream.seen.length, 1);
});

test('what must not be sent twice is not, and the caller is told', async () => {
  const body = { model: 'm', input: 'hello', stream: true, store: true };
  upstream.act(say.begin(say.responseCreated + say.responseDelta('It ')));
  const response = await post(program.url, body, { path: '/responses' });
  const reader = new StreamReader(response);
  await reader.until('It ');
  const id = response.headers.get('good-gateway-stream') ?? '';
  await killAndStart();
  const back = await (await again(id, idsOf(reader.text).length)).text();
  assert.match(back, /gateway_restarted/);
  assert.doesNotMatch(back, /response\.completed/);
  assert.equal(upstream.seen.length, 1);
  const story = await why(response.headers.get('x-request-id'));
  assert.deepEqual([story.outcome, story.code, story.who], ['incomplete', 'gateway_restarted', 'operator']);
});

test('an answer that had ended is there again after a kill', async () => {
  upstream.act(saysAll);
  const response = await post(program.url, askStream);
  const text = await response.text();
  await killAndStart();
  const id = response.headers.get('good-gateway-stream') ?? '';
  assert.equal(await (await again(id, 0)).text(), text);
  assert.equal(upstream.seen.length, 1);
});

test('the SDK with our fetch under it notices nothing of a kill', async () => {
  const { promise: held, resolve } = Promise.withResolvers<ServerResponse>();
  upstream.act(saysFirst(3, resolve));
  const client = createClient();
  const openai = new OpenAI({ apiKey: 'any', baseURL: program.url, fetch: client.fetch, maxRetries: 0 });
  const stream = await openai.chat.completions.create({
    model: 'm',
    stream: true,
    messages: [{ role: 'user', content: 'go on' }],
  });
  await held;
  let text = '';
  let restarted: Promise<void> | null = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    if (!text.endsWith('a ') || restarted !== null) continue;
    upstream.act(saysAll);
    restarted = killAndStart({ args: ['--listen', new URL(program.origin).host] });
  }
  await restarted;
  assert.equal(text, whole);
  assert.equal(upstream.seen.length, 2);
});

test('with another secret the gateway starts, says so once, and leaves what it cannot read until the old one is back', async () => {
  upstream.act(saysAll);
  const response = await post(program.url, askStream);
  const text = await response.text();
  const id = response.headers.get('good-gateway-stream') ?? '';
  await killAndStart({ env: { GOOD_GATEWAY_SECRET: 'another secret than the one before' } });
  assert.equal(program.said.match(/cannot be read with this GOOD_GATEWAY_SECRET/g)?.length, 1);
  assert.equal((await again(id, 0)).status, 404);
  assert.equal(
    (await post(program.url, ask)).status,
    502,
    'it works: the upstream answered a stream where a body was asked for',
  );
  await killAndStart();
  assert.equal(await (await again(id, 0)).text(), text);
});

/** All that is in the files of a folder. */
const bytesIn = async (folder: string): Promise<Buffer> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFile(join(parentPath, name)));
  return Buffer.concat(await Promise.all(files));
};

test('no word of a prompt or an answer is on the disk or in the log', async () => {
  upstream.act(saysFirst(4));
  await begun('bright ');
  await program.kill();
  const bytes = await bytesIn(program.folder);
  assert.ok(bytes.length > 1_000);
  for (const word of [marker, 'bright', 'chat.completion'])
    assert.ok(!bytes.includes(word) && !program.said.includes(word), word);
});

test('a disk that takes no more costs no call: it is said, counted, and tried again', async () => {
  await program.close();
  // Blocks of 512 bytes or 1 kB, as the shell has it: files of about a megabyte.
  program = await startProgram(config(), env, { fileBlocks: 1_500 });
  upstream.act(saysAll);
  const big = { ...askStream, messages: [{ role: 'user', content: 'x'.repeat(400_000) }] };
  for (let n = 0; n < 6; n++) assert.equal(textOf(await (await post(program.url, big)).text()), whole);
  assert.match(program.said, /calls cannot be kept on disk/);
  const logs = (await readdir(join(program.folder, 'answers'), { recursive: true })).filter((name) =>
    name.endsWith('.log'),
  );
  assert.deepEqual(logs, [], 'what would fall behind is gone');
  upstream.act(saysFirst(1));
  const { callId } = await begun('It ');
  const story = await why(callId);
  assert.equal(story.prompt, 'not kept');
  assert.match(story.promptSays, /disk did not take/);
  const metrics = await (await fetch(`${program.admin}/metrics`)).text();
  assert.match(metrics, /^good_gateway_prompts_not_kept_total [1-9]/m);
});
