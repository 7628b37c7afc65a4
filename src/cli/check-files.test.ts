import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openIncluded, readSource } from './check-files.ts';
import type { CheckWorld } from './check-world.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

/** In the place of what a pipe would hold. */
const pipe = 'a pipe';

/** Files of a machine; folders are what their paths say. `opened` is what was read of them. */
const worldOf = (files: Files, opened: string[] = []): CheckWorld => ({
  readPlain: (path, mostBytes) => {
    const found = files[path];
    if (found === undefined) return { kind: 'unusable', why: 'missing' };
    if (found === pipe) return { kind: 'special' };
    if (found.length > mostBytes) return { kind: 'larger' };
    opened.push(path);
    return { kind: 'read', bytes: Buffer.from(found) };
  },
  openFile: (path) => {
    const found = files[path];
    if (found === undefined) return Promise.resolve({ kind: 'unusable', why: 'missing' });
    opened.push(path);
    const bytes = Buffer.from(found);
    return Promise.resolve({ kind: 'file', bytes: bytes.length, read: () => pieces(bytes) });
  },
  stdin: () => pieces(Buffer.from('from a pipe')),
  list: (folder) => {
    const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
    return Promise.resolve(
      [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/', 1)[0] ?? ''))].toSorted(),
    );
  },
});

const root = (file: string): { readonly file: string; readonly text: string } => ({ file, text: '' });

const cases: readonly (readonly [says: string, pattern: string, root: string, opens: readonly string[]])[] = [
  ['a name is beside the root file', 'a.conf', 'x/nginx.conf', ['x/a.conf']],
  ['a pattern, in the order of the names', 'c/*.conf', 'x/nginx.conf', ['x/c/1.conf', 'x/c/2.conf']],
  ['a pattern of folders', '*/1.conf', 'x/nginx.conf', ['x/c/1.conf', 'x/d/1.conf']],
  ['signs in brackets', 'c/[!1].conf', 'x/nginx.conf', ['x/c/2.conf']],
  ['stars at every place', '*c*/*.c*f', 'x/nginx.conf', ['x/c/1.conf', 'x/c/2.conf']],
  ['more stars than anybody needs', `c/${'*1'.repeat(40)}*`, 'x/nginx.conf', []],
  ['a question mark', 'c/?.conf', 'x/nginx.conf', ['x/c/1.conf', 'x/c/2.conf']],
  [
    'a folder of nginx is the one of the root file, where it is there',
    '/etc/nginx/c/1.conf',
    'x/nginx.conf',
    ['x/c/1.conf'],
  ],
  ['where it is not, it is the one of the machine', '/etc/nginx/own.conf', 'x/nginx.conf', ['/etc/nginx/own.conf']],
  ['other absolute paths are what they are', '/srv/a.conf', 'x/nginx.conf', ['/srv/a.conf']],
  ['a broken pattern fits nothing', 'c/[.conf', 'x/nginx.conf', []],
];

const files: Files = Object.fromEntries(
  ['x/a.conf', 'x/c/2.conf', 'x/c/1.conf', 'x/c/1.txt', 'x/d/1.conf', '/etc/nginx/own.conf', '/srv/a.conf'].map(
    (name) => [name, name],
  ),
);

for (const [says, pattern, from, opens] of cases)
  test(`includes: ${says}`, async () => {
    const { sources, unopened } = await openIncluded(pattern, root(from), worldOf(files));
    assert.deepEqual(
      sources.map(({ file }) => file),
      opens,
    );
    assert.deepEqual(unopened, []);
  });

test('includes: what is not there is told by its name, what fits no pattern is not', async () => {
  const lost = await openIncluded('/etc/nginx/lost.conf', root('x/nginx.conf'), worldOf(files));
  assert.deepEqual(lost.unopened, [{ file: '/etc/nginx/lost.conf', why: 'there is no such file' }]);
  assert.deepEqual((await openIncluded('none/*.conf', root('x/nginx.conf'), worldOf(files))).unopened, []);
});

test('a byte order mark is no part of the text, and the text of Windows in two bytes is read too', async () => {
  const world = worldOf({ a: Buffer.from('\ufeffhttp { }'), b: Buffer.from('\ufeffhttp { }', 'utf16le') });
  for (const file of ['a', 'b'])
    assert.deepEqual(await readSource(file, world), { kind: 'source', source: { file, text: 'http { }' } });
});

test('includes: a pattern of everything is followed within a bound', async () => {
  const endless = Array.from({ length: 3_000 }, (_, at) => String(at));
  let read = 0;
  const world: CheckWorld = {
    ...worldOf({}),
    list: () => Promise.resolve(endless),
    readPlain: () => {
      read += 1;
      return { kind: 'larger' };
    },
  };
  await openIncluded('/*/*/*', root('/nginx.conf'), world);
  assert.equal(read, 2_000);
});

test('includes: a pipe is never waited for, though one that is named on the command line is read', async () => {
  const world = worldOf({ 'x/pipe.conf': pipe });
  const { sources, unopened } = await openIncluded('pipe.conf', root('x/nginx.conf'), world);
  assert.deepEqual(sources, []);
  assert.deepEqual(unopened, [{ file: 'x/pipe.conf', why: 'it is a pipe or a device, no file' }]);
  assert.equal((await readSource('x/pipe.conf', world)).kind, 'source');
});

test('standard input is a file', async () => {
  const read = await readSource('-', worldOf({}));
  assert.deepEqual(read, { kind: 'source', source: { file: 'standard input', text: 'from a pipe' } });
});

test('what is binary or huge is not read, and that is said', async () => {
  const opened: string[] = [];
  const world = worldOf({ binary: Buffer.from([0x7f, 0x45, 0, 1]), huge: Buffer.alloc(9 * 1024 * 1024, 'a;') }, opened);
  assert.deepEqual(await readSource('binary', world), { kind: 'unreadable', why: 'it is binary, no text' });
  const huge = await readSource('huge', world);
  assert.match(huge.kind === 'unreadable' ? huge.why : '', /more than 8 MB/);
});

test('standard input that does not end is left after a bound', async () => {
  let given = 0;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += 65_536;
      yield Buffer.alloc(65_536, 'x');
    }
  };
  const read = await readSource('-', { ...worldOf({}), stdin: endless });
  assert.equal(read.kind, 'unreadable');
  assert.ok(given < 10 * 1024 * 1024);
});
