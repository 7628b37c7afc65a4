/** Plays the world of a case inside its namespace: name servers, other sites, a proxy, and the site with the gateway. Says `ready`. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttp, request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { createServer as createTls } from 'node:tls';
import { join } from 'node:path';
import type { NameAnswer } from '../../src/drill/names/message.ts';
import { questionIn, replyTo } from '../../src/drill/names/message.ts';
import { startMiddle, type Manner } from '../fakes/middle.ts';
import { startSocks } from '../fakes/socks.ts';
import { addresses } from './addresses.ts';
import { startSite } from './site.ts';
import type { Stage } from './stage.ts';

const stage = JSON.parse(process.argv[2] ?? '{}') as Stage;
const certificates = process.argv[3] ?? '';

const afterMs = (answer: NameAnswer): number => (answer.kind === 'found' ? (answer.afterMs ?? 0) : 0);

/** One name server, over both transports. Every question is answered alike: only one name is ever asked for. */
const startNames = async (host: string, answer: NameAnswer): Promise<void> => {
  const udp = createSocket('udp4');
  udp.on('message', (message, from) => {
    const reply = replyTo(message, answer);
    if (reply !== null) setTimeout(() => udp.send(reply, from.port, from.address), afterMs(answer));
  });
  udp.bind(53, host);
  const tcp = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      const message = bytes.subarray(2);
      if (message.length < 12 || questionIn(message).type === 'other') return;
      const reply = replyTo(message, answer);
      if (reply === null) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      setTimeout(() => socket.write(Buffer.concat([length, reply])), afterMs(answer));
    });
  });
  tcp.listen(53, host);
  await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
};

const date = (): string => new Date(Date.now() + stage.aheadMs).toUTCString();

const script = `function FindProxyForURL(url, host) { return "PROXY ${addresses.proxy}:3128"; }`;

const startPortal = async (): Promise<void> => {
  const server = createHttp(({ url }, response) => {
    response.setHeader('date', date());
    if (url === '/proxy.pac') response.end(script);
    else if (stage.portal === 'good') response.writeHead(204).end();
    else
      response.writeHead(302, { location: `http://${addresses.portal}/sign-in` }).end('<h1>Welcome to the café</h1>');
  });
  server.listen(80, addresses.portal);
  await once(server, 'listening');
};

const quiet = (socket: Socket): void => void socket.on('error', () => {}).resume();

/** Where a stranger stands in the middle, other sites are shown with the stranger's certificate too. */
const startOther = async ({ address, port }: (typeof addresses.controls)[number]): Promise<void> => {
  const keys = stage.certificate === 'stranger' ? tls() : null;
  const server = keys === null ? createServer(quiet) : createTls(keys, quiet);
  server.on('tlsClientError', () => {});
  server.listen(port, address);
  await once(server, 'listening');
};

const startOthers = (): Promise<unknown> => Promise.all(addresses.controls.map(startOther));

const startImpostor = async (): Promise<void> => {
  if (stage.impostor === 'nothing') return;
  const html = '<!doctype html><title>Blocked</title><p>This page was blocked.';
  await startMiddle(
    'http://127.0.0.1',
    { kind: 'status', status: 200, html },
    { host: addresses.impostor, port: stage.port },
  );
};

const manners: Readonly<Partial<Record<Stage['proxy'], Manner>>> = {
  passes: { kind: 'pass' },
  holds: { kind: 'hold' },
  cuts: { kind: 'cut', afterMs: 5_000 },
};

const refusals: Readonly<Partial<Record<Stage['proxy'], string>>> = {
  blocks: '403 Forbidden',
  'wants a login': '407 Proxy Authentication Required',
  fails: '502 Bad Gateway',
};

const tunnel = (target: string, client: Socket): void => {
  const [host = '', port = '443'] = target.split(':');
  const far = connect(Number(port), host === 'chat.test' ? addresses.site : host);
  far.on('connect', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
  for (const [one, other] of [
    [client, far],
    [far, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.pipe(other);
  }
};

/** A forward proxy: plain requests come with a whole URL, secure ones as CONNECT. */
const startProxy = async (): Promise<void> => {
  if (stage.proxy === 'none') return;
  const refusal = refusals[stage.proxy];
  const manner = manners[stage.proxy];
  const middle = await startMiddle(`http://${addresses.site}:${stage.port}`, manner ?? { kind: 'pass' });
  const server = createHttp((incoming, response) => {
    if (refusal !== undefined) {
      const [status] = refusal.split(' ');
      return void response.writeHead(Number(status), { 'content-type': 'text/html' }).end(`<h1>${refusal}</h1>`);
    }
    const { pathname, search } = new URL(incoming.url ?? '/', 'http://x');
    const { method, headers } = incoming;
    const onward = request(new URL(pathname + search, middle.origin), { method, headers });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => response.destroy());
      answer.on('close', () => response.destroy());
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket: Socket) => {
    if (refusal === undefined) return tunnel(incoming.url ?? '', socket);
    socket.end(`HTTP/1.1 ${refusal}\r\nproxy-authenticate: Basic realm="x"\r\ncontent-length: 0\r\n\r\n`);
  });
  server.listen(3128, addresses.proxy);
  await once(server, 'listening');
};

const startSocksProxy = async (): Promise<void> => {
  if (stage.socks !== 'none')
    await startSocks(stage.socks, { host: addresses.proxy, port: 1080, leadTo: addresses.site });
};

const tls = (): { readonly cert: string; readonly key: string } | null => {
  if (stage.certificate === null) return null;
  const read = (end: string): string =>
    readFileSync(join(certificates, `${stage.certificate?.replace(' ', '-')}.${end}`), 'utf8');
  return { cert: read('crt'), key: read('key') };
};

await Promise.all([
  startNames(addresses.router, stage.own),
  ...addresses.publicResolvers.map((host) => startNames(host, stage.others)),
  startPortal(),
  startOthers(),
  startImpostor(),
  startProxy(),
  startSocksProxy(),
  startSite(stage, tls()),
]);
process.stdout.write('ready\n');
