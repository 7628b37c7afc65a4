/** Faults of HTTP: what is not HTTP at all, heads no one should have to read, and bodies that do not keep their word. */
import { gzipSync } from 'node:zlib';
import { frameText } from '../speak/answer.ts';
import { streamHeaders } from '../upstream/healthy.ts';
import { end, fin, hang, head, note, raw, reply, wait, write, type Step } from '../upstream/step.ts';
import { injected, onConnection, onRequest, type Fault, type Meeting } from './fault.ts';

const none = {} as const;

const named = <P extends Readonly<Record<string, number>>>(
  says: string,
  params: P,
): { group: 'http'; says: string; params: P } => ({
  group: 'http',
  says,
  params,
});

const typeOf = ({ ask }: Meeting): string => (ask.stream ? streamHeaders['content-type'] : 'application/json');

const bodyOf = ({ ask, frames, whole }: Meeting): string => (ask.stream ? frames.map(frameText).join('') : whole);

/** A raw head; each line without its end. */
const rawHead = (status: string, lines: readonly string[]): string => `${[status, ...lines].join('\r\n')}\r\n\r\n`;

const rawReply = (meeting: Meeting, lines: readonly string[], body: string): readonly Step[] => [
  raw(rawHead('HTTP/1.1 200 OK', [`content-type: ${typeOf(meeting)}`, ...lines]) + body),
  fin,
];

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

function* drip(text: string, paceMs: number): Generator<Step> {
  for (const character of text) {
    yield raw(character);
    yield wait(paceMs);
  }
}

/** Fast enough that nobody calls it slow before it is too long. */
function* endlessHead(paceMs: number): Generator<Step> {
  yield raw('HTTP/1.1 200 OK\r\n');
  for (let n = 0; ; n += 1) {
    yield raw(`x-injected-${n}: ${'x'.repeat(1_000)}\r\n`);
    yield wait(paceMs);
  }
}

function* endlessBody(meeting: Meeting): Generator<Step> {
  yield head(200, { 'content-type': typeOf(meeting) });
  yield write(meeting.ask.stream ? ': ' : '{"padding":"');
  // A pause lets others on this event loop live.
  for (;;) yield* [write('x'.repeat(64 * 1024)), wait(1)];
}

const encodedReply = (meeting: Meeting, encoding: string, bytes: Uint8Array): readonly Step[] =>
  reply(200, bytes, { 'content-type': typeOf(meeting), 'content-encoding': encoding });

export const httpFaults = {
  garbage: onRequest(named('answers with bytes that are no HTTP', none), () => [
    raw(Buffer.from('00ff13fe00deadbeef0a0d', 'hex')),
    fin,
  ]),
  'ssh-banner': onConnection(named('greets as an SSH server', { ms: 10_000 }), ({ ms }) => [
    raw('SSH-2.0-OpenSSH_10.0\r\n'),
    hang(ms),
  ]),
  'tls-alert': onConnection(named('speaks TLS where plain HTTP is expected', none), () => [
    raw(Buffer.from('15030100020246', 'hex')),
    fin,
  ]),
  'bad-status-line': onRequest(named('sends a status line without a number', none), (meeting) => [
    raw(rawHead('HTTP/1.1 OK fine', [`content-type: ${typeOf(meeting)}`])),
    fin,
  ]),
  'odd-head': onRequest(named('sends a head with a line that is no header', none), (meeting) =>
    rawReply(meeting, ['this line is no header', 'connection: close'], bodyOf(meeting)),
  ),
  'two-lengths': onRequest(named('sends both a content-length and chunks', none), (meeting) =>
    rawReply(meeting, ['content-length: 5', 'transfer-encoding: chunked'], `${chunk(bodyOf(meeting))}0\r\n\r\n`),
  ),
  'huge-head': onRequest(named('sends one header of 256 KB', { bytes: 256 * 1024 }), (meeting, { bytes }) =>
    rawReply(meeting, [`x-injected: ${'x'.repeat(bytes)}`, 'connection: close'], bodyOf(meeting)),
  ),
  'many-headers': onRequest(named('sends 10,000 headers', { count: 10_000 }), (meeting, { count }) =>
    rawReply(
      meeting,
      [...Array.from({ length: count }, (_, n) => `x-injected-${n}: x`), 'connection: close'],
      bodyOf(meeting),
    ),
  ),
  'endless-head': onRequest(named('sends headers without end', { paceMs: 10 }), (_, { paceMs }) => endlessHead(paceMs)),
  'early-hints': onRequest(
    named('sends 1,000 interim answers before a good one', { count: 1000 }),
    (meeting, { count }) => [
      raw('HTTP/1.1 103 Early Hints\r\nlink: </injected>; rel=preload\r\n\r\n'.repeat(count)),
      ...rawReply(
        meeting,
        [`content-length: ${Buffer.byteLength(bodyOf(meeting))}`, 'connection: close'],
        bodyOf(meeting),
      ),
    ],
  ),
  'slow-head': onRequest(named('sends its head one byte every 250 ms', { paceMs: 250 }), (meeting, { paceMs }) => [
    ...drip(rawHead('HTTP/1.1 200 OK', [`content-type: ${typeOf(meeting)}`, 'connection: close']), paceMs),
    raw(bodyOf(meeting)),
    fin,
  ]),
  'length-too-long': onRequest(named('promises more bytes than it sends', { more: 100 }), (meeting, { more }) =>
    rawReply(meeting, [`content-length: ${Buffer.byteLength(bodyOf(meeting)) + more}`], bodyOf(meeting)),
  ),
  'length-too-short': onRequest(named('sends more bytes than it promised', { less: 100 }), (meeting, { less }) =>
    rawReply(meeting, [`content-length: ${Math.max(1, Buffer.byteLength(bodyOf(meeting)) - less)}`], bodyOf(meeting)),
  ),
  'bad-chunk-size': onRequest(named('sends a chunk whose size is no number', none), (meeting) =>
    rawReply(meeting, ['transfer-encoding: chunked'], `zz\r\n${bodyOf(meeting)}\r\n0\r\n\r\n`),
  ),
  'no-last-chunk': onRequest(named('sends all chunks but the last one', none), (meeting) =>
    rawReply(meeting, ['transfer-encoding: chunked'], chunk(bodyOf(meeting))),
  ),
  'bad-gzip': onRequest(named('says gzip and sends something else', none), (meeting) =>
    encodedReply(meeting, 'gzip', Buffer.from(`${injected}: this is no gzip`)),
  ),
  'cut-gzip': onRequest(named('sends a gzip that ends in the middle', none), (meeting) => {
    const packed = gzipSync(bodyOf(meeting));
    return encodedReply(meeting, 'gzip', packed.subarray(0, Math.floor(packed.length / 2)));
  }),
  'gzip-anyway': onRequest(named('compresses well, although nobody asked for it', none), (meeting) => [
    note(meeting.frames.map(({ data }) => data)),
    ...encodedReply(meeting, 'gzip', gzipSync(bodyOf(meeting))),
  ]),
  redirect: onRequest(named('redirects to another address', none), () =>
    reply(302, '', { location: 'http://127.0.0.1:9/injected', 'content-type': 'text/plain' }),
  ),
  'no-content': onRequest(named('answers 204 and nothing else', none), () => [head(204, {}), end]),
  'endless-body': onRequest(named('sends a body without end', none), (meeting) => endlessBody(meeting)),
} as const satisfies Record<string, Fault>;
