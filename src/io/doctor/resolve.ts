/** Asks what a name stands for: the hosts file, the system as programs do, or one server over UDP, TCP or HTTPS. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { randomInt } from 'node:crypto';
import { Agent, request } from 'node:https';
import { request as plainRequest } from 'node:http';
import { RECURSION_DESIRED, decode, encode, streamEncode } from 'dns-packet';
import type { DecodedPacket } from 'dns-packet';
import type { Reply, Resolve } from '../../domain/doctor-ports.ts';
import { openResolver } from '../resolver/resolver.ts';

/** Longer answers are cut off: no name has so many addresses. */
const longestAnswer = 64 * 1024;
const dnsPort = 53;

interface Question {
  readonly name: string;
  readonly family: 4 | 6;
}

type Wire =
  | { readonly kind: 'packet'; readonly packet: DecodedPacket }
  | { readonly kind: 'failed'; readonly code: string };

const questionOf = ({ name, family }: Question, id: number): Parameters<typeof encode>[0] => ({
  type: 'query',
  id,
  flags: RECURSION_DESIRED,
  questions: [{ type: family === 4 ? 'A' : 'AAAA', name }],
});

const failed = (code: string): Wire => ({ kind: 'failed', code });

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? 'UNKNOWN';

const decoded = (bytes: Uint8Array): Wire => {
  try {
    return { kind: 'packet', packet: decode(Buffer.from(bytes)) };
  } catch {
    return failed('EBADRESP');
  }
};

/** `address`, `address:port` or `[address]:port`. */
const serverOf = (server: string): { readonly address: string; readonly port: number } => {
  if (isIPv6(server)) return { address: server, port: dnsPort };
  const [, address = server, port] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(server) ?? [];
  return { address, port: port === undefined ? dnsPort : Number(port) };
};

type Way = (question: Question, to: string, signal: AbortSignal) => Promise<Wire>;

const byUdp: Way = (question, server, signal) =>
  new Promise((resolve) => {
    const { address, port } = serverOf(server);
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const id = randomInt(65_536);
    const done = (wire: Wire): void => {
      signal.removeEventListener('abort', late);
      socket.removeAllListeners().on('error', () => {});
      socket.close();
      resolve(wire);
    };
    const late = (): void => done(failed('ETIMEDOUT'));
    signal.addEventListener('abort', late, { once: true });
    socket.on('error', (error: NodeJS.ErrnoException) => done(failed(codeOf(error))));
    socket.on('message', (bytes) => {
      const wire = decoded(bytes);
      if (wire.kind === 'failed' || wire.packet.id === id) done(wire);
    });
    // Connected, so that a closed port is told at once, and strangers are not heard.
    const ask = (error?: NodeJS.ErrnoException): void =>
      error === undefined ? socket.send(encode(questionOf(question, id))) : done(failed(codeOf(error)));
    socket.connect(port, address, ask);
  });

const byTcp: Way = (question, server, signal) =>
  new Promise((resolve) => {
    const { address, port } = serverOf(server);
    const socket = connect({ host: address, port, autoSelectFamily: false });
    let got = Buffer.alloc(0);
    const done = (wire: Wire): void => {
      signal.removeEventListener('abort', late);
      socket.destroy();
      resolve(wire);
    };
    const late = (): void => done(failed('ETIMEDOUT'));
    signal.addEventListener('abort', late, { once: true });
    socket.on('error', (error: NodeJS.ErrnoException) => done(failed(codeOf(error))));
    socket.on('end', () => done(failed('EBADRESP')));
    socket.on('data', (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      if (got.length > longestAnswer) return done(failed('EBADRESP'));
      if (got.length > 2 && got.length >= got.readUInt16BE(0) + 2) done(decoded(got.subarray(2)));
    });
    socket.on('connect', () => socket.write(streamEncode(questionOf(question, randomInt(65_536)))));
  });

