/** What is kept of a call, as `keepPrompts` says: the default, and nothing beyond the relay. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { dataOf, StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

interface Row {
  readonly keepPrompts: 'memory' | 'off';
  /** Of the stream's id, after its end. */
  readonly status: number;
  /** Generations for two calls under one key, one after the other. */
  readonly generations: number;
  readonly prompt: string;
  readonly says: RegExp;
}

const rows: readonly Row[] = [
  { keepPrompts: 'memory', status: 200, generations: 1, prompt: 'kept', says: /memory until it is answered/ },
  { keepPrompts: 'off', status: 410, generations: 2, prompt: 'not kept', says: /not kept/ },
];

for (const { keepPrompts, status, generations, prompt, says } of rows)
  describe(`keepPrompts: ${keepPrompts}`, () => {
    let upstream: FakeUpstream;
    let other: FakeUpstream;
    let gateway: TestGateway;

    before(async () => {
      upstream = await startUpstream(say.healthy('a', 'b'));
      other = await startUpstream(say.healthy('a', 'b'));
      gateway = await startGateway({
        keepPrompts,
        upstreams: { one: { url: upstream.url }, two: { url: other.url } },
        models: { m: { targets: [{ upstream: 'one' }, { upstream: 'two', tier: 2 }] } },
      });
    });

    after(async () => {
      await gateway.stop();
      await Promise.all([upstream.close(), other.close()]);
    });

    test(`the id of a stream that has ended answers ${status}`, async () => {
      const response = await post(gateway.url, askStream);
      await response.text();
      const back = await fetch(`${gateway.url}/streams/${response.headers.get('good-gateway-stream')}`);
      assert.equal(back.status, status);
      await back.text();
    });

    for (const body of [ask, askStream])
      test(`a key that is used again: ${generations} generations, ${body === ask ? 'whole' : 'streamed'}`, async () => {
        const headers = { 'idempotency-key': `k-${body === ask}` };
        const already = upstream.seen.length;
        for (let n = 0; n < 2; n++) assert.match(await (await post(gateway.url, body, { headers })).text(), /"a/);
        assert.equal(upstream.seen.length - already, generations);
      });

    test('two calls under one key at the same time are one', async () => {
      const held = Promise.withResolvers<() => void>();
      upstream.act((answer) => {
        answer.writeHead(200, say.eventStream).write(say.opening + say.chunk('a'));
        held.resolve(() => answer.end(say.chunk(null) + say.done));
      });
      const already = upstream.seen.length;
      const headers = { 'idempotency-key': 'together' };
      const both = await Promise.all([1, 2].map(() => post(gateway.url, askStream, { headers })));
      (await held.promise)();
      for (const response of both) assert.equal(dataOf(await response.text()).at(-1), '[DONE]');
      assert.equal(upstream.seen.length - already, 1);
    });

    test('a stream that breaks in the middle is gone on with, and /why says where its request is', async () => {
      upstream.act((answer) => {
        answer
          .writeHead(200, say.eventStream)
          .write(say.opening + say.chunk('a'), () => held.resolve(() => answer.destroy()));
      });
      const held = Promise.withResolvers<() => void>();
      const response = await post(gateway.url, askStream);
      const reader = new StreamReader(response);
      await reader.until('"a"');
      const why = await gateway.why(response.headers.get('x-request-id'));
      assert.deepEqual([why.outcome, why.prompt], ['running', prompt]);
      assert.match(why.promptSays, says);
      (await held.promise)();
      const { text } = await reader.toEnd();
      assert.equal(dataOf(text).at(-1), '[DONE]');
      assert.match(text, /resumed on two/);
      const ended = await gateway.ended(response.headers.get('x-request-id'));
      assert.deepEqual([ended.outcome, ended.prompt], ['ok', 'answered']);
    });
  });
