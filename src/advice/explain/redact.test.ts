import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from './redact.ts';

const secrets: readonly (readonly [string, string])[] = [
  ['Authorization: Bearer abcdef123456', 'abcdef123456'],
  ['"authorization": "Basic dXNlcjpwYXNz"', 'dXNlcjpwYXNz'],
  ['-H "x-api-key: sk-ant-api03-AAAABBBBCCCC"', 'AAAABBBB'],
  ['set-cookie: session=abc123; Path=/', 'abc123'],
  ['{"name":"Cookie","value":"sid=abc123"}', 'abc123'],
  ['GET /v1?api_key=abcdef1234&x=1', 'abcdef1234'],
  ['GET /?key=AIzaSyA1234567890abcdefghijk', 'AIzaSyA1234567890'],
  ['OPENAI_API_KEY=sk-abcdefghijkl', 'abcdefghijkl'],
  ['password: "correct horse"', 'correct'],
  ['https://user:p4ssw0rd@db.example.org/x', 'p4ssw0rd'],
  ['jane.roe+work@mail.example.org wrote', 'jane.roe'],
  ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'abcdefghijklmnop'],
  ['Incorrect API key provided: sk-ab********wxyz', 'wxyz'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----', 'MIIabc'],
];

test('what opens a door is taken out', () => {
  for (const [text, secret] of secrets) assert.ok(!printable(text, 500).includes(secret), printable(text, 500));
});

test('what helps to find a fault stays', () => {
  for (const text of [
    'max_tokens: 4096',
    'HTTP/1.1 502 Bad Gateway',
    'upstream: "http://10.0.0.5:8080/"',
    'connect() failed (111: Connection refused)',
    'key-value store is down',
  ])
    assert.equal(printable(text, 500), text);
});

test('a key at the edge of what is shown is taken out before the text is cut', () => {
  const text = `${'x'.repeat(90)} sk-abcdefghijklmnopqrstuvwxyz`;
  assert.ok(!printable(text, 100).includes('sk-a'));
  assert.ok(printable(text, 100).length <= 100);
});

test('control signs and marks of direction are taken out, lone halves of signs mended', () => {
  assert.equal(printable('a\u001b[31mb\u001b[0mc\u0007\u202ed', 50), 'abcd');
  assert.equal(printable('x\ud800y', 50).isWellFormed(), true);
});
