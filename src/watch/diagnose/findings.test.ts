/** How far a first question came, and what is said of each step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cause } from '../../domain/cause.ts';
import { causeOf } from '../../domain/cause.ts';
import type { WireFacts } from '../../domain/ports.ts';
import { anUpstream } from '../../../test/fakes/an-upstream.ts';
import { loadFinding, pageFinding, wayFindings } from './findings.ts';

const upstream = anUpstream('one', 'https://api.example.com/v1');

const phases = { queue: null, dns: 3, connect: 4, tls: 5, write: 12, firstByte: 20, firstToken: null, end: 21 };
const facts: WireFacts = {
  phases,
  socket: 'new',
  remoteAddress: '192.0.2.1',
  addresses: ['192.0.2.1'],
  isNameStale: false,
  sent: true,
  bytesSent: 100,
  bytesReceived: 0,
};

const seen = (cause: Cause | null): Parameters<typeof pageFinding>[1] => ({
  cause,
  facts,
  headers: {},
  list: null,
  tokens: 0,
});

const steps: readonly (readonly [cause: Cause | null, dns: string, connect: string, tls: string])[] = [
  [null, 'ok', 'ok', 'ok'],
  [causeOf('dns_error'), 'fail', 'skip', 'skip'],
  [causeOf('dns_timeout'), 'fail', 'skip', 'skip'],
  [causeOf('connection_refused'), 'ok', 'fail', 'skip'],
  [causeOf('connection_timeout'), 'ok', 'fail', 'skip'],
  [causeOf('tls_certificate_error'), 'ok', 'ok', 'fail'],
  [causeOf('http_response_timeout'), 'ok', 'ok', 'ok'],
  [causeOf('upstream_error', { receivedStatus: 500 }), 'ok', 'ok', 'ok'],
];

for (const [cause, ...expected] of steps)
  test(`the way with ${cause?.code ?? 'no failure'}: ${expected.join(', ')}`, () => {
    const findings = wayFindings(upstream, seen(cause));
    assert.deepEqual(
      findings.map(({ status }) => status),
      expected,
    );
    const failure = findings.find(({ status }) => status === 'fail');
    if (failure !== undefined) assert.ok(failure.todo !== '' && failure.code === cause?.code);
  });

test('a page that is turned down is a doubt, an answer that is turned down a failure', () => {
  const missing = causeOf('unknown_model', { receivedStatus: 404 });
  assert.equal(pageFinding('health', seen(missing)).status, 'warn');
  assert.equal(pageFinding('completion', seen(missing)).status, 'fail');
  assert.equal(pageFinding('models', seen(null)).status, 'warn', 'no models');
});

test('a queue is a doubt, loading a failure', () => {
  const idle = { at: 0, running: 1, waiting: 0, cacheShare: null, slots: 4, loading: false };
  assert.equal(loadFinding('vllm', idle).status, 'ok');
  assert.equal(loadFinding('vllm', { ...idle, waiting: 2 }).status, 'warn');
  assert.equal(loadFinding('llama.cpp', { ...idle, loading: true }).status, 'fail');
});
