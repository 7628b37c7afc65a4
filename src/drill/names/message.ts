/** Questions and answers of a name server as they stand on the wire: RFC 1035, as much of it as a resolver asks for. */

/** `none`: the name has no address of that family. `silent`: no answer at all. */
export type NameAnswer =
  | {
      readonly kind: 'found';
      readonly addresses: readonly string[];
      readonly ttlSeconds: number;
      /** Before it is sent. */
      readonly afterMs?: number;
    }
  | { readonly kind: 'none' | 'no-name' | 'fails' | 'silent' };

export interface Question {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'other';
}

const typeNames: Readonly<Record<number, Question['type']>> = { 1: 'A', 28: 'AAAA' };
/** RFC 1035 section 4.1.1. */
const codes = { found: 0, none: 0, fails: 2, 'no-name': 3 } as const;
const headBytes = 12;

const nameIn = (message: Buffer): { readonly name: string; readonly end: number } => {
  const labels: string[] = [];
  let at = headBytes;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
};

export const questionIn = (message: Buffer): Question => {
  const { name, end } = nameIn(message);
  return { name, type: typeNames[message.readUInt16BE(end)] ?? 'other' };
};

const wordsOf = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : text.split(':');

const bytesOfSix = (address: string): readonly number[] => {
  const [left, right] = address.split('::');
  const [head, tail] = [wordsOf(left), wordsOf(right)];
  const middle = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...middle, ...tail].flatMap((word) => {
    const value = Number.parseInt(word, 16);
    return [value >> 8, value & 255];
  });
};

const bytesOf = (address: string): readonly number[] =>
  address.includes(':') ? bytesOfSix(address) : address.split('.').map(Number);

const record = (type: number, address: string, ttlSeconds: number): Buffer => {
  const data = bytesOf(address);
  const head = Buffer.alloc(headBytes);
  // A pointer to the question's name, type, class IN, time to live, length.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlSeconds, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, Buffer.from(data)]);
};

/** An address is told to questions of its own family; `null` for silence. */
export const replyTo = (message: Buffer, answer: NameAnswer): Buffer | null => {
  if (answer.kind === 'silent') return null;
  const { end } = nameIn(message);
  const type = message.readUInt16BE(end);
  const isSix = typeNames[type] === 'AAAA';
  const [addresses, ttlSeconds] = answer.kind === 'found' ? [answer.addresses, answer.ttlSeconds] : [[], 0];
  const records = addresses
    .filter((address) => address.includes(':') === isSix)
    .map((address) => record(type, address, ttlSeconds));
  const head = Buffer.alloc(headBytes);
  message.copy(head, 0, 0, 2);
  // An answer, recursion desired and available.
  head.writeUInt16BE(0x8180 | codes[answer.kind], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, message.subarray(headBytes, end + 4), ...records]);
};
