import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainHar } from './har.ts';

const entry = (more: Readonly<Record<string, unknown>>) => ({
  startedDateTime: '2025-03-14T09:26:53.000Z',
  time: 100,
  request: {
    method: 'POST',
    url: 'https://chat.example.org/v1/chat?key=abcdef123456',
    headers: [{ name: 'Cookie', value: 'sid=verysecret' }],
  },
  timings: { blocked: 1, dns: 2, connect: 3, ssl: 4, send: 1, wait: 80, receive: 9 },
  ...more,
});
const har = (...entries: readonly unknown[]): string => JSON.stringify({ log: { version: '1.2', entries } });
const read = (text: string) => {
  const result = explainHar(text);
  assert.equal(result.kind, 'read');
  return result.kind === 'read' ? result.report : { findings: [], totals: {} };
};

test('each failed request is explained, good ones are not', () => {
  const { findings } = read(
    har(
      entry({ response: { status: 200, content: { text: '{}' } } }),
      entry({ response: { status: 0, _error: 'net::ERR_CONNECTION_REFUSED' } }),
      entry({
        response: {
          status: 502,
          content: { text: '<html><title>502 Bad Gateway</title><center>nginx</center></html>' },
        },
      }),
      entry({
        response: {
          status: 429,
          content: { text: '{"error":{"type":"insufficient_quota","code":"insufficient_quota","message":"x"}}' },
        },
      }),
    ),
  );
  assert.deepEqual(findings.map(({ code }) => code).toSorted(), [
    'connection_refused',
    'quota_exhausted',
    'upstream_gateway_error',
  ]);
  assert.equal(findings.find(({ code }) => code === 'connection_refused')?.source.line, 2);
});

test('a header of ours or of RFC 9209 tells more than the status', () => {
  const response = {
    status: 503,
    headers: [{ name: 'Proxy-Status', value: 'gg; error=dns_error' }],
    content: { text: '' },
  };
  assert.equal(read(har(entry({ response }))).findings[0]?.code, 'dns_error');
});

test('a slow request says where its time went, and is only a guess', () => {
  const [slow] = read(
    har(entry({ time: 40_000, timings: { wait: 39_000, dns: 20 }, response: { status: 200 } })),
  ).findings;
  assert.equal(slow?.code, 'http_response_timeout');
  assert.ok((slow?.confidence ?? 1) < 0.6);
  assert.ok(slow?.evidence.some(({ value }) => value.includes('wait 39000 ms')));
});

test('neither keys nor cookies of a recording are printed', () => {
  const json = JSON.stringify(read(har(entry({ response: { status: 0, _error: 'net::ERR_CONNECTION_RESET' } }))));
  assert.doesNotMatch(json, /verysecret|abcdef123456/);
});

test('what is no recording is said to be none', () => {
  for (const text of ['', '{}', '[]', '{"log":{}}', 'x', har().slice(0, 20)])
    assert.equal(explainHar(text).kind, 'no_har', text);
  assert.deepEqual(read(har(null, 1, 'x', {})).findings.length, 1);
});
