import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFile } from './files.ts';

test('a file is read to its end; a folder and what is not there are told apart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'good-gateway-files-'));
  try {
    const path = join(folder, 'a.log');
    await writeFile(path, 'x'.repeat(3_000_000));
    const opened = await openFile(path);
    assert.equal(opened.kind, 'file');
    let bytes = 0;
    if (opened.kind === 'file') for await (const piece of opened.read()) bytes += piece.length;
    assert.equal(bytes, 3_000_000);
    assert.deepEqual(await openFile(folder), { kind: 'unusable', why: 'folder' });
    assert.deepEqual(await openFile(join(folder, 'gone')), { kind: 'unusable', why: 'missing' });
    assert.deepEqual(await openFile(join(path, 'inside')), { kind: 'unusable', why: 'missing' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
