import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { talk } from '../../test/fakes/raw.ts';
import type { Listener } from '../domain/ports.ts';
import { listen } from './listen.ts';

let listener: Listener;
const handled: string[] = [];

before(async () => {
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    connections: 100,
    handle: (incoming, downstream) => {
      handled.push(incoming.path);
      if (incoming.path === '/last') downstream.closeAfter();
      downstream.head(200, ['content-length', '0']);
      // Its head has promised more.
      downstream.closeAfter();
      downstream.end();
    },
    malformed: (status) => ({ status, reason: 'Bad Request', headers: [], body: '' }),
  });
});

after(() => listener.close(0));

const host = 'host: localhost\r\n';
const next = `GET /behind HTTP/1.1\r\n${host}\r\n`;
const post = `POST /first HTTP/1.1\r\n${host}`;

for (const [name, first] of [
  ['of two hosts', `GET /first HTTP/1.1\r\n${host}${host}\r\n`],
  ['without a host', 'GET /first HTTP/1.1\r\n\r\n'],
  ['in a coding of two names', `${post}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n`],
  ['in a coding of two lines', `${post}transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
] as const)
  test(`what comes behind a request ${name} is not read as a request`, async () => {
    const { statuses, isClosed } = await talk(listener.port, { send: first + next });
    assert.deepEqual([statuses, isClosed], [[400], true]);
    assert.deepEqual(handled.splice(0), []);
  });

test('nor is what comes behind the last answer of a connection', async () => {
  const { statuses, isClosed } = await talk(listener.port, { send: `GET /last HTTP/1.1\r\n${host}\r\n${next}` });
  assert.deepEqual([statuses, isClosed], [[200], true]);
  assert.deepEqual(handled.splice(0), ['/last']);
});

test('requests in a row are all answered', async () => {
  const until = { mark: 'HTTP/1.1 ', times: 2 };
  const { statuses } = await talk(listener.port, { send: next + next + next, until });
  assert.deepEqual(statuses, [200, 200, 200]);
  assert.deepEqual(handled.splice(0), ['/behind', '/behind', '/behind']);
});
