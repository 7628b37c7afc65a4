/** Reading files and standard input piece by piece, in bounded memory. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { access, constants, readFile, stat } from 'node:fs/promises';

const pieceBytes = 1024 * 1024;

type Unusable = 'missing' | 'folder' | 'denied' | 'broken';

const whyNot = (error: unknown): Unusable => {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'broken';
};

export const openFile = async (
  path: string,
): Promise<
  | { readonly kind: 'file'; readonly bytes: number; read(): AsyncIterable<Uint8Array> }
  | { readonly kind: 'unusable'; readonly why: Unusable }
> => {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { kind: 'unusable', why: 'folder' };
    await access(path, constants.R_OK);
    // A thousand small files shall not cost a thousand large buffers; what is no plain file has no size.
    const highWaterMark = found.size > 0 ? Math.min(pieceBytes, found.size) : pieceBytes;
    return {
      kind: 'file',
      bytes: found.size,
      read: () => createReadStream(path, { highWaterMark }) as AsyncIterable<Uint8Array>,
    };
  } catch (error) {
    return { kind: 'unusable', why: whyNot(error) };
  }
};

/** At once, for a command that does nothing else meanwhile: a thousand small files by promises cost ten times as much. */
export const readPlain = (
  path: string,
  mostBytes: number,
):
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'larger' }
  /** A pipe, a device: it may never end. */
  | { readonly kind: 'special' }
  | { readonly kind: 'unusable'; readonly why: Unusable } => {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return { kind: 'unusable', why: 'folder' };
    if (!found.isFile()) return { kind: 'special' };
    if (found.size > mostBytes) return { kind: 'larger' };
    // What the kernel makes up as it is read has no size, and may make its reader wait.
    return { kind: 'read', bytes: found.size === 0 ? new Uint8Array() : readFileSync(path) };
  } catch (error) {
    return { kind: 'unusable', why: whyNot(error) };
  }
};

export const stdin = (): AsyncIterable<Uint8Array> => process.stdin as AsyncIterable<Uint8Array>;
export const isStdinTty = process.stdin.isTTY;

/** Text of a file; `null` when there is none. Rejects when it cannot be read. */
export const readText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
