import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inTime } from '../../test/fakes/patience.ts';
import { watchFile } from './watch-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'good-gateway-watch-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Watching {
  /** The next reason; `undefined` at the end. */
  next(): Promise<string | undefined>;
  end(): void;
}

const watch = (path: string | null): Watching => {
  const stop = new AbortController();
  const changes = watchFile(path, stop.signal)[Symbol.asyncIterator]();
  return {
    next: async () => (await inTime('a change', changes.next())).value as string | undefined,
    end: () => stop.abort(),
  };
};

test('what changed and what came before anybody asks is told all the same', async () => {
  const path = join(folder, 'early.yaml');
  writeFileSync(path, 'one');
  const watching = watch(path);
  writeFileSync(path, 'another');
  assert.equal(await watching.next(), path);
  process.emit('SIGHUP');
  assert.equal(await watching.next(), 'SIGHUP');
  watching.end();
  assert.equal(await watching.next(), undefined);
});

test('a file that goes and comes again by another name has changed each time', async () => {
  const path = join(folder, 'late.yaml');
  writeFileSync(path, 'one');
  const watching = watch(path);
  rmSync(path);
  assert.equal(await watching.next(), path);
  writeFileSync(join(folder, 'new'), 'six');
  renameSync(join(folder, 'new'), path);
  assert.equal(await watching.next(), path);
  watching.end();
});

test('once it is over nothing of it is left, whether or not anybody asked', () => {
  const before = process.listenerCount('SIGHUP');
  watch(null).end();
  watch(join(folder, 'never')).end();
  assert.equal(process.listenerCount('SIGHUP'), before);
});
