/** The built scripts of the pages: read once, and built first where nobody did that. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { WebFile, WebFiles } from '../domain/ports.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'dist/web');
const builder = join(root, 'scripts/build-web.ts');

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

const read = async (file: string): Promise<WebFile> => {
  const bytes = await readFile(file);
  const gzip = existsSync(`${file}.gz`) ? await readFile(`${file}.gz`) : null;
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { type: types[extname(file)] ?? 'application/octet-stream', bytes, gzip, etag };
};

interface Chunk {
  readonly file: string;
  readonly name?: string;
  readonly isEntry?: boolean;
  readonly css?: readonly string[];
}

const pagesOf = async (): Promise<WebFiles['pages']> => {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Readonly<Record<string, Chunk>>;
  const entries = Object.values(manifest).filter(({ isEntry }) => isEntry === true);
  return new Map(
    entries.map(({ name = '', file, css = [] }) => [
      name,
      { script: `/${file}`, styles: css.map((each) => `/${each}`) },
    ]),
  );
};

const readAll = async (): Promise<WebFiles> => {
  const names = (await readdir(join(folder, 'assets'))).filter((name) => !name.endsWith('.gz'));
  const files = new Map<string, WebFile>();
  for (const name of names) files.set(`/assets/${name}`, await read(join(folder, 'assets', name)));
  files.set('/worker.js', await read(join(folder, 'worker/worker.js')));
  return { files, pages: await pagesOf() };
};

/** The last thing it said, when it failed. */
const build = async (): Promise<string | null> => {
  const child = spawn(process.execPath, [builder], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-2000)));
  const [status] = (await once(child, 'close')) as [number | null];
  return status === 0 ? null : (said.trim().split('\n').at(-1) ?? 'the build failed');
};

export const openWeb = async (say: (line: string) => void): Promise<WebFiles | null> => {
  try {
    if (!existsSync(join(folder, 'manifest.json'))) {
      say('Building the chat: only this once, a few seconds …');
      const why = await build();
      if (why !== null) throw new Error(why);
      say('The chat is built.');
    }
    return await readAll();
  } catch (error) {
    say(`The chat is not there, / shows the overview instead: ${error instanceof Error ? error.message : 'unknown'}`);
    return null;
  }
};
