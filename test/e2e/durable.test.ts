/** With `keepPrompts: durable` a gateway that is killed in the middle of its calls goes on with them when it is started again. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import OpenAI from 'openai';
import { createClient } from '../../client/index.ts';
import type { ServerResponse } from 'node:http';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, marker, post } from '../fakes/calls.ts';
import { Mortal, saysAll, saysFirst, saysLast, textOf, whole } from '../fakes/mortal.ts';
import { inTime, until } from '../fakes/patience.ts';
import { dataOf, idsOf, StreamReader } from '../fakes/reader.ts';

let mortal: Mortal;

beforeEach(async () => {
  mortal = await Mortal.start();
});

afterEach(() => mortal.close());

test('a stream is gone on with after kill -9: the caller comes back by its id and gets the rest', async () => {
  mortal.upstream.act(saysFirst(4));
  const { id, callId, had } = await mortal.begun('bright ');
  mortal.upstream.act(saysAll);
  await mortal.killAndStart();
  const seen = idsOf(had).length;
  const back = await new StreamReader(await mortal.again(id, seen)).toEnd();
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
  assert.equal(mortal.upstream.seen.length, 2, 'one generation before, one after');
  const story = await mortal.why(callId);
  assert.equal(story.outcome, 'ok');
  assert.deepEqual(
    story.attempts.map((attempt) => attempt.code),
    ['gateway_restarted', null],
  );
  assert.match(story.evidence[0]?.says ?? '', /was killed/);
});

test('a call whose gateway dies before the first word is made anew', async () => {
  const lost = post(mortal.program.url, askStream, { headers: { 'idempotency-key': 'k1' } }).catch(() => null);
  await mortal.upstream.met(1);
  mortal.upstream.act(saysAll);
  await mortal.killAndStart();
  assert.equal(await lost, null, 'the caller has nothing yet');
  const response = await post(mortal.program.url, askStream, { headers: { 'idempotency-key': 'k1' } });
  assert.equal(response.headers.get('good-gateway-replayed'), 'true');
  assert.equal(textOf(await response.text()), whole);
  assert.equal(mortal.upstream.seen.length, 2, 'the second try of the caller joined the one that was gone on with');
});

test('a gateway that is killed twice goes on twice', async () => {
  mortal.upstream.act(saysFirst(2));
  const { id, callId, had } = await mortal.begun('was ');
  const { promise: second, resolve } = Promise.withResolvers<ServerResponse>();
  mortal.upstream.act(saysFirst(5, resolve));
  await mortal.killAndStart();
  await inTime('the call that is gone on with', second);
  const back = new StreamReader(await mortal.again(id, idsOf(had).length));
  await back.until('cold ');
  mortal.upstream.act(saysAll);
  await mortal.killAndStart();
  const rest = await new StreamReader(await mortal.again(id, idsOf(had + back.text).length)).toEnd();
  const all = had + back.text + rest.text;
  assert.equal(textOf(all), whole);
  assert.deepEqual(
    idsOf(all),
    idsOf(all).map((_, index) => `${id}:${index + 1}`),
  );
  assert.equal(mortal.upstream.seen.length, 3);
  const story = await mortal.why(callId);
  assert.equal(story.evidence.filter((clue) => /was killed/.test(clue.says)).length, 2);
});

test('an answer that is not streamed is had again by its key, and made only once after the kill', async () => {
  const keyed = { headers: { 'idempotency-key': 'k2' } };
  const lost = post(mortal.program.url, ask, keyed).catch(() => null);
  await mortal.upstream.met(1);
  mortal.upstream.act(say.json(say.chatBody(whole)));
  await mortal.killAndStart();
  assert.equal(await lost, null);
  const first = await (await post(mortal.program.url, ask, keyed)).text();
  assert.equal(first, say.chatBody(whole));
  await mortal.killAndStart();
  const replayed = await post(mortal.program.url, ask, keyed);
  assert.equal(await replayed.text(), first, 'a key outlives a second kill, with the answer that was given');
  assert.equal(mortal.upstream.seen.length, 2);
  const other = await post(mortal.program.url, { ...ask, max_tokens: 5 }, keyed);
  assert.equal(other.status, 422, 'another body under the key is still another body');
});

test('an answer nobody could come back to is not made again: it is explained', async () => {
  const asked = post(mortal.program.url, ask).catch(() => null);
  await mortal.upstream.met(1);
  await mortal.killAndStart();
  assert.equal(await asked, null);
  await mortal.program.saying('gateway_restarted');
  assert.equal(mortal.upstream.seen.length, 1);
});

test('what must not be sent twice is not, and the caller is told', async () => {
  const body = { model: 'm', input: 'hello', stream: true, store: true };
  mortal.upstream.act(say.begin(say.responseCreated + say.responseDelta('It ')));
  const response = await post(mortal.program.url, body, { path: '/responses' });
  const reader = new StreamReader(response);
  await reader.until('It ');
  const id = response.headers.get('good-gateway-stream') ?? '';
  await mortal.killAndStart();
  const back = await (await mortal.again(id, idsOf(reader.text).length)).text();
  assert.match(back, /gateway_restarted/);
  assert.doesNotMatch(back, /response\.completed/);
  assert.equal(mortal.upstream.seen.length, 1);
  const story = await mortal.why(response.headers.get('x-request-id'));
  assert.deepEqual([story.outcome, story.code, story.who], ['incomplete', 'gateway_restarted', 'operator']);
});

test('a call that is gone on with counts for its key and for the gateway, and no limit turns it away', async () => {
  await mortal.close();
  const key = { authorization: 'Bearer a-key-of-this-team' };
  mortal = await Mortal.start({ keys: { team: { key: 'a-key-of-this-team', concurrency: 2 } } });
  mortal.upstream.act(saysFirst(2));
  const both = [await mortal.begun('was ', { headers: key }), await mortal.begun('was ', { headers: key })];
  const held: ServerResponse[] = [];
  mortal.upstream.act(saysFirst(2, (answer) => void held.push(answer)));
  await mortal.killAndStart();
  await mortal.upstream.met(4);
  const metrics = async (): Promise<string> => (await fetch(`${mortal.program.admin}/metrics`)).text();
  assert.match(await metrics(), /^good_gateway_in_flight 2$/m);
  const expected = { status: 429, code: 'throttled', family: 'throttling', who: 'caller' };
  await assertFailure(await post(mortal.program.url, ask, { headers: key }), expected);
  const rest = saysLast(2);
  for (const answer of held) answer.end(rest);
  for (const { id, had } of both) {
    const back = await mortal.again(id, idsOf(had).length, { headers: key });
    assert.equal(textOf(had + (await back.text())), whole);
  }
  mortal.upstream.act(say.json(say.chatBody(whole)));
  assert.equal((await post(mortal.program.url, ask, { headers: key })).status, 200);
  await until('nothing in flight', async () => /^good_gateway_in_flight 0$/m.test(await metrics()));
});

test('an answer that lacks nothing but its end mark is not made again', async () => {
  mortal.upstream.act(say.begin(say.chatStream('It ', 'was.').replace(say.done, '')));
  const { id, had } = await mortal.begun('"stop"');
  await mortal.killAndStart();
  const rest = await (await mortal.again(id, idsOf(had).length)).text();
  assert.deepEqual(dataOf(rest), ['[DONE]']);
  assert.equal(textOf(had + rest), 'It was.');
  assert.equal(mortal.upstream.seen.length, 1);
});

test('an answer that had ended is there again after a kill', async () => {
  mortal.upstream.act(saysAll);
  const response = await post(mortal.program.url, askStream);
  const text = await response.text();
  await mortal.killAndStart();
  const id = response.headers.get('good-gateway-stream') ?? '';
  assert.equal(await (await mortal.again(id, 0)).text(), text);
  assert.equal(mortal.upstream.seen.length, 1);
});

test('a call that ended just before the kill is explained, streamed or not, whatever the journal had of it', async () => {
  mortal.upstream.act(saysAll);
  const streamed = await post(mortal.program.url, askStream);
  await streamed.text();
  mortal.upstream.act(say.json(say.chatBody(whole)));
  const plain = await post(mortal.program.url, ask);
  await plain.text();
  mortal.upstream.act(say.json('{"error":{"message":"no"}}', 400));
  const refused = await post(mortal.program.url, ask);
  await refused.text();
  await mortal.killAndStart();
  const stories = [];
  for (const { headers } of [streamed, plain, refused]) stories.push(await mortal.why(headers.get('x-request-id')));
  assert.deepEqual(
    stories.map(({ outcome, code, attempts }) => [outcome, code, attempts.map((attempt) => attempt.code)]),
    [
      ['ok', null, [null]],
      ['ok', null, [null]],
      ['failed', 'invalid_request', ['invalid_request']],
    ],
  );
  for (const { attempts, evidence } of stories) {
    assert.notEqual(attempts[0]?.phases.end, null, 'as it ended, not as it was sent');
    assert.ok(evidence.some(({ says, value }) => /killed right behind/.test(says) && value === 'is not known'));
  }
  const token = await readFile(join(mortal.program.folder, 'admin-token'), 'utf8');
  const headers = { authorization: `Bearer ${token.trim()}` };
  const { requests } = (await (await fetch(`${mortal.program.admin}/api/requests`, { headers })).json()) as {
    requests: readonly unknown[];
  };
  assert.equal(requests.length, 3, 'each once');
});

test('the SDK with our fetch under it notices nothing of a kill', async () => {
  const { promise: held, resolve } = Promise.withResolvers<ServerResponse>();
  mortal.upstream.act(saysFirst(3, resolve));
  const client = createClient();
  const openai = new OpenAI({ apiKey: 'any', baseURL: mortal.program.url, fetch: client.fetch, maxRetries: 0 });
  const stream = await openai.chat.completions.create({
    model: 'm',
    stream: true,
    messages: [{ role: 'user', content: 'go on' }],
  });
  await inTime('a call at the upstream', held);
  let text = '';
  let restarted: Promise<void> | null = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    if (!text.endsWith('a ') || restarted !== null) continue;
    mortal.upstream.act(saysAll);
    restarted = mortal.killAndStart({ args: ['--listen', new URL(mortal.program.origin).host] });
  }
  await restarted;
  assert.equal(text, whole);
  assert.equal(mortal.upstream.seen.length, 2);
});

test('with another secret the gateway starts, says so once, and leaves what it cannot read until the old one is back', async () => {
  mortal.upstream.act(saysAll);
  const response = await post(mortal.program.url, askStream);
  const text = await response.text();
  const id = response.headers.get('good-gateway-stream') ?? '';
  await mortal.killAndStart({ env: { GOOD_GATEWAY_SECRET: 'another secret than the one before' } });
  assert.equal(mortal.program.said.match(/cannot be read with this GOOD_GATEWAY_SECRET/g)?.length, 1);
  assert.equal((await mortal.again(id, 0)).status, 404);
  assert.equal(
    (await post(mortal.program.url, ask)).status,
    502,
    'it works: the upstream answered a stream where a body was asked for',
  );
  await mortal.killAndStart();
  assert.equal(await (await mortal.again(id, 0)).text(), text);
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
  mortal.upstream.act(saysFirst(4));
  await mortal.begun('bright ');
  await mortal.program.kill();
  const bytes = await bytesIn(mortal.program.folder);
  assert.ok(bytes.length > 1_000);
  for (const word of [marker, 'bright', 'chat.completion'])
    assert.ok(!bytes.includes(word) && !mortal.program.said.includes(word), word);
});

test('a disk that takes no more costs no call: it is said, counted, and tried again', async () => {
  await mortal.close();
  // Blocks of 512 bytes or 1 kB, as the shell has it: files of about a megabyte.
  mortal = await Mortal.start({}, { fileBlocks: 1_500 });
  mortal.upstream.act(saysAll);
  const big = { ...askStream, messages: [{ role: 'user', content: 'x'.repeat(400_000) }] };
  for (let n = 0; n < 6; n++) assert.equal(textOf(await (await post(mortal.program.url, big)).text()), whole);
  await mortal.program.saying('calls cannot be kept on disk');
  await until('what would fall behind to be gone', async () =>
    (await readdir(join(mortal.program.folder, 'answers'), { recursive: true })).every(
      (name) => !name.endsWith('.log'),
    ),
  );
  mortal.upstream.act(saysFirst(1));
  const { callId } = await mortal.begun('It ');
  const story = await mortal.why(callId);
  assert.equal(story.prompt, 'not kept');
  assert.match(story.promptSays, /disk did not take/);
  const metrics = await (await fetch(`${mortal.program.admin}/metrics`)).text();
  assert.match(metrics, /^good_gateway_prompts_not_kept_total [1-9]/m);
});
