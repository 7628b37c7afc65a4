/** Builds the pages' scripts into dist/web: `web/NAME/main.tsx` for the page NAME, `web/worker/main.ts` for the service worker. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { InlineConfig } from 'vite';

const root = path.join(import.meta.dirname, '..');
const out = path.join(root, 'dist/web');
/** What the built files come from; who reads them compares it with what there is now. */
const stampFile = path.join(out, 'stamp');

/** A digest of everything that goes into the build. */
const stampOfSources = (): string => {
  const files = globSync(
    ['{web,client,src/domain}/**/*.{ts,tsx,css,json}', 'scripts/build-web.ts', 'package-lock.json'],
    {
      cwd: root,
    },
  );
  const hash = createHash('sha256');
  for (const file of files.filter((each) => !each.endsWith('.test.ts')).toSorted())
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  return hash.digest('hex');
};

const isFresh = (wanted: string): boolean => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;

const shared = {
  root: path.join(root, 'web'),
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  mode: 'production',
} as const satisfies InlineConfig;

type Build = (config: InlineConfig) => Promise<unknown>;

const buildPages = async (build: Build, folder: string): Promise<void> => {
  const input = Object.fromEntries(
    globSync('web/*/main.tsx', { cwd: root }).map((file) => [path.basename(path.dirname(file)), path.join(root, file)]),
  );
  await build({
    ...shared,
    build: {
      outDir: folder,
      emptyOutDir: true,
      manifest: 'manifest.json',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: { input },
    },
  });
};

/** The worker knows what it has to keep: every file of the pages, by its name with a digest. */
const buildWorker = async (build: Build, folder: string): Promise<void> => {
  const files = globSync('assets/*', { cwd: folder }).map((file) => `/${file}`);
  await build({
    ...shared,
    define: { builtFiles: JSON.stringify(files.toSorted()) },
    build: {
      outDir: path.join(folder, 'worker'),
      emptyOutDir: true,
      reportCompressedSize: false,
      rolldownOptions: {
        input: path.join(root, 'web/worker/main.ts'),
        output: { format: 'iife', entryFileNames: 'worker.js' },
      },
    },
  });
};

const buildAll = async (wanted: string): Promise<void> => {
  const { build } = await import('vite');
  const folder = path.join(root, 'dist', `.web-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  await buildPages(build, folder);
  await buildWorker(build, folder);
  for (const file of globSync('**/*.{js,css}', { cwd: folder }))
    writeFileSync(path.join(folder, `${file}.gz`), gzipSync(readFileSync(path.join(folder, file)), { level: 9 }));
  writeFileSync(path.join(folder, 'stamp'), wanted);
  // Whoever builds at the same time builds the same: the last one stays.
  rmSync(out, { recursive: true, force: true });
  try {
    renameSync(folder, out);
  } catch {
    rmSync(folder, { recursive: true, force: true });
  }
};

const stamp = stampOfSources();
if (!isFresh(stamp)) {
  const startedAt = performance.now();
  await buildAll(stamp);
  console.error(`The chat is built (${((performance.now() - startedAt) / 1000).toFixed(1)} s).`);
}
