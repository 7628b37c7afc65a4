import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainText } from './text.ts';

const best = (text: string) => {
  const [first] = explainText(text).findings;
  assert.ok(first !== undefined, text);
  return first;
};

const line = (status: number): string =>
  `203.0.113.7 - - [14/Mar/2025:09:26:5${status % 10} +0000] "POST /v1/chat/completions HTTP/1.1" ${status} 15 "-" "x"`;

const refused = (upstream: string): string =>
  `2025/03/14 09:26:53 [error] 1#1: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.7, upstream: "${upstream}"`;

test('text that means nothing gives no finding', () => {
  for (const text of [
    '',
    '   \n\n',
    'hello world',
    '200',
    '12345',
    'I ate 404 pizzas',
    '{"a":1}',
    '[]',
    '\u0000\u0001',
    'Once upon a time there was a king.',
  ]) {
    assert.deepEqual(explainText(text), { findings: [], totals: {} }, JSON.stringify(text));
  }
});

test('lines of success give no finding', () => {
  const log = [
    '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 200 15 "-" "502"',
    '2025/03/14 09:26:53 [notice] 1#1: start worker process 31',
    '{"httpRequest":{"status":200},"jsonPayload":{"statusDetails":"response_sent_by_backend"}}',
  ].join('\n');
  assert.deepEqual(explainText(log).findings, []);
});

test('the error behind an error leads, and what only says that something failed agrees with it', () => {
  const text = [
    'TypeError: fetch failed',
    '    at node:internal/deps/undici/undici:13510:13 {',
    '  [cause]: Error: getaddrinfo ENOTFOUND api.openai.com',
    '}',
    'openai.APIConnectionError: Connection error.',
  ].join('\n');
  const { findings } = explainText(text);
  assert.deepEqual(
    findings.map(({ code, who }) => [code, who]),
    [['dns_error', 'network']],
  );
  assert.equal(findings[0]?.source.line, 3);
});

test('several lines of a log are counted by cause, the most frequent first and callers last', () => {
  const { findings, totals } = explainText(
    [line(502), line(499), line(499), line(499), line(502), line(504)].join('\n'),
  );
  assert.deepEqual(
    findings.map(({ code, count }) => [code, count]),
    [
      ['upstream_gateway_error', 2],
      ['upstream_gateway_timeout', 1],
      ['client_gone', 3],
    ],
  );
  assert.deepEqual(totals, { outage: 2, timeout: 1, client: 3 });
});

test('a guess says so and names the next likely cause', () => {
  const bare = best('502');
  assert.ok(bare.confidence < 0.6);
  assert.match(bare.summary, /^Most likely: .* It may also be “.*” \(connection_terminated\)\.$/);
});

test('evidence that agrees makes surer', () => {
  const page =
    '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>';
  assert.ok(best(page).confidence > best('502').confidence);
  const clock = '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "GET / HTTP/1.1" 504 15 "-" "x" rt=60.001';
  assert.equal(best(clock).code, 'http_response_timeout');
  assert.ok(best(clock).evidence.some(({ says }) => says.includes('nginx proxy_read_timeout')));
});

test('whose turn it is depends on who saw it and on whose machine failed', () => {
  assert.equal(best(refused('http://127.0.0.1:8000/')).who, 'operator');
  assert.equal(best(refused('https://api.openai.com/v1/models')).who, 'provider');
  assert.equal(best('Error: connect ECONNREFUSED 127.0.0.1:11434').who, 'operator');
  assert.equal(best('Error: getaddrinfo ENOTFOUND api.openai.com').who, 'network');
  assert.equal(best('Error: getaddrinfo ENOTFOUND llm.internal').who, 'operator');
});

test('an error of this gateway is explained as what it says of itself', () => {
  const said = best(
    '{"error":{"message":"x","type":"upstream_error","code":"keepalive_race","family":"misconfiguration","who":"operator"}}',
  );
  assert.deepEqual([said.code, said.family, said.who], ['keepalive_race', 'misconfiguration', 'operator']);
  assert.equal(said.source.system, 'Good Gateway');
});

test('keys, cookies, tokens and e-mail addresses are never printed', () => {
  const secrets = [
    'sk-proj-abcdefghijklmnop1234',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
    'hunter2secret',
    'jane.roe@example.org',
    'AKIAABCDEFGHIJKLMNOP',
    'sessionvalue123',
  ];
  const text = `Error: connect ECONNREFUSED 10.0.0.1:80 Authorization: Bearer ${secrets[0]}
ECONNREFUSED token=${secrets[1]} https://bob:${secrets[2]}@host/ ${secrets[3]} ${secrets[4]}
ECONNREFUSED Cookie: sid=${secrets[5]}`;
  const json = JSON.stringify(explainText(text));
  assert.ok(json.includes('connection_refused'));
  for (const secret of secrets) assert.ok(!json.includes(secret ?? ''), secret);
});

test('terminal escapes in a text do not come out of it', () => {
  const json = JSON.stringify(explainText('\u001b]0;title\u0007\u001b[31mERR_CONNECTION_REFUSED\u001b[0m \u202eabc'));
  assert.doesNotMatch(json, /\\u001b|\\u0007|\u202e/);
  assert.match(json, /connection_refused/);
});

test('a report of the doctor is explained by what it found', () => {
  const text = [
    'Good Gateway doctor report rep_0',
    '',
    'time     2026-11-22T10:58:40.835Z',
    'trouble  dns_silent, family dns, code dns_timeout',
    'sure     90 %',
  ].join('\n');
  assert.equal(explainText(text).findings[0]?.code, 'dns_timeout');
  const vague = explainText('trouble  stream_held, family misconfiguration');
  assert.equal(vague.findings[0]?.family, 'misconfiguration');
});

const ofApache: readonly (readonly [text: string, code: string])[] = [
  ['AH00898: Error during SSL Handshake with remote server returned by /', 'tls_protocol_error'],
  ['AH00898: DNS lookup failure for: models returned by /v1', 'dns_error'],
  [
    '(70007)The timeout specified has expired: AH01102: error reading status line from remote server a:1',
    'http_response_timeout',
  ],
  ['(104)Connection reset by peer: AH01102: error reading status line from remote server a:1', 'connection_terminated'],
  ['(70007)The timeout specified has expired: AH01075: Error dispatching request to :', 'http_response_timeout'],
  ['(104)Connection reset by peer: AH01075: Error dispatching request to :', 'connection_terminated'],
  ['AH01067: Failed to read FastCGI header', 'connection_terminated'],
  ["AH01071: Got error 'Primary script unknown'", 'proxy_configuration_error'],
  ['AH00959: ap_proxy_connect_backend disabling worker for (10.0.0.5:80) for 60s', 'destination_unavailable'],
  ['AH00961: HTTPS: failed to enable ssl support for 127.0.0.1:8000 (localhost)', 'tls_protocol_error'],
  ['AH01144: No protocol handler was valid for the URL /v1 (scheme http).', 'proxy_configuration_error'],
  [
    'AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error.',
    'proxy_loop_detected',
  ],
  ['AH01630: client denied by server configuration: /srv/www', 'request_denied'],
];

test('what Apache says as a proxy is told apart by its words, not by its numbers alone', () => {
  for (const [text, code] of ofApache) assert.equal(explainText(`[proxy:error] ${text}`).findings[0]?.code, code, text);
});
