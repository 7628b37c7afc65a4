/** A name server on loopback whose answers a test writes: RFC 1035 over UDP, as much of it as c-ares asks for. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** `silent`: no answer at all. */
export type NameAnswer =
  | { readonly kind: 'found'; readonly addresses: readonly string[]; readonly ttlSeconds?: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'no-name' }
  | { readonly kind: 'fails' }
  | { readonly kind: 'silent' };

export interface FakeNameServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** Questions so far, such as `A model.test`. */
  readonly asked: readonly string[];
  /** Says what a name stands for from now on; an address is answered to questions of its own family. */
  name(name: string, answer: NameAnswer): void;
  close(): Promise<void>;
}

const typeNames: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA' };
const codes = { found: 0, none: 0, fails: 2, 'no-name': 3 } as const;

const readName = (message: Buffer): { name: string; end: number } => {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
};

const words = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : text.split(':');

const sixBytes = (address: string): readonly number[] => {
  const [left = '', right] = address.split('::');
  const [head, tail] = [words(left), words(right)];
  const middle = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...middle, ...tail].flatMap((word) => [
    Number.parseInt(word, 16) >> 8,
    Number.parseInt(word, 16) & 255,
  ]);
};

const bytesOf = (address: string): readonly number[] =>
  address.includes(':') ? sixBytes(address) : address.split('.').map(Number);

const record = (type: number, address: string, ttlSeconds: number): Buffer => {
  const data = bytesOf(address);
  const head = Buffer.alloc(12);
  // A pointer to the question's name, type, class IN, time to live, length.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlSeconds, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, Buffer.from(data)]);
};

const reply = (message: Buffer, end: number, answer: Exclude<NameAnswer, { kind: 'silent' }>): Buffer => {
  const type = message.readUInt16BE(end);
  const addresses = answer.kind === 'found' ? answer.addresses : [];
  const fitting = addresses.filter((address) => address.includes(':') === (type === 28));
  const head = Buffer.alloc(12);
  message.copy(head, 0, 0, 2);
  // An answer, recursion desired and available.
  head.writeUInt16BE(0x8180 | codes[answer.kind], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(fitting.length, 6);
  const ttlSeconds = answer.kind === 'found' ? (answer.ttlSeconds ?? 60) : 0;
  const records = fitting.map((address) => record(type, address, ttlSeconds));
  return Buffer.concat([head, message.subarray(12, end + 4), ...records]);
};

export const startNameServer = async (): Promise<FakeNameServer> => {
  const names = new Map<string, NameAnswer>();
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const { name, end } = readName(message);
    asked.push(`${typeNames[message.readUInt16BE(end)] ?? 'other'} ${name}`);
    const answer = names.get(name) ?? { kind: 'no-name' };
    if (answer.kind !== 'silent') socket.send(reply(message, end, answer), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    asked,
    name: (name, answer) => void names.set(name, answer),
    close: () => new Promise((resolve) => void socket.close(() => resolve())),
  };
};
