/** The command `check` over real files: what it prints, what it answers to files nobody should have, and its exit status. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { checkSources } from '../../src/advice/check/check.ts';
import { textOf } from '../../src/advice/check/report/text.ts';
import { run } from '../../src/cli/check.ts';
import { checkWorld } from '../../src/io/check-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-command-'));
after(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const check = async (args: readonly string[], stdin = ''): Promise<Said> => {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    isTty: false,
    color: false,
    env: {},
    cwd: folder,
    stop: new AbortController().signal,
  };
  const given = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(stdin);
  };
  const status = await run(args, terminal, { ...checkWorld, stdin: given });
  return { status, ...said };
};

const service =
  'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { selector: { app: a }, ports: [{ port: 80 }] }\n';
const slowConnect =
  'upstreams:\n  a: { url: "https://a.example/v1" }\n  b: { url: "https://b.example/v1" }\ntimeouts:\n  connect: 20s\n';
const idle = 'http.createServer(f).listen(1);\nprocess.on("SIGTERM", f);\n';

test('a broken file has its place and what was expected; the others are checked all the same', async () => {
  const broken = write('broken.yaml', 'apiVersion: v1\nkind: Service\n\tmetadata: {}\n');
  const half = write('half.js', 'http.createServer(f).listen(1);\nconst = 5;\n');
  const own = write('good-gateway.yaml', 'upstreams:\n  a: { url: "https://a.example/v1" }\nretrys: {}\n');
  const { status, out } = await check([broken, half, own, write('server.js', idle)]);
  assert.equal(status, 1);
  assert.match(out, /broken\.yaml:3:1: cannot be read: expected spaces/);
  assert.match(out, /half\.js:2:\d+: cannot be read: expected valid JavaScript/);
  assert.match(out, /good-gateway\.yaml:3:1: cannot be read: retrys: .*retries/);
  assert.match(out, /server\.js:1:1: error: .*\[NODE-1\]/);
  assert.match(out, /4 files: 1 error, .* 3 places that cannot be read/);
});

test('what cannot be a config is said to be none, at once', async () => {
  const huge = write('huge.yaml', 'a: 1\n');
  truncateSync(huge, 50 * 1024 * 1024);
  const binary = write('binary.conf', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]));
  const { status, out } = await check([huge, binary, write('notes.txt', 'buy milk\n')]);
  assert.equal(status, 1);
  assert.match(out, /huge\.yaml:1:1: cannot be read: it has more than 8 MB/);
  assert.match(out, /binary\.conf:1:1: cannot be read: it is binary/);
  assert.match(out, /notes\.txt:1:1: cannot be read: expected nginx, .*looks like none of them/);
});

const strangers: Readonly<Record<string, string>> = {
  'a Caddyfile': 'a.example {\n\treverse_proxy localhost:8000\n}\n',
  'a config of Apache': '<VirtualHost *:443>\n  ProxyPass / http://127.0.0.1:8000/\n</VirtualHost>\n',
  'a file of Docker Compose': 'services:\n  web:\n    image: nginx\n',
  'a config of Traefik': 'entryPoints:\n  web: { address: ":80" }\n',
};

for (const [like, text] of Object.entries(strangers))
  test(`what is not known here is called by its name: ${like}`, async () => {
    const { status, out } = await check([write('front.conf', text)]);
    assert.equal(status, 1);
    assert.match(out, new RegExp(`cannot be read: expected nginx, .*; this looks like ${like}, so it was not checked`));
  });

test('a file with nothing in it is no mistake, and that is said', async () => {
  const { status, out } = await check([write('a.conf', ''), write('b.conf', '# off\n\n  # server { }\n')]);
  assert.equal(status, 0);
  assert.match(out, /a\.conf: there is nothing in it[^]*b\.conf: there is nothing in it/);
});

test('what manifests say in kinds that are not judged is said to be left out', async () => {
  const route = 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: a }\n';
  const other =
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: a }\nspec: { ingressClassName: alb }\n';
  const { status, out } = await check([write('k8s.yaml', `${route}---\n${other}---\nfoo: [1,2\n`)]);
  assert.equal(status, 1);
  assert.match(out, /k8s\.yaml:\d+:1: cannot be read/);
  assert.match(out, /what is said of calls by HTTPRoute is not judged/);
  assert.match(out, /Ingress a: nothing says that ingress-nginx serves it/);
});

test('bombs, loops and depths are bounded', async () => {
  const loop = write('nginx.conf', 'http { include nginx.conf; }\n');
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let at = 1; at < 200; at += 1) bomb.push(`a${at}: &a${at} [${`*a${at - 1}, `.repeat(10)}]`);
  const many = write('bomb.yaml', `apiVersion: v1\nkind: Service\n${bomb.join('\n')}\n`);
  const deep = write('deep.yaml', `apiVersion: v1\nkind: Service\na: ${'['.repeat(50_000)}\n`);
  const sums = write('deep.js', `server.keepAliveTimeout = ${'1 + '.repeat(20_000)}1;\n`);
  const { status, out } = await check([loop, many, deep, sums]);
  assert.equal(status, 1);
  assert.match(out, /deep\.yaml:\d+:\d+: cannot be read/);
  assert.match(out, /deep\.js:1:1: cannot be read/);
});

test('a byte order mark and CRLF change no place, and standard input is a file', async () => {
  const plain = await check(['-'], service.replace('port: 80', 'port: 80, targetPort: web'));
  assert.deepEqual([plain.status, plain.err], [0, '']);
  const own = `\uFEFF${slowConnect.replaceAll('\n', '\r\n')}`;
  const { status, out } = await check([write('good-gateway.yaml', own)]);
  assert.equal(status, 1);
  assert.match(out, /good-gateway\.yaml:5:3: warning: .*\n {2}5 \| {3}connect: 20s\n/);
});

test('exit status and outputs are as they were asked for', async () => {
  const own = write('good-gateway.yaml', slowConnect);
  const one = write('one.yaml', 'listen: 127.0.0.1:1\nupstreams:\n  a: { url: "https://a.example/v1" }\n');
  mkdirSync(join(folder, 'sub'));
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[own], 1, /GG-5/],
    [['--fail-on', 'error', own], 0, /GG-5/],
    [[one], 0, /GG-1/],
    [['--fail-on', 'advice', one], 1, /GG-1/],
    [['--json', own], 1, /^\{\n[\s\S]*"rule": "GG-5"/],
    [['--sarif', own], 1, /^\{\n {2}"version": "2\.1\.0"/],
    [['--rule', 'gg-5'], 0, /^GG-5 \(warning, good-gateway\)/],
    [['--rule', 'GG-99'], 64, /^$/],
    [['--sarif', '--json', own], 64, /^$/],
    [[], 64, /^$/],
    [[join(folder, 'nobody.conf')], 64, /^$/],
    [[join(folder, 'sub')], 64, /^$/],
    [['--help'], 0, /check-ignore/],
  ];
  for (const [args, status, out] of cases) {
    const said = await check(args);
    assert.equal(said.status, status, args.join(' '));
    assert.match(said.out, out, args.join(' '));
    assert.equal(said.err === '', status !== 64, args.join(' '));
  }
});

test('files are one way in the order they are said in, and one hop where they are of one system', async () => {
  const edge = `upstream a { server 127.0.0.1:1; keepalive 8; keepalive_timeout 90s; }
server { location / { proxy_pass http://a; proxy_http_version 1.1; proxy_set_header Connection ""; } }\n`;
  const files = [
    write('a.conf', edge),
    write('b.conf', edge.replace('90s', '10s')),
    write('good-gateway.yaml', slowConnect),
  ];
  assert.match(
    (await check(files)).out,
    /good-gateway closes idle connections after 75 s .* nginx in front of it uses them for 90 s/,
  );
  const said = await check(['--chain', `${files[1] ?? ''},${files[2] ?? ''}`, ...files]);
  assert.doesNotMatch(said.out, /XSYS-1/);
  assert.match(said.out, /The way of a call/);
  assert.match(
    (await check(['--chain', files.join(',')])).out,
    /nginx closes idle connections after 75 s .* nginx in front/,
  );
});

test('the diff of --fix applies, and then nothing of it is found', async () => {
  const before = `${slowConnect}  idle: 5s\n`;
  const own = write('good-gateway.yaml', before);
  const { status, out, err } = await check(['--fix', own]);
  assert.equal(status, 1);
  assert.match(err, /the diff mends 2 of 2 findings/);
  const mended = applyPatch(before, out);
  assert.equal(mended, before.replace('20s', '2s').replace('5s', '60s'));
  writeFileSync(own, mended);
  assert.equal((await check([own])).status, 0);
});

const goods: Readonly<Record<string, string>> = Object.fromEntries(
  ['nginx-edge.conf', 'haproxy-models.cfg', 'envoy-edge.yaml', 'kubernetes-vllm.yaml', 'good-gateway-team.yaml'].map(
    (name) => [name, readFileSync(join(import.meta.dirname, 'good', name), 'utf8')],
  ),
);

test('no file makes it throw, and each place it tells is one of the file', async () => {
  const cut = fc.record({
    name: fc.constantFrom(...Object.keys(goods), 'server.js'),
    at: fc.nat(6_000),
    length: fc.nat(60),
    put: fc.oneof(
      fc.constantFrom('{', '}', ';', '"', "'", '\n', '\t', '---\n', '*a', '&a ', '#', '\r', '${', '[', '\u0000'),
      fc.string(),
    ),
  });
  await fc.assert(
    fc.asyncProperty(cut, async ({ name, at, length, put }) => {
      const whole = goods[name] ?? idle;
      const source = { file: name, text: whole.slice(0, at) + put + whole.slice(at + length) };
      const context = {
        streaming: null,
        nginxVersion: null,
        open: () => Promise.resolve({ sources: [], unopened: [] }),
      };
      const report = await checkSources([source], context);
      for (const { place } of [...report.findings, ...report.problems])
        assert.ok(place.start >= 0 && place.start <= place.end && place.end <= source.text.length, name);
      assert.ok(textOf(report).length > 0);
      assert.doesNotMatch(textOf(report), /^ {2}Fix: +$/m);
    }),
    { numRuns: 150 },
  );
});
