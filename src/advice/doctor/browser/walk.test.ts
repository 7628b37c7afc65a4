/** From what a page measured to a verdict: one row for each thing a browser can notice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { About } from '../about.ts';
import type { Patient } from '../remedies.ts';
import { aloneHops } from './alone.ts';
import type { Seen } from './judged.ts';
import { readMeasured } from './measured.ts';
import { isOld, readUserAgent } from './patient.ts';
import { diagnose, hopsOf } from './walk.ts';

const patient: Patient = {
  os: 'linux',
  browser: 'firefox',
  fill: {
    wait: 'Wait a minute',
    host: 'ai.test',
    port: '443',
    url: 'https://ai.test',
    proxyUrl: 'http://P',
    proxyLogin: 'http://N:P@P',
    support: 'S',
    status: 'https://ai.test/',
    report: 'R',
    lineReport: 'L',
  },
};

const about: About = {
  gateway: 'good-gateway',
  version: '1.0.0',
  now: 0,
  state: 'ready',
  strain: null,
  inFlight: 0,
  mostInFlight: 100,
  upstreams: [{ name: 'primary', state: 'healthy', mark: 'ok', isUp: true, sinceMs: null, code: null }],
  maintenances: [],
  maintenanceUntil: null,
  lately: { window: '5m', calls: 0, failed: 0, callers: { affected: 0, of: 0 }, families: {} },
  support: null,
};

const told = { scope: null, support: null };

const seen: Seen = {
  headerBytes: 500,
  cookieBytes: 0,
  version: '1.0.0',
  isOldBrowser: false,
  browser: 'Firefox 140, Linux',
  family: 'IPv4',
  country: null,
  now: 1_000_000,
};

const smooth = (last: number): object => ({
  ended: 'whole',
  status: 200,
  of: last,
  headMs: 20,
  arrivals: Array.from({ length: last }, (_, n) => ({ sentMs: n * 250, atMs: n * 250 })),
});

const answered = {
  failed: null,
  status: 200,
  redirected: false,
  isHtml: false,
  isOurs: true,
  told: { now: 1_000_000 },
  sentAt: 1_000_000,
  receivedAt: 1_000_020,
  pagePhases: { dnsMs: 3, tcpMs: 9, tlsMs: 20, firstByteMs: 30 },
};

/** What a page sends when all is well. */
const well = {
  version: 1,
  device: { isOnline: true, missing: [], hiddenMs: 0 },
  storage: { takesCookies: true, keeps: true, workers: 1, caches: 1, pageVersion: '1.0.0' },
  echo: answered,
  roundTrips: [20, 21, 22, 20, 25, 21],
  blocking: { plain: null, bait: null },
  stream: smooth(12),
  zipped: smooth(8),
  others: null,
  speed: null,
  history: [],
};

interface Case {
  readonly measured?: object;
  readonly about?: Partial<About>;
  readonly seen?: Partial<Seen>;
}

const judged = (one: Case): ReturnType<typeof diagnose> => {
  const measured = readMeasured({ ...well, ...one.measured });
  assert.ok(measured !== null);
  const hops = hopsOf({ measured, seen: { ...seen, ...one.seen } }, { ...about, ...one.about });
  return diagnose(hops, { reportId: 'rep_1', at: 0, target: 'https://ai.test', patient, expected: null, told });
};

const silent = { failed: 'network', status: null, isOurs: false };
const down = (code: 'connection_refused' | 'rate_limited' | 'key_refused'): Partial<About> => ({
  upstreams: [{ name: 'primary', state: 'down', mark: 'fail', isUp: false, sinceMs: 5_000, code }],
});

const lost = { echo: silent, blocking: { plain: 'network', bait: 'network' } };

