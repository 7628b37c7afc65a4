/** Everything of the world that `serve` needs, in one place. */
import { spawn } from 'node:child_process';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { request } from 'undici';

import { openCourier } from './alert/courier.ts';
import { sender } from './alert/send.ts';
import { makeFolder } from './folder.ts';
import { openAnswersOnDisk } from './answers-disk.ts';
import { openAnswers } from './answers-memory.ts';
import { clock, soon } from './clock.ts';
import { readText } from './files.ts';
import { listen } from './listen.ts';
import { makeLog } from './log.ts';
import { makeMetrics } from './metrics.ts';
import { random } from './random.ts';
import { readPage } from './read-page.ts';
import { openResolver } from './resolver/resolver.ts';
import { openJournal } from './store-sqlite.ts';
import { pageScript } from './page-script.ts';
import { styleSheet } from './style-sheet.ts';
import { vitals } from './vitals.ts';
import { watchFile } from './watch-file.ts';
import { openWeb } from './web-files.ts';
import { openWire } from './wire/wire.ts';

const isSecret = (text: string | null): text is string => text !== null && /^[0-9a-f]{64}\n$/.test(text);

/** All gateways beside one store have what the first one wrote, also when they begin at the same moment. */
const keepSecret = async (path: string, text: string): Promise<string> => {
  makeFolder(dirname(path));
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    // A link is there whole, or is not: nobody reads half of it.
    await link(draft, path);
    return text;
  } catch {
    const known = await readText(path);
    if (isSecret(known)) return known;
    await rename(draft, path);
    return text;
  } finally {
    await rm(draft, { force: true });
  }
};

const probeMs = 700;

const probe = async (url: string, signal: AbortSignal): Promise<unknown> => {
  try {
    const answer = await request(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(probeMs)]),
      headersTimeout: probeMs,
    });
    if (answer.statusCode === 200) return await answer.body.json();
    await answer.body.dump();
    return null;
  } catch {
    return null;
  }
};

const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer' };

const openBrowser = (url: string): void => {
  const child = spawn(openers[process.platform] ?? 'xdg-open', [url], { stdio: 'ignore', detached: true });
  // No browser on this machine is no reason to stop.
  child.on('error', () => {});
  child.unref();
};

export const world = {
  clock,
  soon,
  random,
  openWire,
  openResolver,
  openAnswers,
  openAnswersOnDisk,
  openCourier,
  openSender: sender,
  openJournal,
  makeLog,
  makeMetrics,
  listen,
  readPage,
  readText,
  keepSecret,
  watchFile,
  probe,
  openBrowser,
  styleSheet,
  openWeb,
  pageScript,
  vitals,
};
