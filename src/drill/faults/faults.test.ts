/** Each fault, seen from a bare socket, does what its line says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { postText, talkRaw, type RawTalk } from '../../../test/drill/raw-client.ts';
import { canon } from '../text.ts';
import { startUpstream, type Upstream } from '../upstream/start.ts';
import type { Params } from './fault.ts';
import { faultNames, faults, type FaultName } from './registry.ts';
import { follow } from './script.ts';

interface Sight {
  readonly stream: RawTalk;
  readonly whole: RawTalk;
}

interface Row {
  /** Short times, so that the test is short. */
  readonly params?: Params;
  /** When the peer has seen enough of what has no end; `silence` is seen when nothing follows the arrival. */
  readonly leaves?: 'silence' | ((bytes: Buffer) => boolean);
  readonly sees: (sight: Sight) => void;
}

const startWith = (name: FaultName, params: Params = {}): Promise<Upstream> => {
  const scripted = follow({ name, fault: faults[name], params, lasts: { kind: 'always' } });
  return startUpstream({
    host: '127.0.0.1',
    port: 0,
    remembers: 10,
    models: ['m'],
    anyModel: true,
    paceMs: 0,
    answer: () => canon,
    scripted: () => scripted,
    authority: null,
  });
};

const ask = (stream: boolean, connection: 'close' | 'keep-alive'): string =>
  postText(
    '/v1/chat/completions',
    { model: 'm', stream, stream_options: { include_usage: true }, messages: [{ role: 'user', content: 'x' }] },
    connection,
  );

/** Payload without chunk sizes, which stand on lines of their own. */
const events = ({ text }: RawTalk): readonly string[] =>
  text.split(/\r?\n/).flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));

const textOf = (talk: RawTalk): string =>
  events(talk)
    .filter((data) => data.startsWith('{') && data.endsWith('}'))
    .map((data) => (JSON.parse(data) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '')
    .join('');

const words = (talk: RawTalk): number =>
  events(talk).filter((data) => data.includes('"content":"') && !data.includes('"content":""')).length;

const bodyAfterHead = ({ bytes }: RawTalk): Buffer => bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);

const ends = (talk: RawTalk, ended: RawTalk['ended']): void => assert.equal(talk.ended, ended);

const both = (sight: Sight, check: (talk: RawTalk) => void): void => {
  check(sight.stream);
  check(sight.whole);
};

const nothing =
  (ended: RawTalk['ended']) =>
  (sight: Sight): void =>
    both(sight, (talk) => {
      assert.equal(talk.bytes.length, 0);
      ends(talk, ended);
    });

const says =
  (status: number, ...patterns: readonly RegExp[]) =>
  (sight: Sight): void =>
    both(sight, (talk) => {
      assert.match(talk.text, new RegExp(`^HTTP/1.1 ${status} `));
      for (const pattern of patterns) assert.match(talk.text, pattern);
    });

const limited = (pattern: RegExp): Row => ({ sees: says(429, /rate_limit_exceeded/, /injected/, pattern) });

const wholeText = (sight: Sight): void => {
  assert.equal(textOf(sight.stream), canon);
  assert.ok(sight.whole.text.includes(JSON.stringify(canon).slice(1, -1)));
};

