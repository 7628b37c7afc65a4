/** Draws every page and state into docs/screens: light and dark, desktop and phone. Needs Debian's chromium and pngquant. */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { noBrowser, startBrowser } from '../test/fakes/browser.ts';
import { openStage, scenes } from '../test/fakes/scenes.ts';

const folder = path.join(import.meta.dirname, '../docs/screens');
const sizes = { desktop: { width: 1100, height: 760 }, phone: { width: 390, height: 760 } } as const;
const tallestPx = 1_300;
const colors = '64';
const mostBytes = 120 * 1024;
const mostBytesOfAll = 4 * 1024 * 1024;

/** The chat as its window shows it; pages a little further down. */
const draw = async (page: Page, name: string, width: number): Promise<Uint8Array> => {
  const wholePx = await page.evaluate<number>('document.documentElement.scrollHeight');
  const heightPx = name.startsWith('chat') ? sizes.desktop.height : Math.min(wholePx, tallestPx);
  await page.setViewportSize({ width, height: heightPx });
  await page.evaluate('document.fonts.ready.then(() => true)');
  return page.screenshot({ animations: 'disabled', caret: 'hide' });
};

/** Few colours are enough for a page, and a third of the bytes. */
const smaller = (png: Uint8Array): Buffer =>
  execFileSync('pngquant', ['--speed', '1', '--nofs', '--strip', colors, '-'], { input: png, maxBuffer: 1e8 });

const drawAll = async (wanted: RegExp): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  const [stage, browser] = await Promise.all([openStage(), startBrowser()]);
  const page = await browser.context.newPage();
  for (const scene of scenes.filter(({ name }) => wanted.test(name)))
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(viewport);
      await scene.show(page, stage);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const file = path.join(folder, `${scene.name}-${size}-${colorScheme}.png`);
        writeFileSync(file, smaller(await draw(page, scene.name, viewport.width)));
        console.log(path.basename(file), Math.round(statSync(file).size / 1024), 'kB');
      }
    }
  await browser.close();
  await stage.close();
};

const bytesOf = (file: string): number => statSync(path.join(folder, file)).size;

const [only] = process.argv.slice(2);
if (noBrowser !== false) throw new Error(noBrowser);
// What another script drew there stays.
if (only === undefined)
  for (const file of globSync('*-{desktop,phone}-{light,dark}.png', { cwd: folder })) rmSync(path.join(folder, file));
await drawAll(new RegExp(only ?? ''));
const files = readdirSync(folder).filter((file) => file.endsWith('.png'));
const large = files.filter((file) => bytesOf(file) > mostBytes);
const bytes = files.reduce((sum, file) => sum + bytesOf(file), 0);
console.log(`${files.length} drawings, ${Math.round(bytes / 1024)} kB`);
if (large.length > 0 || bytes > mostBytesOfAll) throw new Error(`too large: ${large.join(', ')} or all together`);
