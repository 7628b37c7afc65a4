/** Folders that are there, that are not, and that nobody can make. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeFolder } from './folder.ts';

const root = mkdtempSync(join(tmpdir(), 'good-gateway-test-'));
after(() => rmSync(root, { recursive: true }));

test('all folders of a path are made, for their owner alone, and a second time is no trouble', () => {
  const path = join(root, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  assert.equal(statSync(join(root, 'a')).mode & 0o777, 0o700);
  assert.ok(statSync(path).isDirectory());
});

test('below a file there is none', () => {
  writeFileSync(join(root, 'file'), '');
  assert.throws(() => makeFolder(join(root, 'file', 'x')), /ENOTDIR|EEXIST/);
});

test('where nobody can make one it says so', { skip: process.platform !== 'linux' }, () => {
  assert.throws(() => makeFolder('/proc/nobody-makes-this/x'), /ENOENT|EACCES|EPERM/);
});
