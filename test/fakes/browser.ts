/** A real browser, where the machine has one: headless, with a profile of its own, asking nobody but this machine. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import type { BrowserContext, Browser as PlaywrightBrowser } from 'playwright-core';
import { chromium } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((each) =>
  existsSync(each),
);

/** For `skip` of a test. */
export const noBrowser = executablePath === undefined && 'no Chromium on this machine';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** One without a profile, for tests that want a new person each time. */
export const launchBrowser = (): Promise<PlaywrightBrowser> =>
  chromium.launch({ executablePath: executablePath ?? '', args });

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

type Options = Parameters<typeof chromium.launchPersistentContext>[1];

export const startBrowser = async (options: Options = {}): Promise<Browser> => {
  const profile = await mkdtemp(path.join(tmpdir(), 'good-gateway-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executablePath ?? '',
    args,
    viewport: { width: 1100, height: 760 },
    ...options,
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
};

/** One browser for all tests of a file, where there is one. */
export const browserOfFile = (): (() => BrowserContext) => {
  let browser: Browser | null = null;
  before(async () => {
    if (noBrowser === false) browser = await startBrowser();
  });
  after(() => browser?.close());
  return () => {
    if (browser === null) throw new Error('no browser was started');
    return browser.context;
  };
};
