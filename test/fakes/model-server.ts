/** A model server that is a process of its own, so that it can be killed. Prints its port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatBody, chunk, done, eventStream, opening } from './answers.ts';

const words = 20;
const paceMs = 25;

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  response.on('error', () => {});
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  if (!Buffer.concat(pieces).includes('"stream":true')) {
    await sleep(paceMs * 4);
    response.writeHead(200, { 'content-type': 'application/json' }).end(chatBody('w'.repeat(words)));
    return;
  }
  response.writeHead(200, eventStream).write(opening);
  for (let word = 0; word < words && !response.destroyed; word++) {
    await sleep(paceMs);
    response.write(chunk('w'));
  }
  response.end(chunk(null) + done);
};

const server = createServer((request, response) => void answer(request, response));

server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
