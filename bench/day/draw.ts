/** Draws what the day left behind into docs/screens: light on a desktop, dark on a phone. Needs Debian's chromium and pngquant. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startBrowser } from '../../test/fakes/browser.ts';
import type { Day } from './play.ts';
import { foundIn } from './judge.ts';

const screens = path.join(import.meta.dirname, '../../docs/screens');
const looks = [
  ['desktop-light', { width: 1_100, height: 760 }, 'light'],
  ['phone-dark', { width: 390, height: 760 }, 'dark'],
] as const;
const tallestPx = 1_500;
const colors = '48';

const smaller = (png: Uint8Array): Buffer =>
  execFileSync('pngquant', ['--speed', '1', '--nofs', '--strip', colors, '-'], { input: png, maxBuffer: 1e8 });

export const drawDay = async (folder: string, day: Day): Promise<void> => {
  const id = foundIn(day).outage?.id ?? '';
  const shown = {
    status: 'outage/index.html',
    incident: `evening/status/incidents/${id}/index.html`,
    report: 'report.html',
  } as const;
  const browser = await startBrowser();
  const page = await browser.context.newPage();
  for (const [name, file] of Object.entries(shown))
    for (const [look, viewport, colorScheme] of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.goto(pathToFileURL(path.resolve(folder, file)).href);
      const wholePx = await page.evaluate<number>('document.documentElement.scrollHeight');
      await page.setViewportSize({ width: viewport.width, height: Math.min(wholePx, tallestPx) });
      const png = smaller(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
      writeFileSync(path.join(screens, `day-${name}-${look}.png`), png);
    }
  await browser.close();
};
