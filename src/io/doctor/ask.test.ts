import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ask } from './ask.ts';

test('who asks sees how long this program stood still meanwhile', async () => {
  const server = createServer((_, response) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    response.end('late');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const place = { scheme: 'http', host: '127.0.0.1', port, address: '127.0.0.1', proxy: null, path: '/' } as const;
  const { heard, stoodMs } = await ask({ ...place, method: 'GET', headers: {}, body: null, ms: 60_000, bytes: 100 });
  server.close();
  assert.equal(heard.kind === 'answer' && heard.status, 200);
  assert.ok(stoodMs >= 150, String(stoodMs));
});
