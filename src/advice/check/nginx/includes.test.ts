import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Source } from '../place.ts';
import type { Context } from '../system.ts';
import { nginx } from './system.ts';

type Files = Readonly<Record<string, string>>;

const context = (files: Files): Context => ({
  streaming: null,
  nginxVersion: null,

  open: (pattern) => {
    const names = Object.keys(files).filter(
      (name) => name === pattern || (pattern === '*.conf' && name !== 'nginx.conf'),
    );
    const isLost = names.length === 0 && !pattern.includes('*');
    return Promise.resolve({
      sources: names.map((file): Source => ({ file, text: files[file] ?? '' })),
      unopened: isLost ? [{ file: pattern, why: 'there is no such file' }] : [],
    });
  },
});

const models = 'server { location / { proxy_pass http://127.0.0.1:1; } }';

const read = (files: Files, ...named: readonly string[]) =>
  nginx.read(
    named.map((file) => ({ file, text: files[file] ?? '' })),
    context(files),
  );

test('what is included counts where the include stands, and findings name the file it stands in', async () => {
  const { findings, hops, notes } = await read(
    {
      'nginx.conf': 'http { proxy_read_timeout 300s; include *.conf; }',
      'site.conf': 'server {\n  location /v1/ {\n    include proxy;\n    proxy_pass http://127.0.0.1:1;\n  }\n}',
      proxy: 'worker_shutdown_timeout 5s;',
    },
    'nginx.conf',
  );
  assert.equal(hops[0]?.clocks.read?.value, 300_000);
  assert.equal(hops[0]?.root, 'nginx.conf');
  assert.ok(findings.some(({ rule, place }) => rule === 'NGX-REL-1' && place.source.file === 'proxy'));
  assert.deepEqual(
    notes.filter((note) => !note.includes('1.29.7')),
    [],
  );
});

test('a file that another one includes is read once, in its place there', async () => {
  const files = {
    'nginx.conf': 'http { proxy_read_timeout 300s; include *.conf; }',
    'site.conf': 'server { location /v1/ { proxy_pass http://127.0.0.1:1; } }',
  };
  const { hops } = await read(files, 'nginx.conf', 'site.conf');
  assert.deepEqual(
    hops.map(({ clocks }) => clocks.read?.value),
    [300_000],
  );
});

test('an include that leads back is told as a loop, and the rest is read', async () => {
  const loop = { 'a.conf': 'include b.conf;', 'b.conf': 'include a.conf;' };
  const { problems, hops } = await read({ 'nginx.conf': `include a.conf;\nhttp { ${models} }`, ...loop }, 'nginx.conf');
  assert.deepEqual(
    problems.map(({ place, message }) => [place.source.file, message]),
    [['b.conf', 'this include is a loop: it leads to a.conf again']],
  );
  assert.equal(hops.length, 1);
});

test('an endless ladder of files ends, and says so', async () => {
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`f${n}`, `include f${n + 1};`]));
  const { problems } = await read(files, 'f0');
  assert.match(problems[0]?.message ?? '', /more than 20 deep/);
});

const twice = (n: number): string => `include f${n + 1};\ninclude f${n + 1};`;

test('a file that is included very often does not make the work grow without a bound', async () => {
  const files = Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`f${n}`, twice(n)]));
  const { problems, sources } = await read(files, 'f0');
  assert.ok(sources.length <= 2_000);
  assert.ok(problems.some(({ message }) => message.includes('the rest was not read')));
});

test('a large file that is included often is read as often as 32 MB allow', async () => {
  const large = `${'# '.repeat(4 * 1024 ** 2)}\n${models}`;
  const { problems, hops } = await read(
    { 'nginx.conf': `http { ${'include large;'.repeat(9)} }`, large },
    'nginx.conf',
  );
  assert.equal(hops.length, 3);
  assert.match(problems[0]?.message ?? '', /more than 32 MB with what it includes/);
});

test('an include of a file that is not there is noted, a pattern that nothing fits is not', async () => {
  const { notes } = await read(
    { 'nginx.conf': 'include lost.conf; include *.none; include mime.types;' },
    'nginx.conf',
  );
  assert.deepEqual(notes, ['lost.conf: not read, there is no such file; what it sets is not known']);
});

test('what is broken in an included file leaves the others as they are', async () => {
  const files = { 'nginx.conf': 'http { include *.conf; }', 'a.conf': 'server { listen 80 }', 'b.conf': models };
  const { problems, hops } = await read(files, 'nginx.conf');
  assert.equal(problems[0]?.place.source.file, 'a.conf');
  assert.equal(hops.length, 1);
});

test('parts of one configuration know the upstreams of each other, whatever their order', async () => {
  const files = {
    'conf.d/app.conf':
      'server { location / { proxy_pass http://app; } location /v/ { set $to app; proxy_pass http://$to; } }',
    'conf.d/upstreams.conf': 'upstream app { server 10.0.0.5; server 10.0.0.6; }',
  };
  const { findings } = await read(files, 'conf.d/app.conf', 'conf.d/upstreams.conf');
  const rules = findings.map(({ rule }) => rule);
  assert.ok(rules.includes('NGX-TMO-2') && !rules.includes('NGX-DNS-4') && !rules.includes('NGX-DNS-2'), rules.join());
});

test('from 1.29.7 on connections are kept by default', async () => {
  const text = 'upstream app { server 10.0.0.5; keepalive 8; }\nserver { location / { proxy_pass http://app; } }';
  const kept = async (version: readonly [number, number, number] | null): Promise<readonly unknown[]> => {
    const found = await nginx.read([{ file: 'x.conf', text }], { ...context({}), nginxVersion: version });
    const isFound = found.findings.some(({ rule }) => rule === 'NGX-KA-2');
    return [isFound, found.hops[0]?.clocks.keepToNext?.value, found.notes.length];
  };
  assert.deepEqual(await kept(null), [true, undefined, 1]);
  assert.deepEqual(await kept([1, 29, 6]), [true, undefined, 0]);
  assert.deepEqual(await kept([1, 29, 7]), [false, 60_000, 0]);
});
