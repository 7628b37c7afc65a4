/** One entry of an answer log, and how a batch of them becomes bytes: JSON that says what it is, then the bytes it is about. */

/** What a log tells, in the order in which it happened. */
export interface Entry {
  /** Of a kind of its own for each thing that happens to an answer; plain data. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

const lengths = 8;

/** `[head length u32][body length u32][head][body]` for each, little endian. */
export const packed = (entries: readonly Entry[]): Buffer => {
  const pieces: Uint8Array[] = [];
  for (const { head, body } of entries) {
    const text = Buffer.from(JSON.stringify(head));
    const frame = Buffer.allocUnsafe(lengths);
    frame.writeUInt32LE(text.length, 0);
    frame.writeUInt32LE(body.length, 4);
    pieces.push(frame, text, body);
  }
  return Buffer.concat(pieces);
};

export const unpacked = (bytes: Buffer): readonly Entry[] => {
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length;) {
    const headLength = bytes.readUInt32LE(at);
    const bodyLength = bytes.readUInt32LE(at + 4);
    const headAt = at + lengths;
    const bodyAt = headAt + headLength;
    // Safe: sealed with our key, so written by `packed`.
    const head = JSON.parse(bytes.toString('utf8', headAt, bodyAt)) as Entry['head'];
    entries.push({ head, body: bytes.subarray(bodyAt, bodyAt + bodyLength) });
    at = bodyAt + bodyLength;
  }
  return entries;
};
