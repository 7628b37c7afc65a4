/** Seals the records of one file: AES-256-GCM under a key of the file's own, so that a record's number can be its nonce. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const magic = Buffer.from('GGAL\u0002\0\0\0', 'latin1');
const saltBytes = 32;
const tagBytes = 16;

export const headerBytes = magic.length + saltBytes;

/** What a file begins with: who wrote it, and the salt of its key. */
export const newHeader = (): Buffer => Buffer.concat([magic, randomBytes(saltBytes)]);

export const isHeader = (bytes: Buffer): boolean =>
  bytes.length >= headerBytes && bytes.subarray(0, magic.length).equals(magic);

/** RFC 5869. `secret` is the operator's; a header makes it into the key of its file. */
export const keyOf = (secret: string, header: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, header.subarray(magic.length, headerBytes), 'good-gateway answers', 32));

/** A key is never used for two records of the same number, which is all that GCM asks of a nonce. */
const nonceOf = (number: number): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64LE(BigInt(number), 0);
  return nonce;
};

export const sealed = (key: Buffer, number: number, record: Uint8Array): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number));
  const text = cipher.update(record);
  cipher.final();
  return Buffer.concat([text, cipher.getAuthTag()]);
};

/** `null`: not written under this key, not at this place, or not whole. */
export const unsealed = (key: Buffer, number: number, bytes: Buffer): Buffer | null => {
  if (bytes.length < tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number));
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  try {
    const record = decipher.update(bytes.subarray(0, bytes.length - tagBytes));
    decipher.final();
    return record;
  } catch {
    return null;
  }
};
