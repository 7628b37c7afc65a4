import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Terminal } from '../domain/ports.ts';
import { run } from './explain.ts';
import type { ExplainWorld, OpenedFile } from './explain-world.ts';

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

type Files = Readonly<Record<string, Uint8Array | 'folder' | 'denied'>>;

const openFrom =
  (files: Files) =>
  async (path: string): Promise<OpenedFile> => {
    const found = files[path];
    if (found === undefined) return { kind: 'unusable', why: 'missing' };
    if (typeof found === 'string') return { kind: 'unusable', why: found };
    return { kind: 'file', bytes: found.length, read: () => pieces(found, 1000) };
  };

const explain = async (
  args: readonly string[],
  given: { readonly files?: Files; readonly stdin?: Uint8Array } = {},
): Promise<Outcome> => {
  let [out, err] = ['', ''];
  const terminal: Terminal = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTty: false,
    color: false,
    env: {},
    cwd: '/',
    stop: new AbortController().signal,
  };
  let now = 0;
  const world: ExplainWorld = {
    monotonic: () => (now += 400),
    isStdinTty: given.stdin === undefined,
    stdin: () => pieces(given.stdin ?? new Uint8Array(), 1000),
    openFile: openFrom(given.files ?? {}),
  };
  return { status: await run(args, terminal, world), out, err };
};

const line = (status: number): string =>
  `203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "POST /v1/chat HTTP/1.1" ${status} 15 "-" "x"\n`;
const log = Buffer.from(line(200).repeat(50) + line(502).repeat(3) + line(499));

const jsonOf = (out: string) =>
  JSON.parse(out) as {
    readonly findings: readonly Readonly<Record<string, unknown>>[];
    readonly totals: Readonly<Record<string, number>>;
  };

test('a text is explained with one document of the contract on stdout', async () => {
  const { status, out, err } = await explain(['--json', 'connect', 'ECONNREFUSED', '127.0.0.1:80']);
  const [finding] = jsonOf(out).findings;
  assert.deepEqual([status, err], [0, '']);
  assert.ok(finding !== undefined);
  for (const member of ['family', 'code', 'who', 'confidence', 'summary', 'evidence', 'retry', 'advice', 'source'])
    assert.ok(member in finding, member);
  assert.deepEqual(Object.keys(finding['advice'] as object), ['caller', 'network', 'operator']);
  assert.deepEqual(Object.keys(finding['source'] as object), ['system', 'line', 'text']);
  assert.deepEqual(jsonOf(out).totals, { outage: 1 });
});

test('text that tells nothing gives no finding, one honest sentence and status 0', async () => {
  assert.deepEqual(jsonOf((await explain(['--json', 'hello'])).out), { findings: [], totals: {} });
  const { status, out } = await explain(['hello']);
  assert.deepEqual([status, out], [0, 'This text tells of no failure that is known here.\n']);
});

test('an answer for people keeps to 80 columns and says all that the contract promises', async () => {
  for (const text of ['502', 'ERR_NAME_NOT_RESOLVED', 'openai.RateLimitError: Error code: 429', log.toString()]) {
    const { out } = await explain([text]);
    for (const one of out.split('\n')) assert.ok(one.length <= 80, one);
    for (const part of [
      'How sure',
      'Whose turn',
      'Try again?',
      'How long',
      'What you can do',
      'My message',
      'My data',
      'My account',
    ])
      assert.ok(out.includes(part), part);
  }
});

test('a log gives a table with counts; gzip and zstd are unpacked', async () => {
  const files = { 'a.log': log, 'b.gz': gzipSync(log), 'c.zst': zstdCompressSync(log) };
  const { status, out } = await explain(['--log', 'a.log', 'b.gz', 'c.zst'], { files });
  assert.equal(status, 0);
  assert.match(out, /^a\.log: 54 lines, 4 failures$/m);
  assert.match(out, /^b\.gz: 54 lines, 4 failures$/m);
  assert.match(out, /^c\.zst: 54 lines, 4 failures$/m);
  assert.match(out, /^ +9 +Another gateway could not reach the site$/m);
  for (const one of out.split('\n')) assert.ok(one.length <= 80, one);
  assert.deepEqual(jsonOf((await explain(['--json', '--log', 'a.log'], { files })).out).totals, {
    outage: 3,
    client: 1,
  });
});