const cases: readonly (readonly [string, Case, string, string | null, string | null])[] = [
  ['all is well', {}, 'none', null, null],
  ['the browser is offline', { measured: { device: { isOnline: false } } }, 'you', 'no_link', 'go_online'],
  [
    'the clock is an hour ahead',
    { measured: { echo: { ...answered, sentAt: 4_600_000, receivedAt: 4_600_020 } } },
    'you',
    'clock_wrong',
    'set_clock',
  ],
  [
    'the browser lacks something',
    { measured: { device: { missing: ['streams'] } } },
    'you',
    'old_browser',
    'update_browser',
  ],
  ['the browser is from before', { seen: { isOldBrowser: true } }, 'you', 'old_browser', 'update_browser'],
  ['the page is an old copy', { seen: { version: '1.1.0' } }, 'you', 'stale_page', 'fresh_copy'],
  [
    'a sign-in page answers',
    { measured: { echo: { ...answered, isOurs: false, isHtml: true } } },
    'network',
    'portal',
    'sign_in_network',
  ],
  [
    'nobody answers, no other site either',
    { measured: { echo: silent, others: [{ answers: false }, { answers: false }] } },
    'network',
    'internet_gone',
    'restart_router',
  ],
  [
    'nobody answers, other sites do',
    { measured: { echo: silent, blocking: { plain: 'network', bait: 'network' }, others: [{ answers: true }] } },
    'gateway',
    'gateway_gone',
    'wait',
  ],
  [
    'one request passes and another does not',
    { measured: { echo: silent } },
    'you',
    'extension_blocks',
    'private_window',
  ],
  [
    'looking the name up takes two seconds',
    { measured: { echo: { ...answered, pagePhases: { dnsMs: 2_000 } } } },
    'network',
    'dns_slow',
    null,
  ],
  [
    'a third of the questions get lost',
    { measured: { roundTrips: [20, null, 22, null, 20, 20] } },
    'network',
    'path_lossy',
    'restart_router',
  ],
  ['each step takes 400 ms', { measured: { roundTrips: [400, 410, 390, 400, 405, 400] } }, 'network', 'far', null],
  [
    'the line carries 64 kbit/s',
    { measured: { speed: { down: { bytes: 65_536, ms: 8_190 }, up: { bytes: 65_536, ms: 8_190 } } } },
    'network',
    'slow_line',
    null,
  ],
  [
    'heads are refused',
    { measured: { echo: { ...answered, isOurs: false, status: 431 } } },
    'you',
    'headers_too_large',
    'private_window',
  ],
  [
    'a proxy in front says 502',
    { measured: { echo: { ...answered, isOurs: false, status: 502, isHtml: true } } },
    'gateway',
    'site_behind_down',
    null,
  ],
  [
    'words are held back',
    {
      measured: {
        stream: { ...smooth(12), arrivals: Array.from({ length: 12 }, (_, n) => ({ sentMs: n * 250, atMs: n })) },
      },
    },
    'network',
    'stream_held',
    null,
  ],
  [
    'only compressed words are held back',
    {
      measured: {
        zipped: { ...smooth(8), arrivals: Array.from({ length: 8 }, (_, n) => ({ sentMs: n * 250, atMs: n })) },
      },
    },
    'network',
    'stream_held',
    null,
  ],
  [
    'the stream is cut',
    { measured: { stream: { ...smooth(5), of: 12, ended: 'cut' } } },
    'network',
    'stream_cut',
    null,
  ],
  [
    'IPv6 swallows what is sent by it',
    {
      measured: {
        others: [
          { answers: true, family: 4 },
          { answers: false, family: 6, ms: 4_001 },
        ],
      },
    },
    'network',
    'v6_broken',
    'v6_off',
  ],
  [
    'there is no IPv6, which hurts nobody',
    {
      measured: {
        others: [
          { answers: true, family: 4 },
          { answers: false, family: 6, ms: 12 },
        ],
      },
    },
    'none',
    null,
    null,
  ],
  [
    'nobody answers, and others know no such name',
    { measured: { ...lost, others: [{ answers: true }], names: [{ status: 3 }, { status: null }] } },
    'gateway',
    'dns_no_name',
    'check_spelling',
  ],
  [
    'nobody answers, and others know the name',
    { measured: { ...lost, others: [{ answers: true }], names: [{ status: 0, found: 2 }, { status: 3 }] } },
    'gateway',
    'gateway_gone',
    'wait',
  ],
  [
    'something on the way takes only small heads',
    { measured: { heads: [{ bytes: 4_096, status: 431 }] } },
    'none',
    null,
    null,
  ],
  ['the gateway drains', { about: { state: 'draining' } }, 'gateway', 'gateway_draining', 'wait'],
  [
    'the gateway is overloaded',
    { about: { state: 'overloaded', strain: 'memory' } },
    'gateway',
    'gateway_overloaded',
    'wait',
  ],
  ['the gateway is in maintenance', { about: { state: 'maintenance' } }, 'gateway', 'gateway_maintenance', 'wait'],
  ['the provider is down', { about: down('connection_refused') }, 'provider', 'provider_down', 'wait'],
  ['the provider throttles', { about: down('rate_limited') }, 'provider', 'provider_throttled', 'wait'],
  ['the provider refuses the key', { about: down('key_refused') }, 'gateway', 'provider_set_wrongly', null],
  ['cookies are heavy, and all else is well', { seen: { headerBytes: 9_000 } }, 'none', null, null],
  [
    'an add-on stops advertising, and all else is well',
    { measured: { blocking: { plain: null, bait: 'network' } } },
    'none',
    null,
    null,
  ],
];

for (const [name, one, blame, trouble, remedy] of cases)
  test(`${name}: ${trouble ?? 'nobody to blame'}`, () => {
    const found = judged(one);
    assert.deepEqual([found.blame, found.trouble], [blame, trouble]);
    if (remedy !== null) assert.equal(found.remedies[0]?.id, remedy);
    if (trouble !== null) assert.ok(found.remedies.length > 0);
    assert.equal(found.hops.length, 12);
  });

