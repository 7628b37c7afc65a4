/** From signals to causes: the table of what a Node gateway can meet, row by row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CauseCode } from '../domain/cause.ts';
import { noPhases } from '../domain/event.ts';
import type { ContentProblem, Evidence, PageSays, ProviderError, Signature } from '../domain/evidence.ts';
import type { WireFacts } from '../domain/ports.ts';
import { classify } from './classify.ts';

const facts: WireFacts = {
  phases: { ...noPhases, end: 5 },
  socket: 'new',
  remoteAddress: null,
  addresses: [],
  isNameStale: false,
  sent: true,
  bytesSent: 500,
  bytesReceived: 0,
};

const wire = (
  code: string,
  more: {
    during?: 'head' | 'body';
    facts?: Partial<WireFacts>;
    syscall?: string;
    alert?: number;
    first?: string;
    afterMs?: number;
  } = {},
): Evidence => ({
  kind: 'wire',
  during: more.during ?? 'head',
  fault: {
    code,
    syscall: more.syscall ?? null,
    tlsAlert: more.alert ?? null,
    firstBytes: more.first ?? null,
    certificate: null,
  },
  facts: { ...facts, ...more.facts },
  afterMs: more.afterMs ?? 5,
});

const failed = (
  status: number,
  more: {
    error?: Partial<ProviderError>;
    body?: 'json' | 'html' | 'text' | 'empty';
    by?: Signature;
    says?: PageSays;
    callersKey?: boolean;
  } = {},
): Evidence => ({
  kind: 'status',
  status,
  error: more.error === undefined ? null : { message: '', type: null, code: null, param: null, ...more.error },
  body: more.body ?? 'json',
  signature: more.by ?? null,
  says: more.says ?? null,
  retryAfterMs: null,
  callersKey: more.callersKey ?? false,
});

const inside = (error: Partial<ProviderError>): Evidence => ({
  kind: 'error_inside',
  status: 200,
  error: { message: '', type: null, code: null, param: null, ...error },
  retryAfterMs: null,
});

const unsent = { sent: false, socket: null } as const;

const rows: readonly (readonly [code: CauseCode, seen: readonly Evidence[]])[] = [
  ['connection_refused', [wire('ECONNREFUSED', { facts: unsent })]],
  [
    'connection_timeout',
    [wire('UND_ERR_CONNECT_TIMEOUT', { facts: unsent }), wire('ETIMEDOUT', { syscall: 'connect', facts: unsent })],
  ],
  [
    'destination_ip_unroutable',
    ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'].map((code) => wire(code, { facts: unsent })),
  ],
  [
    'connection_limit_reached',
    ['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS'].map((code) => wire(code, { facts: unsent })),
  ],
  [
    'dns_error',
    [
      ...['ENOTFOUND', 'ESERVFAIL', 'EREFUSED', 'EAI_FAIL', 'ENODATA'].map((code) => wire(code, { facts: unsent })),
      wire('ECONNREFUSED', { syscall: 'query', facts: unsent }),
    ],
  ],
  ['dns_timeout', ['EAI_AGAIN', 'ETIMEOUT', 'ECANCELLED'].map((code) => wire(code, { facts: unsent }))],
  [
    'tls_certificate_error',
    [
      'CERT_HAS_EXPIRED',
      'CERT_NOT_YET_VALID',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_REVOKED',
      'CERT_UNTRUSTED',
    ].map((code) => wire(code, { facts: unsent })),
  ],
  [
    'tls_protocol_error',
    ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']
      .map((code) => wire(code, { facts: unsent }))
      .concat(wire('UND_ERR_CONNECT_TIMEOUT', { facts: { ...unsent, phases: { ...noPhases, connect: 2 } } })),
  ],
  [
    'tls_alert_received',
    [wire('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', { facts: unsent }), wire('EPROTO', { alert: 112, facts: unsent })],
  ],
  [
    'keepalive_race',
    ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].map((code) => wire(code, { facts: { socket: 'reused' } })),
  ],
  [
    'connection_terminated',
    [
      wire('ECONNRESET', { facts: { phases: { ...noPhases, connect: 1 } } }),
      wire('UND_ERR_SOCKET'),
      // A server that thought about it and died lost no race.
      wire('ECONNRESET', { facts: { socket: 'reused' }, afterMs: 5_000 }),
      wire('ECONNRESET', { during: 'body', facts: { bytesReceived: 900 } }),
    ],
  ],
  ['connection_reset', [wire('ECONNRESET', { facts: unsent })]],
  [
    'http_response_incomplete',
    [
      wire('UND_ERR_SOCKET', { during: 'body', facts: { bytesReceived: 900 } }),
      wire('UND_ERR_RES_CONTENT_LENGTH_MISMATCH', { during: 'body' }),
      wire('HPE_INVALID_EOF_STATE', { during: 'body' }),
    ],
  ],
  ['http_response_timeout', [wire('UND_ERR_HEADERS_TIMEOUT')]],
  [
    'connection_read_timeout',
    [wire('UND_ERR_BODY_TIMEOUT', { during: 'body' }), wire('ETIMEDOUT', { syscall: 'read', during: 'body' })],
  ],
  [
    'http_response_transfer_coding',
    [wire('HPE_INVALID_CHUNK_SIZE', { during: 'body' }), wire('HPE_INVALID_TRANSFER_ENCODING')],
  ],
  [
    'http_response_content_coding',
    ['Z_DATA_ERROR', 'Z_BUF_ERROR', 'ERR__ERROR_FORMAT_PADDING_1', 'ZSTD_error_prefix_unknown'].map((code) =>
      wire(code, { during: 'body' }),
    ),
  ],
  [
    'not_http',
    [
      wire('HPE_INVALID_CONSTANT', { first: '5353482d322e302d' }),
      wire('HPE_INVALID_CONSTANT', { first: '1603010000' }),
      failed(400, { body: 'html', by: 'nginx', says: 'wants_tls' }),
      failed(400, { body: 'text', says: 'wants_tls' }),
    ],
  ],
  [
    'http_protocol_error',
    [
      wire('HPE_INVALID_HEADER_TOKEN'),
      wire('HPE_UNEXPECTED_CONTENT_LENGTH'),
      wire('UND_ERR_INTERIM', { facts: { bytesReceived: 25 } }),
      wire('HPE_INVALID_VERSION', { first: '485454502f392e39' }),
      wire('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
    ],
  ],
  ['http_response_header_section_size', [wire('HPE_HEADER_OVERFLOW'), wire('UND_ERR_HEADERS_OVERFLOW')]],
  ['http_response_body_size', [wire('UND_ERR_RES_EXCEEDED_MAX_SIZE', { during: 'body' })]],
  ['forward_proxy_failed', [wire('UND_ERR_PRX_CONN'), wire('UND_ERR_PRX_TLS'), failed(407, { body: 'html' })]],
  ['cancelled', [wire('UND_ERR_ABORTED'), wire('ABORT_ERR')]],
  ['proxy_internal_error', [wire('UND_ERR_INVALID_ARG'), wire('UND_ERR_NOT_SUPPORTED'), wire('UNKNOWN')]],
  [
    'rate_limited',
    [
      failed(429),
      failed(429, { error: { code: 'rate_limit_exceeded' } }),
      failed(429, { error: { type: 'rate_limit_error' } }),
      inside({ type: 'rate_limit_error' }),
    ],
  ],
  [
    'quota_exhausted',
    [
      failed(429, { error: { code: 'insufficient_quota' } }),
      failed(402),
      failed(400, {
        error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API' },
      }),
    ],
  ],
  [
    'overloaded',
    [
      failed(529, { error: { type: 'overloaded_error' } }),
      failed(503),
      failed(503, { error: { message: 'The engine is currently overloaded' } }),
      failed(503, { error: { type: 'unavailable_error', message: 'no slot available' } }),
      failed(503, { body: 'text', by: 'envoy', says: 'too_many' }),
      inside({ type: 'overloaded_error' }),
      inside({ code: '529' }),
    ],
  ],
  ['loading', [failed(503, { error: { type: 'unavailable_error', message: 'Loading model' } })]],
  ['maintenance', [failed(503, { body: 'html', says: 'maintenance' })]],
  [
    'upstream_error',
    [
      failed(500),
      failed(500, { error: { type: 'server_error' } }),
      inside({ type: 'api_error' }),
      inside({ message: 'something' }),
    ],
  ],
  [
    'upstream_gateway_error',
    [
      failed(502, { body: 'html', by: 'nginx' }),
      failed(502, { body: 'html', by: 'cloudflare' }),
      failed(520, { body: 'html' }),
      failed(530, { body: 'html' }),
      failed(503, { body: 'html', by: 'nginx' }),
      failed(503, { body: 'text', by: 'envoy', says: 'nobody_behind' }),
    ],
  ],
  [
    'upstream_gateway_timeout',
    [failed(504, { body: 'html', by: 'nginx' }), failed(524, { body: 'html' }), failed(522), failed(408)],
  ],
  ['tls_certificate_error', [failed(526)]],
  ['key_refused', [failed(401), failed(403), failed(401, { error: { code: 'invalid_api_key' } })]],
  ['unauthorized', [failed(401, { callersKey: true })]],
  ['request_blocked', [failed(403, { body: 'html', by: 'cloudflare' })]],
  ['unknown_model', [failed(404), failed(404, { error: { code: 'model_not_found' } })]],
  [
    'wrong_content',
    [
      failed(404, { body: 'html' }),
      failed(405, { body: 'html' }),
      failed(400, { body: 'html', by: 'nginx' }),
      failed(404, { body: 'text' }),
      failed(404, { error: { message: 'Not Found' } }),
      failed(404, { error: { type: 'invalid_request_error', message: 'Invalid URL (POST /chat/completions)' } }),
      failed(404, { error: { type: 'not_found_error', message: 'File Not Found' } }),
    ],
  ],
  ['redirected', [failed(301), failed(302, { body: 'html' }), failed(307), failed(511, { body: 'html' })]],
  ['http_upgrade_failed', [wire('UND_ERR_UPGRADE', { facts: { bytesReceived: 90 } })]],
  [
    'invalid_request',
    [failed(400), failed(400, { error: { type: 'invalid_request_error', message: 'temperature must be a number' } })],
  ],
  [
    'context_length_exceeded',
    [
      failed(400, { error: { code: 'context_length_exceeded' } }),
      failed(400, {
        error: { type: 'BadRequestError', message: "This model's maximum context length is 8192 tokens" },
      }),
      failed(400, { error: { type: 'exceed_context_size_error' } }),
    ],
  ],
  [
    'content_filtered',
    [failed(400, { error: { code: 'content_filter' } }), failed(400, { error: { code: 'content_policy_violation' } })],
  ],
  ['request_too_large', [failed(413), failed(413, { body: 'html', by: 'cloudflare' })]],
  ['unprocessable_request', [failed(422)]],
  ['proxy_loop_detected', [failed(508)]],
];

for (const [code, seen] of rows) {
  test(`${code}: ${seen.length} signals`, () => {
    for (const evidence of seen) assert.equal(classify(evidence, 'up').code, code, JSON.stringify(evidence));
  });
}

const contents: readonly (readonly [ContentProblem, CauseCode])[] = [
  ['html', 'wrong_content'],
  ['not_json', 'invalid_answer'],
  ['not_a_stream', 'invalid_answer'],
  ['not_utf8', 'invalid_answer'],
  ['wrong_shape', 'invalid_answer'],
  ['malformed_event', 'invalid_answer'],
  ['empty', 'empty_answer'],
  ['no_choices', 'empty_answer'],
  ['event_too_large', 'http_response_body_size'],
  ['too_large', 'http_response_body_size'],
  ['cut', 'http_response_incomplete'],
];

for (const [problem, code] of contents) {
  test(`an answer that is ${problem} is ${code}`, () =>
    assert.equal(classify({ kind: 'content', problem, status: 200, signature: null }, 'up').code, code));
}

test('each of our clocks names its cause, its limit, and the upstream', () => {
  const codes = {
    connect: 'connection_timeout',
    first_token: 'http_response_timeout',
    idle: 'connection_read_timeout',
    answer: 'http_response_timeout',
    stream: 'stream_too_long',
  } as const;
  for (const [clock, code] of Object.entries(codes)) {
    // Safe: the keys of the object above.
    const cause = classify({ kind: 'clock', clock: clock as keyof typeof codes, limitMs: 60_000, facts }, 'up');
    assert.equal(cause.code, code);
    assert.equal(cause.upstream, 'up');
    assert.ok(cause.clues.some(({ value }) => value === '60000'));
  }
});

test('no clue ever holds a provider’s own words', () => {
  const secret = 'MARKER of a prompt';
  for (const evidence of [
    failed(400, { error: { message: secret, type: secret, code: secret } }),
    inside({ message: secret }),
  ]) {
    assert.ok(!JSON.stringify(classify(evidence, 'up')).includes('MARKER'));
  }
});
