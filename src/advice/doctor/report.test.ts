/** A report holds what support needs, and nothing that says who or where somebody is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Diagnosis } from './diagnosis.ts';
import { supportReport } from './report.ts';

const diagnosis: Diagnosis = {
  reportId: `rep_${'0'.repeat(32)}`,
  at: Date.UTC(2026, 10, 22, 10, 58, 40, 835),
  ms: 3_000,
  target: 'https://chat.example.org/',
  verdict: 'The address book (DNS) this device uses does not answer.',
  blame: 'network',
  family: 'dns',
  code: 'dns_timeout',
  trouble: 'dns_silent',
  confidence: 0.9,
  hops: [
    {
      id: 'dns',
      status: 'fail',
      ms: 3_000,
      says: 'chat.example.org was not found by 192.0.2.53.',
      evidence: [
        { says: 'asked', value: 'resolver.home.example', isPrivate: true },
        { says: 'silent for', value: '3000 ms', isPrivate: false },
      ],
      troubles: ['dns_silent'],
    },
    { id: 'tls', status: 'ok', ms: 0, says: 'The line is encrypted.', evidence: [], troubles: [] },
    { id: 'gateway', status: 'skip', ms: 0, says: 'Not reached.', evidence: [], troubles: [] },
  ],
  proven: [],
  remedies: [{ id: 'restart_router', text: 'Restart the router.', steps: [], changes: '' }],
  expected: null,
  scope: null,
  support: null,
};

const context = {
  version: '1.2.3',
  device: 'Linux, Chrome 130',
  recurs: 'the same trouble was met 3 times today',
  escalate: { because: ['2 of 3 met it'] },
};

test('a report says what failed, whose turn it is, and how often before', () => {
  const text = supportReport(diagnosis, context);
  for (const said of [
    'rep_000',
    'dns_silent',
    'dns_timeout',
    '2026-11-22T10:58:40.835Z',
    '3 times today',
    '3000 ms',
    '2 of 3 met it',
  ])
    assert.ok(text.includes(said), said);
});

test('no address and no name is in it, also where a judge forgot to mark one', () => {
  const text = supportReport(diagnosis, context);
  assert.doesNotMatch(text, /example|192\.0\.2|resolver\.home/);
});

test('for the hot line of a provider of lines it is about the line alone', () => {
  const text = supportReport(diagnosis, context, 'line');
  assert.doesNotMatch(text, /^\s*tls/m);
  assert.match(text, /^\s*dns/m);
});

test('addresses of both kinds never pass', () => {
  const octets = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(fc.oneof(octets, fc.ipV6(), fc.webUrl({ authoritySettings: { withPort: true } })), (address) => {
      const [hop] = diagnosis.hops;
      if (hop === undefined || address.length < 3) return;
      const text = supportReport(
        { ...diagnosis, hops: [{ ...hop, evidence: [{ says: 'seen', value: `x ${address} y`, isPrivate: false }] }] },
        context,
      );
      assert.ok(!text.includes(` ${address} `), address);
    }),
    { numRuns: 40 },
  );
});
