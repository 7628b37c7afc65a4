/** Faults of the connection: what a crashed, hung, overloaded or far-away host does. */
import { frameText } from '../speak/answer.ts';
import { healthy, streamHeaders } from '../upstream/healthy.ts';
import { fin, hang, head, note, raw, rst, wait, write, type Step } from '../upstream/step.ts';
import { onConnection, onPort, onRequest, type Fault, type Meeting } from './fault.ts';

const none = {} as const;

/** The whole answer as it stands on the wire, with a body of known length. */
const plainWire = ({ ask, frames, whole }: Meeting): Buffer => {
  const body = ask.stream ? frames.map(frameText).join('') : whole;
  const type = ask.stream ? streamHeaders['content-type'] : 'application/json';
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};

function* byteByByte(meeting: Meeting, paceMs: number): Generator<Step> {
  for (const byte of plainWire(meeting)) {
    yield raw(Uint8Array.of(byte));
    yield wait(paceMs);
  }
  yield note(meeting.frames.map(({ data }) => data));
  yield fin;
}

const lengthOf = ({ whole }: Meeting): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(whole)),
});

const openHead = (meeting: Meeting): Step => head(200, meeting.ask.stream ? streamHeaders : lengthOf(meeting));

const halfBody = ({ ask, frames, whole }: Meeting): Buffer => {
  const body = Buffer.from(ask.stream ? frames.map(frameText).join('') : whole);
  return body.subarray(0, Math.floor(body.length / 2));
};

export const tcpFaults = {
  refused: onPort('tcp', 'nobody listens: the connection is refused'),
  silent: onConnection(
    { group: 'tcp', says: 'accepts the connection, reads nothing, never answers', params: { ms: 120_000 } },
    ({ ms }) => [hang(ms)],
  ),
  'reset-at-once': onConnection(
    { group: 'tcp', says: 'resets the connection as soon as it is there', params: none },
    () => [rst],
  ),
  'close-at-once': onConnection(
    { group: 'tcp', says: 'closes the connection as soon as it is there', params: none },
    () => [fin],
  ),
  'no-answer': onRequest(
    { group: 'tcp', says: 'reads the request and never answers', params: { ms: 120_000 } },
    (_, { ms }) => [hang(ms)],
  ),
  'reset-before-head': onRequest({ group: 'tcp', says: 'reads the request, then resets', params: none }, () => [rst]),
  'close-before-head': onRequest({ group: 'tcp', says: 'reads the request, then closes', params: none }, () => [fin]),
  'reset-after-head': onRequest({ group: 'tcp', says: 'sends the head, then resets', params: none }, (meeting) => [
    openHead(meeting),
    rst,
  ]),
  'reset-mid-body': onRequest(
    { group: 'tcp', says: 'sends half of the body, then resets', params: none },
    (meeting) => [openHead(meeting), write(halfBody(meeting)), rst],
  ),
  'byte-by-byte': onRequest(
    { group: 'tcp', says: 'answers well, but one byte at a time', params: { paceMs: 0 } },
    (meeting, { paceMs }) => byteByByte(meeting, paceMs),
  ),
  'resets-reused': onRequest(
    { group: 'tcp', says: 'answers well, but resets a connection on which a second request comes', params: none },
    (meeting) => (meeting.isReused ? [rst] : healthy(meeting)),
  ),
  'closes-after-each': onRequest(
    { group: 'tcp', says: 'answers well, then closes the connection without having said so', params: none },
    (meeting) => [...healthy(meeting), fin],
  ),
} as const satisfies Record<string, Fault>;
