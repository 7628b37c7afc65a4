/** Many long streams at once, at a healthy upstream nobody knows yet: none of them waits for the end of another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimExchange } from '../../bench/simulate/exchange.ts';
import * as say from '../fakes/answers.ts';
import { askStream } from '../fakes/calls.ts';
import { startStill } from '../fakes/still-gateway.ts';

const count = 60;
const longestMs = 5_000;

for (const [name, waitMs] of [
  ['as fast as each other', () => 20],
  // Slower than the first ten, which is no reason to believe in more than the twenty a limit begins with.
  ['of which the second ten are slower', (at: number) => (at >= 10 && at < 20 ? 400 : 20)],
] as const)
  test(`${count} streams that stay open all begin, ${name}`, async () => {
    const gateway = await startStill({
      upstreams: { one: { url: 'http://one.test/v1', models: ['m'], health: 'off' } },
      models: { m: { targets: [{ upstream: 'one' }] } },
    });
    const open: SimExchange[] = [];
    let met = 0;
    const begin = (exchange: SimExchange): void => {
      open.push(exchange);
      exchange.answer(200, say.eventStream);
      exchange.send(Buffer.from(say.opening + say.chunk('begun')));
      if (open.length < count) return;
      for (const one of open) {
        one.send(Buffer.from(say.chunk(null) + say.done));
        one.finish();
      }
    };
    gateway.plays('one', (exchange) => void gateway.clock.after(waitMs(met++), () => begin(exchange)));
    const asking = { path: '/v1/chat/completions', body: askStream };
    const all = await Promise.all(Array.from({ length: count }, () => gateway.call(asking)));
    gateway.stop();
    for (const { body, ms } of all)
      assert.ok(body.includes('[DONE]') && ms < longestMs, `${open.length} begun: ${body}`);
  });
