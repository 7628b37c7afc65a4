/** An upstream that closes idle connections at the worst moment is never seen by a caller, and never blamed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, post } from '../fakes/calls.ts';
import { type ClosingUpstream, startClosingUpstream } from '../fakes/closing-upstream.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';

const calls = 300;

let racing: ClosingUpstream;
let always: ClosingUpstream;
let gateway: TestGateway;

before(async () => {
  racing = await startClosingUpstream({ everyNth: 3, idleMs: 5 });
  always = await startClosingUpstream({ everyNth: 1, idleMs: null });
  gateway = await startGateway({
    upstreams: { racing: { url: racing.url }, always: { url: always.url } },
    models: {
      m: { targets: [{ upstream: 'racing' }] },
      always: { targets: [{ upstream: 'always', model: 'm' }] },
    },
    retries: { attempts: 1 },
  });
});

after(async () => {
  await gateway.stop();
  await racing.close();
  await always.close();
});

test('of some hundred calls none fails, though only one attempt is allowed and every third reuse meets an end', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < calls / 3; n++) {
    const answers = await Promise.all([1, 2, 3].map(() => post(gateway.url, ask)));
    for (const answer of answers) {
      statuses.push(answer.status);
      await answer.text();
    }
  }
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.equal(racing.answered, calls);
  assert.ok(racing.raced > 0, 'no race came up');
});

test('the repeat runs on a connection of its own, the story tells of both, and nothing is held against the upstream', async () => {
  const first = await post(gateway.url, { ...ask, model: 'always' });
  await first.text();
  const second = await post(gateway.url, { ...ask, model: 'always' });
  assert.equal(second.status, 200);
  await second.text();
  const why = await gateway.ended(second.headers.get('x-request-id'));
  assert.deepEqual(
    why.attempts.map(({ code }) => code),
    ['keepalive_race', null],
  );
  assert.deepEqual([always.connections, always.raced, always.answered], [2, 1, 2]);
  assert.match(await gateway.metrics(), /good_gateway_upstream_state\{upstream="always",state="(healthy|unknown)"\} 1/);
});

test('a call that must not be sent twice never rides on an idle connection', async () => {
  const earlier = always.raced;
  for (let n = 0; n < 3; n++) {
    const answer = await post(gateway.url, { model: 'always', input: 'x', store: true }, { path: '/responses' });
    await answer.text();
  }
  assert.equal(always.raced, earlier);
});
