/** The command `status`: writes the status page of a running gateway as files, to be hosted elsewhere. */
import { resolve } from 'node:path';
import type { Terminal } from '../domain/ports.ts';
import { objectOf } from '../dialect/reading.ts';
import type { OperatorsWorld } from './operators.ts';
import { dialled, settingsNear } from './operators.ts';
import type { StatusArgs } from './status-args.ts';
import { readStatusArgs, statusHelp } from './status-args.ts';
import type { CopiedFile } from './status-copy.ts';
import { copied, filesOf, furtherPaths, mainPage } from './status-copy.ts';

export interface StatusWorld extends Pick<OperatorsWorld, 'readText'> {
  /** A bounded GET; `null` text: the answer was none of 200. Never rejects. */
  get(
    url: string,
  ): Promise<{ readonly kind: 'got'; readonly text: string | null } | { readonly kind: 'away'; readonly code: string }>;
  /** Writes it whole or not at all; rejects when it cannot. */
  writeWhole(path: string, text: string): Promise<void>;
}

type Origin = { readonly origin: string } | { readonly lines: readonly string[] };

const originFor = async ({ from, config }: StatusArgs, terminal: Terminal, world: StatusWorld): Promise<Origin> => {
  if (from !== null) return { origin: from.replace(/\/+$/, '') };
  const loaded = await settingsNear(config, { terminal, world });
  if (loaded.kind === 'lost') return { lines: loaded.lines };
  return { origin: `http://${dialled(loaded.settings.listen)}` };
};

type Copy = { readonly files: readonly CopiedFile[] } | { readonly wrong: string };

const copyFrom = async (origin: string, alone: string, world: StatusWorld): Promise<Copy> => {
  const texts = new Map<string, string>();
  const take = async (path: string): Promise<string | null> => {
    const answer = await world.get(`${origin}${path}?alone=${encodeURIComponent(alone)}`);
    if (answer.kind === 'away') return `no gateway answers at ${origin} (${answer.code})`;
    if (answer.text === null) return `${origin}${path} is not what a gateway has there`;
    texts.set(path, answer.text);
    return null;
  };
  for (const path of copied) {
    const wrong = await take(path);
    if (wrong !== null) return { wrong };
  }
  const listed = (name: string): unknown => objectOf(texts.get(`/api/v2/${name}.json`) ?? '');
  // One that was dropped between the two looks is left out.
  for (const path of furtherPaths(listed('incidents'), listed('components'))) await take(path);
  const wrong = await take(mainPage);
  return wrong === null ? { files: [...texts].flatMap(([path, text]) => filesOf(path, text)) } : { wrong };
};

export const run = async (args: readonly string[], terminal: Terminal, world: StatusWorld): Promise<number> => {
  const read = readStatusArgs(args);
  if (read.kind === 'help') {
    terminal.out(statusHelp);
    return 0;
  }
  const fail = (status: number, ...lines: readonly string[]): number => {
    for (const line of lines) terminal.err(`status: ${line}\n`);
    return status;
  };
  if (read.kind === 'wrong') {
    terminal.err(`status: ${read.why}\nSee: good-gateway status --help\n`);
    return 64;
  }
  const found = await originFor(read.args, terminal, world);
  if ('lines' in found) return fail(64, ...found.lines);
  const copy = await copyFrom(found.origin, read.args.url ?? '', world);
  if ('wrong' in copy) return fail(1, copy.wrong, 'nothing was written');
  const folder = resolve(terminal.cwd, read.args.folder);
  try {
    for (const { file, text } of copy.files) await world.writeWhole(resolve(folder, file), text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return fail(1, `${read.args.folder} cannot be written (${code})`);
  }
  terminal.out(`${copy.files.length} files in ${read.args.folder}\n`);
  return 0;
};
