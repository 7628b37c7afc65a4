/** How fast the chat is there: first paint in a browser with nothing kept, and how much script it loads. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startBrowser } from '../test/fakes/browser.ts';
import { startProgram } from '../test/fakes/program.ts';

const runs = 7;
const most = { firstPaintMs: 1_000, scriptBytes: 120_000 };

const folder = path.join(import.meta.dirname, '../dist/web/assets');

interface Seen {
  readonly paintMs: number;
  /** Until something can be typed. */
  readonly readyMs: number;
}

/** Each visit is a browser's first: nothing of an earlier one is kept. */
const visit = async (origin: string): Promise<Seen> => {
  const browser = await startBrowser();
  try {
    const page = await browser.context.newPage();
    await page.goto(origin);
    await page.waitForSelector('#message');
    const readyMs = await page.evaluate('performance.now()');
    const paintMs = await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN');
    return { paintMs: Number(paintMs), readyMs: Number(readyMs) };
  } finally {
    await browser.close();
  }
};

const middle = (all: readonly number[]): number => all.toSorted((one, other) => one - other)[all.length >> 1] ?? NaN;

const program = await startProgram({ upstreams: { none: { url: 'http://127.0.0.1:9/v1', health: 'off' } } });
const seen: Seen[] = [];
for (let run = 0; run < runs; run++) seen.push(await visit(program.origin));
await program.close();

const scriptBytes = readdirSync(folder)
  .filter((name) => name.endsWith('.js.gz'))
  .reduce((bytes, name) => bytes + readFileSync(path.join(folder, name)).length, 0);
const paintMs = middle(seen.map((one) => one.paintMs));
const readyMs = middle(seen.map((one) => one.readyMs));
console.log(`first paint   ${Math.round(paintMs)} ms (median of ${runs} first visits; at most ${most.firstPaintMs})`);
console.log(`ready to type ${Math.round(readyMs)} ms`);
console.log(`script        ${(scriptBytes / 1000).toFixed(1)} kB gzipped (at most ${most.scriptBytes / 1000})`);
process.exitCode = paintMs <= most.firstPaintMs && scriptBytes <= most.scriptBytes ? 0 : 1;
