/** What the command `status` needs of the world: reading pages of a gateway, and files that are whole or not there. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { request } from 'undici';
import { readText } from './files.ts';
import { whyAway } from './why-away.ts';

const limitMs = 10_000;
/** Fifty models with their days take a twentieth of it. */
const limitBytes = 16 * 1024 * 1024;

type Got = { readonly kind: 'got'; readonly text: string | null } | { readonly kind: 'away'; readonly code: string };

const get = async (url: string): Promise<Got> => {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(limitMs) });
    if (statusCode !== 200) {
      await body.dump();
      return { kind: 'got', text: null };
    }
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of body as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limitBytes) return { kind: 'got', text: null };
      pieces.push(piece);
    }
    return { kind: 'got', text: Buffer.concat(pieces).toString('utf8') };
  } catch (error) {
    return { kind: 'away', code: whyAway(error) };
  }
};

/** Readers see the old file or the new one: a rename is one step. */
const writeWhole = async (path: string, text: string): Promise<void> => {
  const fresh = `${path}.${process.pid}.new`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(fresh, text);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
};

export const statusWorld = { get, readText, writeWhole };
