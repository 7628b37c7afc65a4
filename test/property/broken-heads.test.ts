/** An upstream that breaks at any byte of the head of its answer: the caller gets the answer of another one, and sees nothing of it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { chatStream, stream } from '../fakes/answers.ts';
import { askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { leapingClock } from '../fakes/leaping-clock.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const head = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nx-request-id: 7\r\ntransfer-encoding: chunked\r\n\r\n',
);

const clock = leapingClock();
const firstTokenMs = 5_000;

const faults = {
  'is cut': (socket) => void socket.end(),
  'is reset': (socket) => void socket.resetAndDestroy(),
  'turns into garbage': (socket) => void socket.end('\u0000\u0001 garbage\r\n\r\n<html>'),
  'falls silent': () => clock.leap(firstTokenMs),
} as const satisfies Record<string, (socket: Socket) => void>;

let breaking: Server;
let offset = 0;
let met = 0;
let act: (socket: Socket) => void = () => {};
let healthy: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  breaking = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      met++;
      socket.write(head.subarray(0, offset), () => act(socket));
    });
  });
  breaking.listen(0, '127.0.0.1');
  await once(breaking, 'listening');
  const { port } = breaking.address() as AddressInfo;
  healthy = await startUpstream(stream(chatStream('Hello', ' there')));
  const config = {
    upstreams: {
      one: { url: `http://127.0.0.1:${port}/v1`, timeouts: { firstToken: '5s' } },
      two: { url: healthy.url },
    },
    models: { m: { targets: [{ upstream: 'one' }, { upstream: 'two', tier: 2 }] } },
    // No second chance for the same one, which would have to be waited for.
    retries: { attempts: 2, budget: '100%' },
    log: { level: 'error' },
  };
  gateway = await startGateway(config, { clock });
});

after(async () => {
  await gateway.stop();
  await healthy.close();
  breaking.close();
});

const whole = chatStream('Hello', ' there').match(/^data: .*$/gm);

for (const [name, fault] of Object.entries(faults)) {
  test(`a head that ${name} at any of ${head.length} bytes is nothing a caller sees`, async () => {
    act = fault;
    for (offset = 0; offset <= head.length; offset++) {
      const metBefore = met;
      const answer = await post(gateway.url, askStream);
      const body = await answer.text();
      assert.equal(answer.status, 200, `at byte ${offset}: ${body}`);
      assert.deepEqual(body.match(/^data: .*$/gm), whole, `at byte ${offset}: ${body}`);
      assert.equal(answer.headers.get('good-gateway-upstream'), 'two');
      assert.ok(met > metBefore, `the fault at byte ${offset} was not met`);
      await gateway.forgive('one');
    }
  });
}
