/** Several gateways of `keepPrompts: durable` on the same files: who goes on with what, and what callers are told until that is known. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { askStream, assertFailure, post } from '../fakes/calls.ts';
import { Mortal, saysAll, saysFirst, textOf, whole } from '../fakes/mortal.ts';
import { inTime } from '../fakes/patience.ts';
import type { Program } from '../fakes/program.ts';
import { idsOf, StreamReader } from '../fakes/reader.ts';

let mortal: Mortal;
let beside: Program | null;

beforeEach(async () => {
  mortal = await Mortal.start();
  beside = null;
});

afterEach(async () => {
  await beside?.kill();
  await mortal.close();
});

/** From now on the lease of a dead process looks like one of another machine, which lives for so long. */
const makeLookAlive = async (leftMs: number): Promise<void> => {
  const folder = join(mortal.program.folder, 'answers');
  for (const name of await readdir(folder)) {
    const path = join(folder, name, 'lease');
    const lease = JSON.parse(await readFile(path, 'utf8')) as object;
    const expiresAt = Date.now() + leftMs;
    await writeFile(path, JSON.stringify({ ...lease, space: 'another machine', expiresAt }));
  }
};

const numbersOf = (text: string): readonly string[] => idsOf(text).map((id) => id.split(':')[1] ?? '');
const counted = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => String(at + 1));

test('while the gateway before may still live, its streams are waited for, and what nobody has is unknown at once', async () => {
  mortal.upstream.act(saysFirst(4));
  const { id, callId, had } = await mortal.begun('bright ', { headers: { 'idempotency-key': 'k' } });
  mortal.upstream.act(saysAll);
  await mortal.program.kill();
  await makeLookAlive(9_000);
  await mortal.killAndStart();
  assert.equal(mortal.upstream.seen.length, 1, 'it is not taken over yet');
  const [back, keyed, story] = await Promise.all([
    mortal.again(id, idsOf(had).length),
    post(mortal.program.url, askStream, { headers: { 'idempotency-key': 'k' } }),
    mortal.why(callId),
  ]);
  const rest = await new StreamReader(back).toEnd();
  assert.equal(back.status, 200);
  assert.equal(textOf(had + rest.text), whole);
  assert.deepEqual(numbersOf(had + rest.text), counted(idsOf(had + rest.text).length));
  assert.equal(keyed.headers.get('good-gateway-replayed'), 'true');
  assert.equal(textOf(await keyed.text()), whole);
  assert.equal(story.id, callId);
  assert.equal(mortal.upstream.seen.length, 2, 'one generation before, one after');
});

test('a gateway that may live for long is not waited for without end: 503, when to ask again, and why', async () => {
  mortal.upstream.act(saysFirst(4));
  const { id } = await mortal.begun('bright ', { headers: { 'idempotency-key': 'k' } });
  await mortal.program.kill();
  await makeLookAlive(60_000);
  await mortal.killAndStart();
  const expected = { status: 503, code: 'gateway_restarted', family: 'gateway', who: 'operator' };
  const keyed = { headers: { 'idempotency-key': 'k' } };
  const refused = await Promise.all([
    mortal.again(id, 0),
    post(mortal.program.url, askStream, keyed),
    fetch(`${mortal.program.url}/streams`, { method: 'DELETE', ...keyed }),
  ]);
  for (const response of refused) {
    assert.equal(response.headers.get('retry-after'), '2');
    await assertFailure(response, expected);
  }
  assert.equal((await mortal.again('0'.repeat(32), 0)).status, 404);
  assert.equal(mortal.upstream.seen.length, 1);
});

test('of two gateways that live, each has its own streams; when one is killed, the other goes on with them', async () => {
  beside = await mortal.startBeside();
  mortal.upstream.act(saysFirst(4));
  const { id, had } = await mortal.begun('bright ');
  assert.equal((await mortal.again(id, 0, { at: beside })).status, 404, 'its gateway has shown that it lives');
  mortal.upstream.act(saysAll);
  await mortal.program.kill();
  const back = await new StreamReader(await mortal.again(id, idsOf(had).length, { at: beside })).toEnd();
  assert.equal(textOf(had + back.text), whole);
  assert.equal(mortal.upstream.seen.length, 2);
});

test('a gateway that stood still past its lease and wakes up writes nothing more: the one that took over has the last word', async () => {
  const { promise: held, resolve } = Promise.withResolvers<ServerResponse>();
  mortal.upstream.act(saysFirst(4, resolve));
  const response = await post(mortal.program.url, askStream);
  const first = new StreamReader(response);
  await first.until('bright ');
  const id = response.headers.get('good-gateway-stream') ?? '';
  beside = await mortal.startBeside();
  mortal.upstream.act(saysAll);
  mortal.program.signal('SIGSTOP');
  await beside.saying('its calls are gone on with');
  const taken = await (await mortal.again(id, 0, { at: beside })).text();
  assert.equal(textOf(taken), whole);
  // What its upstream said meanwhile is there when it wakes up.
  const answer = await inTime('a call at the upstream', held);
  answer.write(say.chunk('words ') + say.chunk('of another ') + say.chunk('answer'));
  mortal.program.signal('SIGCONT');
  await mortal.program.saying('another one has taken over its calls');
  const { text } = await first.toEnd();
  assert.doesNotMatch(text, /another |\[DONE\]/);
  const told = text.split('\n\n').filter((event) => event !== '');
  assert.match(
    told.pop() ?? '',
    /^(?:: .*\n)*data: \{"error":.*gateway_restarted/,
    'under no number: the one that goes on has it',
  );
  assert.equal(textOf(told.join('\n\n')), 'It was a bright ');
  const over = new Promise((done) => (answer.destroyed ? done(null) : answer.once('close', done)));
  await inTime('the end of a stream nobody reads', over);
  await beside.kill();
  await mortal.killAndStart();
  assert.equal(await (await mortal.again(id, 0)).text(), taken, 'what is on the disk is the one answer');
  assert.equal(mortal.upstream.seen.length, 2);
});