const rows = {
  // The server behind a name is well.
  'name-missing': { sees: wholeText },
  'name-fails': { sees: wholeText },
  'name-silent': { sees: wholeText },
  'name-slow': { sees: wholeText },
  'name-half-dead': { sees: wholeText },
  'name-goes-wrong': { sees: wholeText },
  'name-vanishes': { sees: wholeText },
  'resolver-dies': { sees: wholeText },
  refused: { sees: nothing('refused') },
  silent: { leaves: 'silence', params: { ms: 5000 }, sees: nothing('open') },
  'reset-at-once': { sees: nothing('rst') },
  'close-at-once': { sees: nothing('fin') },
  'no-answer': { leaves: 'silence', params: { ms: 5000 }, sees: nothing('open') },
  'reset-before-head': { sees: nothing('rst') },
  'close-before-head': { sees: nothing('fin') },
  'reset-after-head': {
    sees: (sight) =>
      both(sight, (talk) => {
        assert.match(talk.text, /^HTTP\/1\.1 200 /);
        assert.ok(!talk.text.includes('choices'));
        ends(talk, 'rst');
      }),
  },
  'reset-mid-body': {
    sees: (sight) =>
      both(sight, (talk) => {
        assert.ok(talk.text.includes('choices'));
        assert.ok(!talk.text.includes('[DONE]') && !talk.text.includes('usage'));
        ends(talk, 'rst');
      }),
  },
  'byte-by-byte': {
    sees: (sight) => {
      assert.equal(textOf(sight.stream), canon);
      assert.ok(sight.whole.pieces > 200, `${sight.whole.pieces} pieces`);
    },
  },
  'closes-after-each': {
    sees: (sight) => both(sight, (talk) => (ends(talk, 'fin'), assert.doesNotMatch(talk.text, /connection: close/i))),
  },
  garbage: { sees: (sight) => both(sight, (talk) => (assert.equal(talk.bytes[1], 0xff), ends(talk, 'fin'))) },
  'ssh-banner': {
    leaves: (bytes) => bytes.includes('\n'),
    sees: (sight) => both(sight, (talk) => assert.match(talk.text, /^SSH-2\.0-/)),
  },
  'tls-alert': { sees: (sight) => both(sight, (talk) => assert.equal(talk.bytes.toString('hex'), '15030100020246')) },
  'bad-status-line': { sees: (sight) => both(sight, (talk) => assert.match(talk.text, /^HTTP\/1\.1 OK fine\r\n/)) },
  'odd-head': { sees: says(200, /\r\nthis line is no header\r\n/) },
  'two-lengths': { sees: says(200, /content-length: 5\r\ntransfer-encoding: chunked\r\n/) },
  'huge-head': { sees: says(200, /x-injected: x{262144}\r\n/) },
  'many-headers': { sees: says(200, /x-injected-9999: x\r\n/) },
  'endless-head': {
    leaves: (bytes) => bytes.length > 500,
    params: { paceMs: 1 },
    sees: (sight) =>
      both(
        sight,
        (talk) => (assert.ok(!talk.text.includes('\r\n\r\n')), assert.ok(talk.bytes.length > 500), ends(talk, 'open')),
      ),
  },
  'early-hints': {
    sees: (sight) =>
      both(sight, (talk) => {
        assert.equal(talk.text.match(/HTTP\/1\.1 103/g)?.length, 1000);
        assert.match(talk.text, /HTTP\/1\.1 200 OK/);
      }),
  },
  'slow-head': {
    leaves: (bytes) => bytes.length >= 3,
    params: { paceMs: 100 },
    sees: (sight) => both(sight, (talk) => (assert.ok(talk.bytes.length < 60), ends(talk, 'open'))),
  },
  'length-too-long': {
    sees: (sight) =>
      both(sight, (talk) => {
        assert.equal(Number(/content-length: (\d+)/.exec(talk.text)?.[1]), bodyAfterHead(talk).length + 100);
        ends(talk, 'fin');
      }),
  },
  'length-too-short': {
    sees: (sight) =>
      both(sight, (talk) =>
        assert.equal(Number(/content-length: (\d+)/.exec(talk.text)?.[1]), bodyAfterHead(talk).length - 100),
      ),
  },
  'bad-chunk-size': { sees: says(200, /\r\n\r\nzz\r\n/) },
  'no-last-chunk': {
    sees: (sight) =>
      both(
        sight,
        (talk) => (assert.ok(!talk.text.endsWith('0\r\n\r\n')), assert.match(talk.text, /chunked/), ends(talk, 'fin')),
      ),
  },
  'bad-gzip': { sees: (sight) => both(sight, (talk) => assert.throws(() => gunzipSync(bodyAfterHead(talk)))) },
  'cut-gzip': {
    sees: (sight) => both(sight, (talk) => assert.throws(() => gunzipSync(bodyAfterHead(talk)), /unexpected end/)),
  },
  'gzip-anyway': {
    sees: (sight) => both(sight, (talk) => assert.match(gunzipSync(bodyAfterHead(talk)).toString(), /choices/)),
  },
  redirect: { sees: says(302, /location: http:\/\/127\.0\.0\.1:9\/injected/) },
  'no-content': { sees: says(204) },
  'endless-body': {
    leaves: (bytes) => bytes.length > 1e6,
    sees: (sight) => both(sight, (talk) => (assert.ok(talk.bytes.length > 1e6), ends(talk, 'open'))),
  },
  'rate-limit': {
    sees: (sight) => (says(429)(sight), both(sight, (talk) => assert.doesNotMatch(talk.text, /retry-after/i))),
  },
  'rate-limit-seconds': limited(/retry-after: 2\r/),
  'rate-limit-ms': limited(/retry-after-ms: 1500\r/),
  'rate-limit-date': {
    sees: (sight) =>
      both(sight, (talk) => {
        const ahead = Date.parse(/retry-after: (.*)\r/.exec(talk.text)?.[1] ?? '') - Date.now();
        assert.ok(ahead > -20_000 && ahead <= 3000, String(ahead));
      }),
  },
  'rate-limit-past': {
    sees: (sight) =>
      both(sight, (talk) => assert.ok(Date.parse(/retry-after: (.*)\r/.exec(talk.text)?.[1] ?? '') < Date.now())),
  },
  'rate-limit-negative': limited(/retry-after: -5\r/),
  'rate-limit-huge': limited(/retry-after: 1000000000\r/),
  'rate-limit-garbage': limited(/retry-after: soon, perhaps\r/),
  quota: { sees: says(429, /insufficient_quota/, /injected/) },
  unavailable: { sees: says(503, /overloaded/, /injected/) },
  'few-slots': { sees: wholeText },
  overloaded: { sees: says(529, /overloaded_error/, /injected/) },
  'server-error': { sees: says(500, /server_error/, /injected/) },
  loading: { sees: says(503, /Loading model/) },
  'key-refused': { sees: says(401, /invalid_api_key/) },
  'unknown-model': { sees: says(404, /model_not_found/) },
  'context-length': { sees: says(400, /context_length_exceeded/) },
  'content-filter': { sees: says(400, /content_policy_violation/) },
  'prefill-refused': { sees: wholeText },
  maintenance: { sees: says(503, /text\/html/, /retry-after: 120\r/, /maintenance/) },
  'nginx-502': { sees: says(502, /text\/html/, /<center>nginx<\/center>/) },
  'cloudflare-520': { sees: says(520, /text\/html/, /Ray ID/) },
  'html-200': { sees: says(200, /text\/html/, /<form/) },
  'error-200': { sees: says(200, /\{"error":/) },
  'empty-200': { sees: says(200, /content-length: 0\r/) },
  'broken-json': {
    sees: (sight) => both(sight, (talk) => assert.throws(() => JSON.parse(bodyAfterHead(talk).toString()))),
  },
  'no-choices': { sees: says(200, /"choices":\[\]/) },
  slow: {
    params: { ms: 200 },
    sees: (sight) => (wholeText(sight), both(sight, (talk) => assert.ok((talk.firstByteMs ?? 0) >= 199))),
  },
  'slow-first-token': {
    // Long enough for a busy machine to see the head before the word.
    params: { ms: 1000 },
    sees: (sight) => {
      wholeText(sight);
      both(sight, (talk) => assert.ok(talk.ms - (talk.firstByteMs ?? talk.ms) > 100));
    },
  },
  'stream-cut': {
    sees: ({ stream, whole }) => (
      assert.equal(words(stream), 40),
      ends(stream, 'fin'),
      ends(whole, 'fin'),
      assert.ok(!stream.text.endsWith('0\r\n\r\n'))
    ),
  },
  'stream-end': {
    sees: ({ stream }) => (
      assert.equal(words(stream), 40),
      assert.ok(stream.text.endsWith('0\r\n\r\n')),
      assert.ok(!stream.text.includes('[DONE]'))
    ),
  },
  'stream-reset': {
    sees: ({ stream, whole }) => (assert.equal(words(stream), 40), ends(stream, 'rst'), ends(whole, 'rst')),
  },
  'stream-stall': {
    params: { ms: 200 },
    sees: ({ stream, whole }) => {
      assert.equal(words(stream), 20);
      ends(stream, 'fin');
      assert.ok(stream.ms >= 199 && whole.ms >= 199);
    },
  },
  'stream-heartbeats': {
    leaves: (bytes) => bytes.toString().split(': injected heartbeat').length > 6 || bytes.toString().endsWith('     '),
    params: { everyMs: 20 },
    sees: ({ stream }) => {
      assert.equal(words(stream), 20);
      assert.ok((stream.text.match(/: injected heartbeat/g)?.length ?? 0) >= 5);
      ends(stream, 'open');
    },
  },
  'stream-malformed': {
    sees: ({ stream, whole }) => {
      assert.equal(textOf(stream), canon);
      assert.equal(events(stream).filter((data) => data.startsWith('{') && !data.endsWith('}')).length, 1);
      assert.throws(() => JSON.parse(bodyAfterHead(whole).toString()));
    },
  },
  'stream-overloaded': {
    sees: ({ stream, whole }) => (
      assert.equal(words(stream), 10),
      assert.match(stream.text, /overloaded_error/),
      assert.match(whole.text, /^HTTP\/1\.1 529/)
    ),
  },
  'stream-error-first': {
    sees: ({ stream }) => (assert.equal(words(stream), 0), assert.match(events(stream)[0] ?? '', /overloaded_error/)),
  },
  'stream-split-utf8': {
    sees: (sight) => {
      // The sizes of HTTP's chunks stand between the halves.
      const joined = sight.stream.bytes.toString('latin1').replaceAll(/\r\n[0-9a-f]+\r\n/g, '');
      assert.ok(Buffer.from(joined, 'latin1').includes(Buffer.from('naïve')));
      assert.match(sight.stream.bytes.toString('latin1'), /na\u00c3\r\n/);
    },
  },
  'stream-crlf': {
    sees: ({ stream }) => (assert.equal(textOf(stream), canon), assert.match(stream.text, /data: \[DONE\]\r\n\r\n/)),
  },
  'stream-bom': {
    sees: ({ stream }) => (
      assert.equal(stream.bytes.indexOf(Buffer.from('efbbbf64617461', 'hex')) > 0, true),
      assert.match(stream.text, /\[DONE\]/)
    ),
  },
  'stream-no-done': {
    sees: (sight) => (
      wholeText(sight),
      assert.match(sight.stream.text, /"finish_reason":"stop"/),
      assert.doesNotMatch(sight.stream.text, /\[DONE\]/)
    ),
  },
  'stream-no-finish': {
    sees: (sight) => (
      wholeText(sight),
      assert.doesNotMatch(sight.stream.text, /"finish_reason":"stop"/),
      assert.match(sight.stream.text, /\[DONE\]/)
    ),
  },
  'stream-drip': {
    leaves: (bytes) => bytes.toString().split('"content":').length > 5 || bytes.includes('"usage"'),
    params: { paceMs: 100 },
    sees: ({ stream }) => (assert.ok(words(stream) < 30), assert.ok(words(stream) > 3), ends(stream, 'open')),
  },
  'certificate-expired': { sees: wholeText },
  'certificate-too-new': { sees: wholeText },
  'certificate-wrong-name': { sees: wholeText },
  'certificate-self-signed': { sees: wholeText },
  'handshake-cut': { sees: nothing('rst') },
  'handshake-refused': { sees: ({ stream }) => assert.equal(stream.bytes.toString('hex'), '15030300020228') },
  'not-encrypted': { sees: says(400) },
  'resets-reused': { sees: wholeText },
  'check-missing': { sees: wholeText },
  'check-fails': { sees: wholeText },
  'immediate-done': { sees: ({ stream }) => assert.deepEqual(events(stream), ['[DONE]']) },
} as const satisfies Record<FaultName, Row>;

const arrivals = async ({ ledger }: Upstream, count: number): Promise<void> => {
  for (let n = 0; n < 1000 && ledger.seen.length < count; n += 1) await sleep(10);
};

const observe = async (name: FaultName, { params, leaves, sees }: Row): Promise<void> => {
  const upstream = await startWith(name, params);
  try {
    const leave = new AbortController();
    const connection = name === 'closes-after-each' ? 'keep-alive' : 'close';
    const talk = (stream: boolean): Promise<RawTalk> =>
      talkRaw({
        port: upstream.port,
        send: ask(stream, connection),
        patienceMs: 20_000,
        leave: leave.signal,
        ...(typeof leaves === 'function' ? { enough: leaves } : {}),
      });
    const talks = Promise.all([talk(true), talk(false)]);
    if (leaves === 'silence') {
      await arrivals(upstream, 2);
      await sleep(100);
      leave.abort();
    }
    const [stream, whole] = await talks;
    sees({ stream, whole });
    assert.equal(upstream.ledger.seen.length, name === 'refused' ? 0 : 2);
  } finally {
    await upstream.close();
  }
};

describe('each fault does what its line says', { concurrency: 12 }, () => {
  for (const name of faultNames) it(`${name}: ${faults[name].says}`, () => observe(name, rows[name]));
});