/** RFC 8484; with id 0, so that caches on the way can help. */
const byHttps: Way = (question, to, signal) =>
  new Promise((resolve) => {
    const url = new URL(to);
    url.searchParams.set('dns', encode(questionOf(question, 0)).toString('base64url'));
    const headers = { accept: 'application/dns-message' };
    const sending =
      url.protocol === 'https:'
        ? request(url, { headers, signal, agent: new Agent({ keepAlive: false }) })
        : plainRequest(url, { headers, signal, agent: false });
    const broken = (error: NodeJS.ErrnoException): void =>
      resolve(failed(signal.aborted ? 'ETIMEDOUT' : codeOf(error)));
    sending.on('error', broken);
    sending.on('response', (answer) => {
      const pieces: Buffer[] = [];
      answer.on('error', broken);
      answer.on('data', (piece: Buffer) => {
        pieces.push(piece);
        if (pieces.reduce((sum, each) => sum + each.length, 0) > longestAnswer) sending.destroy();
      });
      answer.on('end', () =>
        resolve(answer.statusCode === 200 ? decoded(Buffer.concat(pieces)) : failed(`HTTP_${answer.statusCode}`)),
      );
    });
    sending.end();
  });

const wires = { udp: byUdp, tcp: byTcp, doh: byHttps } as const;

const rcodeOf = (packet: DecodedPacket): string =>
  'rcode' in packet && typeof packet.rcode === 'string' ? packet.rcode : 'NOERROR';

const replyOf = (wire: Wire, ms: number): Reply => {
  if (wire.kind === 'failed')
    return wire.code === 'ETIMEDOUT' ? { kind: 'silent', ms } : { kind: 'failed', code: wire.code, ms };
  const found = (wire.packet.answers ?? []).flatMap((answer) =>
    answer.type === 'A' || answer.type === 'AAAA' ? [{ address: answer.data, ttl: answer.ttl ?? 0 }] : [],
  );
  return {
    kind: 'answer',
    rcode: rcodeOf(wire.packet),
    addresses: found.map(({ address }) => address),
    ttlSeconds: found.length === 0 ? null : Math.min(...found.map(({ ttl }) => ttl)),
    ms,
  };
};

/** In a process of its own: a system lookup cannot be called off, and would hold up our own end for as long as it lasts. */
const lookupScript = `require('node:dns').lookup(process.argv[1], { all: true, family: +process.argv[2], order: 'verbatim' },
  (error, found) => console.log(JSON.stringify(error ? { code: error.code } : { found: found.map((each) => each.address) })));`;

const asProgramsDo = (name: string, family: 0 | 4 | 6, ms: number): Promise<Reply> =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    const args = ['-e', lookupScript, name, String(family)];
    execFile(process.execPath, args, { timeout: ms, killSignal: 'SIGKILL', windowsHide: true }, (error, out) => {
      const took = performance.now() - startedAt;
      if (error !== null)
        return resolve(
          error.killed === true ? { kind: 'silent', ms: took } : { kind: 'failed', code: 'EIO', ms: took },
        );
      // Safe: our own script wrote it.
      const said = JSON.parse(out) as { readonly code?: string; readonly found?: readonly string[] };
      if (said.code === 'ENOTFOUND' || said.found !== undefined)
        return resolve({
          kind: 'answer',
          rcode: said.found === undefined ? 'NXDOMAIN' : 'NOERROR',
          addresses: said.found ?? [],
          ttlSeconds: null,
          ms: took,
        });
      resolve({ kind: 'failed', code: said.code ?? 'UNKNOWN', ms: took });
    });
  });

const inHosts = (name: string): Reply => ({
  kind: 'answer',
  rcode: 'NOERROR',
  addresses: openResolver(() => []).local(name) ?? [],
  ttlSeconds: null,
  ms: 0,
});

export const resolve: Resolve = async ({ name, family, way, ms }) => {
  if (way.kind === 'hosts') return inHosts(name);
  if (way.kind === 'system') return asProgramsDo(name, family, ms);
  const startedAt = performance.now();
  const question = { name, family: family === 6 ? 6 : 4 } as const;
  const to = way.kind === 'doh' ? way.url : way.server;
  const wire = await wires[way.kind](question, to, AbortSignal.timeout(ms)).catch(() => failed('EBADNAME'));
  return replyOf(wire, performance.now() - startedAt);
};