test('where nearly all calls failed lately, the service is not called well, whatever its state', () => {
  const lately = { ...about.lately, calls: 20, failed: 19, families: { overload: 15, backend: 4 } };
  assert.equal(judged({ about: { lately } }).trouble, 'provider_overloaded');
  assert.equal(judged({ about: { lately: { ...lately, calls: 40 } } }).trouble, null);
  assert.equal(
    judged({ about: { lately: { ...lately, calls: 4, failed: 4, families: { overload: 4 } } } }).trouble,
    null,
  );
  assert.equal(judged({ about: { lately: { ...lately, families: { client: 19 } } } }).trouble, null);
});

for (const [says, offsetMinutes, country, status, hints] of [
  ['where the address belongs to the time zone, nothing hints at a VPN', 60, 'DE', 'ok', []],
  ['where it does not, a VPN may be in use', -300, 'DE', 'warn', ['vpn_in_use']],
  ['Tor is told as such', 60, 'T1', 'warn', ['vpn_in_use']],
  ['where nobody tells, a page cannot see it', 60, null, 'skip', []],
  ['without a clock nothing is said', null, 'DE', 'skip', []],
] as const)
  test(says, () => {
    const device = { isOnline: true, missing: [], hiddenMs: 0, offsetMinutes };
    const found = judged({ measured: { device }, seen: { country, now: Date.UTC(2026, 0, 15) } });
    const hop = found.hops.find(({ id }) => id === 'proxy');
    assert.deepEqual([hop?.status, hop?.troubles, found.blame], [status, hints, 'none']);
  });

const four = (answers: boolean): object => ({ answers, family: 4 });
const six = (answers: boolean): object => ({ answers, family: 6, ms: 12 });

/** What is made of the line when the gateway does not answer. */
const lineWith = (others: readonly object[]): string =>
  JSON.stringify(judged({ measured: { ...lost, others } }).hops.find(({ id }) => id === 'link'));

test('a line without IPv6 is not counted as one that fails, and one with IPv6 alone works', () => {
  assert.match(lineWith([four(true), six(false)]), /"ok".*1 of 1/);
  assert.match(lineWith([four(false), six(true)]), /"ok".*1 of 2/);
  assert.match(lineWith([four(false), six(false)]), /internet_gone/);
});

test('small heads are a hint that is told with its sizes', () => {
  const found = judged({
    measured: {
      heads: [
        { bytes: 4_096, status: 200 },
        { bytes: 8_192, status: 431 },
      ],
    },
  });
  assert.match(JSON.stringify(found.hops.find(({ id }) => id === 'http')?.evidence), /4 kB.*8 kB/);
  const small = judged({ measured: { heads: [{ bytes: 4_096, status: 431 }] } });
  assert.deepEqual(small.hops.find(({ id }) => id === 'http')?.troubles, ['small_heads']);
});

test('what is no measurement is none, and odd values in one do no harm', () => {
  for (const odd of [null, 7, 'x', [], {}, { version: 2 }]) assert.equal(readMeasured(odd), null);
  const measured = readMeasured({
    version: 1,
    echo: { status: 'x', told: [] },
    roundTrips: [{}, -1, 1e300],
    history: [7],
  });
  assert.deepEqual(measured?.roundTrips, [null, null, null]);
  assert.deepEqual(measured?.history, []);
});

const alone = {
  'alone-offline': ['you', 'no_link'],
  'alone-stranger': ['network', 'portal'],
  'alone-unknown': ['unknown', 'no_gateway'],
  'alone-others-answer': ['gateway', 'gateway_gone'],
  'alone-no-name': ['gateway', 'dns_no_name'],
  'alone-nobody-answers': ['network', 'internet_gone'],
} as const;

for (const [id, hops] of aloneHops())
  test(`with nobody to ask, ${id} is judged beforehand`, () => {
    const found = diagnose(hops, {
      reportId: 'rep_1',
      at: 0,
      target: 'https://ai.test',
      patient,
      expected: null,
      told,
    });
    assert.deepEqual([found.blame, found.trouble], alone[id]);
    assert.ok(found.remedies.length > 0);
  });

const agents = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'linux', 'firefox', false],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0.0.0 Safari/537.36',
    'windows',
    'chrome',
    true,
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0',
    'windows',
    'edge',
    false,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.0 Mobile/15E148 Safari/604.1',
    'mac',
    'safari',
    true,
  ],
  ['curl/8.9', null, null, false],
] as const;

for (const [text, os, browser, old] of agents)
  test(`${text.slice(0, 40)} … is ${browser ?? 'no browser that is known'}`, () => {
    const agent = readUserAgent(text);
    assert.deepEqual([agent.os, agent.browser, isOld(agent)], [os, browser, old]);
  });
