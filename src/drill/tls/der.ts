/** Writes DER (X.690): as much of it as a certificate needs. */

/** A tag, and as many bytes as it says. */
const value = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Uint8Array.of(tag, length), content]);
  const size = length < 0x100 ? Uint8Array.of(0x81, length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
  return Buffer.concat([Uint8Array.of(tag), size, content]);
};

export const sequence = (...parts: readonly Uint8Array[]): Buffer => value(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => value(0x31, ...parts);
export const text = (words: string): Buffer => value(0x0c, Buffer.from(words));
export const octets = (content: Uint8Array): Buffer => value(0x04, content);
/** Whole bytes only. */
export const bits = (content: Uint8Array): Buffer => value(0x03, Uint8Array.of(0), content);
export const yes: Buffer = value(0x01, Uint8Array.of(0xff));
/** Under 128 and not negative. */
export const small = (number: number): Buffer => value(0x02, Uint8Array.of(number));
export const explicit = (tag: number, content: Uint8Array): Buffer => value(0xa0 + tag, content);
export const implicit = (tag: number, content: Uint8Array): Buffer => value(0x80 + tag, content);

/** `YYYYMMDDHHMMSSZ`. */
export const time = (at: Date): Buffer => value(0x18, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, '')));

/** `1.2.840.10045.4.3.2`. */
export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const groups = (number: number): readonly number[] =>
    number < 0x80 ? [number] : [...groups(number >> 7).map((byte) => byte | 0x80), number & 0x7f];
  return value(0x06, Uint8Array.from([40 * first + second, ...others.flatMap(groups)]));
};
