/** A SOCKS5 proxy (RFC 1928, RFC 1929) that leads on, or does one thing wrong. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export type SocksManner = 'passes' | 'wants a login' | 'forbids' | 'finds no way' | 'speaks something else';

export interface SocksProxy {
  readonly port: number;
  /** Hosts and ports it was asked for, as they were said. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const login = 'ann:open sesame';

const replies = { passes: 0, 'wants a login': 0, forbids: 2, 'finds no way': 4, 'speaks something else': 1 } as const;

/** Exactly so many bytes. */
const take = async (socket: Socket, count: number): Promise<Buffer> => {
  for (;;) {
    const bytes: unknown = socket.read(count);
    if (bytes instanceof Buffer) return bytes;
    await once(socket, 'readable');
  }
};

const hostIn = async (socket: Socket): Promise<string> => {
  const kind = (await take(socket, 4))[3];
  if (kind === 1) return (await take(socket, 4)).join('.');
  if (kind === 4) return (await take(socket, 16)).toString('hex');
  const length = (await take(socket, 1))[0] ?? 0;
  return (await take(socket, length)).toString();
};

const signIn = async (socket: Socket, methods: Buffer): Promise<boolean> => {
  if (!methods.includes(2)) {
    socket.end(Buffer.from([5, 0xff]));
    return false;
  }
  socket.write(Buffer.from([5, 2]));
  const name = await take(socket, (await take(socket, 2))[1] ?? 0);
  const password = await take(socket, (await take(socket, 1))[0] ?? 0);
  const isRight = `${name.toString()}:${password.toString()}` === login;
  socket.write(Buffer.from([1, isRight ? 0 : 1]));
  return isRight;
};

/** `leadTo`: where names lead. */
export const startSocks = async (
  manner: SocksManner,
  { host = '127.0.0.1', port = 0, leadTo = '127.0.0.1' } = {},
): Promise<SocksProxy> => {
  const asked: string[] = [];
  const serve = async (socket: Socket): Promise<void> => {
    if (manner === 'speaks something else') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    const methods = await take(socket, (await take(socket, 2))[1] ?? 0);
    if (manner === 'wants a login') {
      if (!(await signIn(socket, methods))) return;
    } else socket.write(Buffer.from([5, 0]));
    const name = await hostIn(socket);
    const wanted = (await take(socket, 2)).readUInt16BE(0);
    asked.push(`${name}:${wanted}`);
    if (replies[manner] !== 0) return void socket.end(Buffer.from([5, replies[manner], 0, 1, 0, 0, 0, 0, 0, 0]));
    const far = connect(wanted, leadTo);
    far.on('error', () => socket.destroy());
    socket.on('close', () => far.destroy());
    await once(far, 'connect');
    socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    socket.pipe(far);
    far.pipe(socket);
  };
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    serve(socket).catch(() => socket.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
