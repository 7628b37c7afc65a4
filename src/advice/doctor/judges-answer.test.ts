/** What the judges behind the door make of facts: one row per sight. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CertificateSeen, Dialled, Heard, TlsSeen } from '../../domain/doctor-ports.ts';
import type { Judgement } from './diagnosis.ts';
import type { HttpFacts } from './http.ts';
import { judgeHttp } from './http.ts';
import type { GatewayFacts } from './gateway.ts';
import { judgeGateway } from './gateway.ts';
import { judgeProvider } from './provider.ts';
import type { ProxyFacts } from './proxy.ts';
import { judgeProxy } from './proxy.ts';
import { readAbout } from './read-about.ts';
import type { TlsFacts } from './tls.ts';
import { judgeTls } from './tls.ts';

type Row = readonly [says: string, judged: Judgement, status: Judgement['status'], ...troubles: Judgement['troubles']];

const check = (rows: readonly Row[]): void => {
  for (const [says, judged, status, ...troubles] of rows)
    test(says, () => assert.deepEqual({ status: judged.status, troubles: judged.troubles }, { status, troubles }));
};

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);

const certificate = (more: Partial<CertificateSeen> = {}): CertificateSeen => ({
  subject: 'chat.test',
  issuer: 'A Known Authority',
  organisation: '',
  names: ['chat.test'],
  validFrom: now - 30 * day,
  validTo: now + 60 * day,
  namesIssuerAddress: true,
  fingerprint: 'AA',
  ...more,
});

const shown = (more: Partial<TlsSeen>): TlsSeen => ({
  protocol: 'TLSv1.3',
  refusal: null,
  trustedBySystem: null,
  namesFit: true,
  chain: [certificate(), certificate({ subject: 'A Known Authority', fingerprint: 'BB' })],
  ...more,
});

const page = (status: number, more: { headers?: Record<string, string>; text?: string } = {}): Heard => ({
  kind: 'answer',
  status,
  headers: more.headers ?? {},
  pieces: [{ at: 20, text: more.text ?? '' }],
  ending: 'whole',
});

const broken = (at: 'tls' | 'answer' | 'proxy', code: string, status: number | null = null): Heard => ({
  kind: 'failed',
  at,
  code,
  status,
});

const tls = (seen: TlsSeen | null, heard: Heard, more: Partial<TlsFacts> = {}): Judgement =>
  judgeTls({
    isSecure: true,
    now,
    clockAheadMs: 0,
    tls: seen,
    heard,
    isGoodElsewhere: false,
    issuersElsewhere: [],
    isPrivate: false,
    isNameBlocked: false,
    ...more,
  });

const refused = (refusal: string, more: Partial<TlsSeen> = {}, facts: Partial<TlsFacts> = {}): Judgement =>
  tls(shown({ refusal, ...more }), broken('tls', refusal), facts);

const over = { chain: [certificate({ validTo: now - day })] };
const selfMade = {
  chain: [certificate({ issuer: 'Strange Box' }), certificate({ subject: 'Strange Box', issuer: 'Strange Box' })],
};

check([
  ['a line that is secure', tls(shown({}), page(200)), 'ok'],
  ['a certificate that ran out', refused('CERT_HAS_EXPIRED', over), 'fail', 'tls_expired'],
  [
    'one that is good by the right time: the clock is wrong',
    refused('CERT_HAS_EXPIRED', over, { clockAheadMs: 10 * day }),
    'fail',
    'tls_clock',
  ],
  [
    'one that is not good yet',
    refused('CERT_NOT_YET_VALID', { chain: [certificate({ validFrom: now + day })] }),
    'fail',
    'tls_not_yet',
  ],
  ['one for another name', refused('ERR_TLS_CERT_ALTNAME_INVALID', { namesFit: false }), 'fail', 'tls_name'],
  [
    'a site that vouches for itself',
    refused('DEPTH_ZERO_SELF_SIGNED_CERT', { chain: [certificate({ issuer: 'chat.test' })] }),
    'fail',
    'tls_untrusted',
  ],
  [
    'an authority of one’s own, in a private network',
    refused('SELF_SIGNED_CERT_IN_CHAIN', selfMade, { isPrivate: true }),
    'fail',
    'tls_untrusted',
  ],
  ['an authority nobody knows, anywhere else', refused('SELF_SIGNED_CERT_IN_CHAIN', selfMade), 'fail', 'tls_stranger'],
  [
    'a gap in a chain that no public authority left',
    refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE', { chain: [certificate({ namesIssuerAddress: false })] }),
    'fail',
    'tls_stranger',
  ],
  [
    'one that the system trusts and this program does not',
    refused('SELF_SIGNED_CERT_IN_CHAIN', { ...selfMade, trustedBySystem: true }),
    'fail',
    'tls_system_only',
  ],
  [
    'one whose signer also signs for other sites here',
    refused('SELF_SIGNED_CERT_IN_CHAIN', selfMade, { issuersElsewhere: ['Strange Box'] }),
    'fail',
    'tls_stranger',
  ],
  [
    'one that is good where others are led',
    refused('SELF_SIGNED_CERT_IN_CHAIN', selfMade, { isGoodElsewhere: true }),
    'fail',
    'tls_stranger',
  ],
  [
    'one of a known filter',
    refused('SELF_SIGNED_CERT_IN_CHAIN', { chain: [certificate({ issuer: 'Zscaler Root CA' })] }),
    'fail',
    'tls_filter',
  ],
  [
    'a filter that is trusted is worth a word',
    tls(shown({ chain: [certificate({ organisation: 'Kaspersky Lab' })] }), page(200)),
    'warn',
    'tls_watched',
  ],
  ['a chain with a gap', refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE', { chain: [certificate()] }), 'fail', 'tls_chain'],
  [
    'one with three days left',
    tls(shown({ chain: [certificate({ validTo: now + 3 * day })] }), page(200)),
    'warn',
    'tls_ends_soon',
  ],
  ['no secure protocol at all', tls(null, broken('tls', 'ERR_SSL_WRONG_VERSION_NUMBER')), 'fail', 'tls_plain'],
  ['cut in the handshake', tls(null, broken('tls', 'ECONNRESET')), 'fail', 'tls_cut'],
  ['cut for this name only', tls(null, broken('tls', 'ECONNRESET'), { isNameBlocked: true }), 'fail', 'name_blocked'],
  ['silence in the handshake', tls(null, broken('tls', 'ETIMEDOUT')), 'fail', 'tls_silent'],
  ['an address without encryption', tls(null, page(200), { isSecure: false }), 'skip'],
]);

test('a stranger in the middle is a matter of safety, in plain words', () => {
  const { says, evidence } = refused('SELF_SIGNED_CERT_IN_CHAIN', selfMade, { isGoodElsewhere: true });
  assert.match(says, /Do not type passwords/);
  assert.ok(evidence.some(({ value }) => /can read and change all you send/.test(value)));
});

const http = (heard: Heard, more: Partial<HttpFacts> = {}): Judgement =>
  judgeHttp({
    heard,
    phases: { connect: 10, tls: null, firstByte: 40, end: 50 },
    redirects: [],
    isLoop: false,
    leadsAway: false,
    headerBytes: 120,
    heads: null,
    wantsHttps: false,
    isOurs: false,
    ...more,
  });

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html; charset=utf-8' };
const heads = (takes: number, refuses: number | null): HttpFacts['heads'] => ({
  takes: takes * 1_024,
  refuses: refuses === null ? null : refuses * 1_024,
  status: refuses === null ? null : 431,
});

check([
  ['a site that takes heads of 16 kB', http(page(200), { heads: heads(16, null) }), 'ok'],
  ['one that takes 8 kB, as many do', http(page(200), { heads: heads(8, 16) }), 'ok'],
  ['one that takes less than four', http(page(200), { heads: heads(0, 4) }), 'warn', 'small_heads'],
  ['a page', http(page(200, { headers: html, text: '<h1>Hi</h1>' })), 'ok'],
  ['an empty page', http(page(200, { headers: html })), 'fail', 'empty_page'],
  ['empty data', http(page(200, { headers: json, text: '\n' })), 'fail', 'empty_page'],
  ['a check of health that has nothing to say', http(page(200)), 'ok'],
  ['nothing, as announced', http(page(204, { headers: html })), 'ok'],
  [
    'an API that asks who it is works',
    http(page(401, { headers: json, text: '{"error":"missing api key"}' })),
    'ok',
    'sign_in',
  ],
  ['a page that forbids', http(page(403, { text: 'Access denied' })), 'fail', 'denied'],
  ['no such page', http(page(404)), 'warn', 'no_page'],
  ['too many requests', http(page(429)), 'fail', 'throttled'],
  ['too large a head', http(page(431)), 'fail', 'headers_too_large'],
  [
    'too large a head, as nginx says it',
    http(page(400, { text: 'Request Header Or Cookie Too Large' })),
    'fail',
    'headers_too_large',
  ],
  ['a site that fails', http(page(500)), 'fail', 'site_failing'],
  ['a bad gateway', http(page(502)), 'fail', 'site_behind_down'],
  ['an origin that is down behind its edge', http(page(521)), 'fail', 'site_behind_down'],
  ['an edge whose tunnel to the origin is down', http(page(530)), 'fail', 'site_behind_down'],
  [
    'the page of a filter in place of the one that was asked for',
    http(page(200, { text: '<title>Web Page Blocked</title> FortiGuard Web Filtering' })),
    'fail',
    'filter_blocks',
  ],
  ['a site with too much to do', http(page(503)), 'fail', 'site_overloaded'],
  [
    'a site that is closed for work',
    http(page(503, { text: 'Down for scheduled maintenance' })),
    'fail',
    'site_maintenance',
  ],
  ['a gateway that waited too long', http(page(504)), 'fail', 'site_behind_late'],
  ['a gateway of ours says itself why it is unwell', http(page(503), { isOurs: true }), 'ok'],
  ['circles', http(page(302), { isLoop: true }), 'fail', 'redirect_loop'],
  ['a stranger in its place', http(page(302), { leadsAway: true }), 'fail', 'elsewhere'],
  ['silence', http(broken('answer', 'ETIMEDOUT')), 'fail', 'no_answer'],
  ['no web server', http(broken('answer', 'HPE_INVALID_CONSTANT')), 'fail', 'not_http'],
  ['hung up', http(broken('answer', 'ECONNRESET')), 'fail', 'answer_cut'],
  ['one that wants encryption', http(broken('answer', 'ECONNRESET'), { wantsHttps: true }), 'fail', 'wants_https'],
  [
    'slow though the way is quick',
    http(page(200), { phases: { connect: 10, tls: null, firstByte: 4_000, end: 4_010 } }),
    'warn',
    'slow_answer',
  ],
  ['not reached', http(broken('tls', 'ECONNRESET')), 'skip'],
]);

const open: Dialled = { kind: 'open', ms: 3 };
const shut: Dialled = { kind: 'failed', code: 'ECONNREFUSED', ms: 3 };
const used = { from: 'https_proxy', name: 'p.test:3128', isHere: false, isSupported: true, dialled: open };

const proxy = (more: Partial<ProxyFacts>): Judgement =>
  judgeProxy({ used: null, heard: null, ofSystem: null, isReachedDirectly: true, tunnel: null, ...more });

const ofSystem = { by: 'name', url: 'http://p.test:3128', leadsThere: true, allowsDirect: false } as const;
const gone = { ...ofSystem, leadsThere: false };

check([
  ['no proxy', proxy({}), 'ok'],
  ['one that lets it through is worth a word', proxy({ used, heard: page(200) }), 'ok', 'proxy_in_use'],
  ['a VPN is worth a word', proxy({ tunnel: 'wg0' }), 'ok', 'vpn_in_use'],
  ['one that is gone', proxy({ used: { ...used, dialled: shut } }), 'fail', 'proxy_gone'],
  [
    'one of this device that is gone',
    proxy({ used: { ...used, isHere: true, dialled: shut } }),
    'fail',
    'proxy_here_gone',
  ],
  ['one that wants a sign-in', proxy({ used, heard: broken('proxy', 'HTTP_407', 407) }), 'fail', 'proxy_login'],
  ['one that blocks', proxy({ used, heard: broken('proxy', 'HTTP_403', 403) }), 'fail', 'proxy_blocks'],
  [
    'one that blocks with a page of its own',
    proxy({ used, heard: page(403, { headers: { 'x-squid-error': 'x' } }) }),
    'fail',
    'proxy_blocks',
  ],
  ['one that cannot get there', proxy({ used, heard: broken('proxy', 'HTTP_503', 503) }), 'fail', 'proxy_fails'],
  ['a site that forbids is not its proxy', proxy({ used, heard: page(403) }), 'ok', 'proxy_in_use'],
  ['one that browsers alone know', proxy({ ofSystem, isReachedDirectly: false }), 'fail', 'proxy_not_used'],
  ['one that browsers alone know, and nobody needs', proxy({ ofSystem }), 'ok'],
  ['one that keeps browsers from getting there', proxy({ ofSystem: gone }), 'warn', 'proxy_of_browsers'],
  ['one that browsers do without', proxy({ ofSystem: { ...gone, by: 'script', allowsDirect: true } }), 'ok'],
  ['nobody gets there, by it or without it', proxy({ ofSystem: gone, isReachedDirectly: false }), 'ok'],
  ['SOCKS that wants a sign-in', proxy({ used, heard: broken('proxy', 'SOCKS_LOGIN') }), 'fail', 'proxy_login'],
  ['SOCKS whose rules forbid it', proxy({ used, heard: broken('proxy', 'SOCKS_RULES') }), 'fail', 'proxy_blocks'],
  ['SOCKS that cannot get there', proxy({ used, heard: broken('proxy', 'EHOSTUNREACH') }), 'fail', 'proxy_fails'],
]);

check([
  ['a status page in green', judgeProvider({ about: null, page: 'none' }), 'ok'],
  ['a status page in red', judgeProvider({ about: null, page: 'critical' }), 'fail', 'provider_down'],
  ['nobody to ask', judgeProvider({ about: null, page: null }), 'skip'],
]);

const said = {
  gateway: 'good-gateway',
  state: 'ready',
  inFlight: 1,
  mostInFlight: 10,
  upstreams: [{ name: 'one', state: 'Resting', mark: 'warn', isUp: false, code: 'rate_limited' }],
};

check([
  [
    'services as the gateway tells',
    judgeProvider({ about: readAbout(said), page: null }),
    'fail',
    'provider_throttled',
  ],
  [
    'a gateway without services',
    judgeProvider({ about: readAbout({ ...said, upstreams: [] }), page: null }),
    'unknown',
  ],
]);

const own = (more: Partial<GatewayFacts>): Judgement =>
  judgeGateway({ isOurs: true, readyStatus: 200, said: null, call: null, ...more });

check([
  ['a gateway that is ready', own({}), 'ok'],
  ['one that drains, as its readiness tells', own({ readyStatus: 503 }), 'fail', 'gateway_draining'],
  [
    'one that is closed, as it says',
    own({ said: readAbout({ ...said, state: 'maintenance' }) }),
    'fail',
    'gateway_maintenance',
  ],
  ['one that says nothing', own({ readyStatus: null }), 'unknown'],
  ['one that fails', own({ readyStatus: 500 }), 'fail', 'gateway_failing'],
]);

for (const [says, body] of [
  ['another service', { ...said, gateway: 'other' }],
  ['an unknown state', { ...said, state: 'fine' }],
  ['no object', 'ready'],
] as const)
  test(`${says} is not taken for a gateway of ours`, () => assert.equal(readAbout(body), null));

test('what a stranger writes into the fields of a gateway goes nowhere', () => {
  const upstreams = [{ name: 'a\u001b[2J', mark: 'ok', isUp: true }, { name: 'b', mark: 'ok', isUp: 'yes' }, 7];
  assert.deepEqual(readAbout({ ...said, upstreams, support: 7 })?.upstreams, []);
});