test('files that cannot be used are named with the reason, the others explained, and the status is 64', async () => {
  const files = { 'a.log': log, folder: 'folder', secret: 'denied' } as const;
  const { status, out, err } = await explain(['--log', 'missing.log', 'folder', 'secret', 'a.log'], { files });
  assert.equal(status, 64);
  assert.match(err, /missing\.log: there is no such file\n/);
  assert.match(err, /folder: it is a folder; name the files in it\n/);
  assert.match(err, /secret: there is no permission to read it\n/);
  assert.match(out, /a\.log: 54 lines/);
  assert.equal(
    err
      .trimEnd()
      .split('\n')
      .filter((one) => one.includes('.log') || one.includes('folder') || one.includes('secret')).length,
    3,
  );
});

test('an empty, a binary and a broken file are said in one line, never a crash', async () => {
  const files = {
    empty: new Uint8Array(),
    binary: Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 37) % 30)),
    half: gzipSync(Buffer.concat([log, log, log])).subarray(0, 100),
    words: Buffer.from('nothing of interest\n'),
  };
  const { status, out, err } = await explain(['--log', ...Object.keys(files)], { files });
  assert.equal(status, 0);
  assert.match(out, /^empty: 0 lines, 0 failures \(it is empty\)$/m);
  assert.match(out, /^binary: .*held no text/m);
  assert.match(out, /^words: .*no line is of a format known here/m);
  assert.match(err, /half: the packed file ends early/);
});

test('standard input is a text when it is short and a log when it is long', async () => {
  assert.match(
    (await explain(['-'], { stdin: Buffer.from('curl: (6) Could not resolve host: x\n') })).out,
    /dns_error/,
  );
  assert.match((await explain([], { stdin: Buffer.from('ERR_CONNECTION_RESET') })).out, /The line was cut/);
  const long = Buffer.from(line(200).repeat(3000) + line(504));
  assert.match((await explain(['-'], { stdin: long })).out, /^standard input: 3,001 lines, 1 failure$/m);
  assert.match((await explain(['-'], { stdin: gzipSync(long) })).out, /^standard input: 3,001 lines, 1 failure$/m);
  const json = await explain(['-', '--json'], { stdin: long });
  assert.deepEqual(jsonOf(json.out).totals, { timeout: 1 });
});

test('a recording is explained; what is none is refused', async () => {
  const entries = [
    { request: { url: 'https://x.example.org/' }, response: { status: 0, _error: 'net::ERR_TIMED_OUT' } },
  ];
  const files = { 'a.har': Buffer.from(JSON.stringify({ log: { entries } })), 'b.har': Buffer.from('{}') };
  const { status, out } = await explain(['--har', 'a.har'], { files });
  assert.equal(status, 0);
  assert.match(out, /connection_timeout/);
  assert.deepEqual(jsonOf((await explain(['--json', '--har=a.har'], { files })).out).totals, { network: 1 });
  const refused = await explain(['--har', 'b.har'], { files });
  assert.equal(refused.status, 64);
  assert.match(refused.err, /no HAR file/);
});

test('wrong usage is said in a line or two, with status 64', async () => {
  for (const args of [['--log'], ['--har'], ['--nope', 'x'], [], ['--har', 'a', 'b'], ['--log', 'gone']]) {
    const { status, out, err } = await explain(args);
    assert.equal(status, 64, args.join(' '));
    assert.equal(out, '');
    assert.ok(err.startsWith('explain: ') && err.split('\n').length <= 3, err);
  }
});

test('an error that begins with a dash is a text', async () => {
  assert.equal((await explain(['-1009', 'NSURLErrorDomain', 'Code=-1009'])).status, 0);
  assert.match((await explain(['--', '--502'])).out, /502|no failure/);
});

test('progress goes to stderr once it takes more than a second', async () => {
  const { err } = await explain(['--log', 'a.log'], { files: { 'a.log': Buffer.concat([log, log, log, log]) } });
  assert.match(err, /\[#+\.*\] \d+ % .* MB\/s/);
});

const failedAt = (ms: number): string =>
  `${JSON.stringify({ ts: ms / 1_000, logger: 'http.log.access', msg: 'handled request', status: 502 })}\n`;

const toldOf = async (...times: readonly number[]): Promise<string> =>
  (await explain(['--log', 'a.log'], { files: { 'a.log': Buffer.from(times.map(failedAt).join('')) } })).out;

test('what lies within one second is told as one moment, and what does not from when until when', async () => {
  const start = Date.UTC(2026, 2, 3, 9, 40, 7);
  assert.match(await toldOf(start + 100, start + 900), /\n +2026-03-03 09:40:07 UTC\n/);
  assert.match(await toldOf(start, start + 2_000), /\n +2026-03-03 09:40:07 to 09:40:09 UTC\n/);
});
