import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mock, test } from 'node:test';
import { look } from './look.ts';
import { operatorsWorld } from './operators.ts';
import { readPage } from './read-page.ts';
import { statusWorld } from './status-world.ts';

const asks: Readonly<Record<string, (url: string) => Promise<object>>> = {
  'an operator’s command': (url) => operatorsWorld.ask({ url, method: 'GET', token: '', body: null }),
  'the command watch': (url) => look(url, 10_000),
  'the command status': (url) => statusWorld.get(url),
  'the page of a provider': (url) => readPage({ url, etag: null, userAgent: 'test' }),
};

const hangs: Readonly<Record<string, RequestListener>> = {
  'never answers': () => {},
  'stops in its answer': (_, response) => void response.writeHead(200).write('{'),
};

/** The limits are ten seconds. */
const atOnce = (): AbortSignal => {
  const over = new AbortController();
  setTimeout(() => over.abort(new DOMException('too late', 'TimeoutError')), 50);
  return over.signal;
};

for (const [who, ask] of Object.entries(asks))
  for (const [what, hang] of Object.entries(hangs))
    test(`a server that ${what} is told to who asked as ${who} in words, and not as 23`, async () => {
      const server = createServer(hang).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const limit = mock.method(AbortSignal, 'timeout', atOnce);
      const said = await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      limit.mock.restore();
      server.closeAllConnections();
      server.close();
      assert.equal('code' in said && said.code, 'no answer in time');
    });
