/** Scripts that are handed out as they are: all there, and all kept for when the gateway is away. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { pageScript } from './page-script.ts';

const web = new URL('../../web/', import.meta.url);
const names = readdirSync(new URL('doctor/', web)).filter((name) => name.endsWith('.ts'));
const worker = readFileSync(new URL('worker/main.ts', web), 'utf8');

for (const name of names)
  test(`the doctor’s ${name} is handed out, and kept by the service worker`, () => {
    assert.ok(pageScript(name) !== null);
    assert.ok(worker.includes(`'${name.replace('.ts', '')}'`));
  });
