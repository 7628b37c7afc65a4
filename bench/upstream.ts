/** The scripted upstream: canned bytes over bare sockets, so that the products are measured and not the model. */
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { answerBody, contentEvent, eventsPerStream, lastEvents, modelList } from './canned.ts';

/** Time between two events of a paced stream: long enough that each is a write, a read and a wake-up of its own. */
const tickMs = 2;

const json = (body: string): Buffer =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
const chunked = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

const streamHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const whole = json(answerBody);
const models = json(modelList);
const streamStart = Buffer.from(streamHead + chunked(contentEvent));
const event = Buffer.from(chunked(contentEvent));
const streamEnd = Buffer.from(`${chunked(lastEvents)}0\r\n\r\n`);

/** Paced streams that are under way, with the events they still owe. */
const paced = new Map<Socket, number>();

setInterval(() => {
  for (const [socket, left] of paced) {
    if (left > 0) {
      socket.write(event);
      paced.set(socket, left - 1);
    } else {
      paced.delete(socket);
      socket.write(streamEnd);
    }
  }
}, tickMs);

const answer = (socket: Socket, request: string): void => {
  if (request.startsWith('GET')) socket.write(models);
  else if (request.includes('"bench-whole"')) socket.write(whole);
  else if (request.includes('"bench-paced"')) {
    socket.write(streamStart);
    paced.set(socket, eventsPerStream - 1);
  } else {
    socket.write(streamStart);
    if (request.includes('"bench-first"')) socket.write(streamEnd);
  }
};

const announced = /\r\ncontent-length: *(\d+)/i;

/** The length of the request at the start of the text, or `null` while some of it is missing. Bodies are ASCII. */
const requestLength = (text: string): number | null => {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd);
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const end = text.indexOf('\r\n0\r\n\r\n', headEnd);
    return end < 0 ? null : end + 7;
  }
  const length = headEnd + 4 + Number(announced.exec(head)?.[1] ?? 0);
  return text.length < length ? null : length;
};

const server = createServer({ noDelay: true }, (socket) => {
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    for (let length = requestLength(text); length !== null; length = requestLength(text)) {
      const request = text.slice(0, length);
      text = text.slice(length);
      answer(socket, request);
    }
  });
  socket.on('close', () => paced.delete(socket));
  // A caller that breaks off is part of the game.
  socket.on('error', () => {});
});

server.listen({ host: '127.0.0.1', port: 0, backlog: 8192 }, () => {
  const address = server.address();
  console.log(`listening on ${typeof address === 'object' ? address?.port : address}`);
});
