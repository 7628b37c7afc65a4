import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { familyNames, whoNames } from '../../src/domain/words/index.ts';
import { traits } from '../../src/domain/cause.ts';
import { explainHar } from '../../src/advice/explain/har.ts';
import { LogReader } from '../../src/advice/explain/log.ts';
import { printable } from '../../src/advice/explain/redact.ts';
import { lineFormats, jsonFormats, wordings } from '../../src/advice/explain/systems.ts';
import { Tally } from '../../src/advice/explain/tally.ts';
import { explainText } from '../../src/advice/explain/text.ts';
import { examCases } from './score.ts';

const isWhole = (text: string): void => {
  for (const finding of explainText(text).findings) {
    assert.ok(Object.hasOwn(familyNames, finding.family));
    assert.ok(Object.hasOwn(whoNames, finding.who));
    assert.ok(Object.hasOwn(traits, finding.code));
    assert.ok(finding.confidence >= 0 && finding.confidence <= 1);
    assert.ok(finding.source.line >= 1);
    assert.equal(finding.source.text.isWellFormed(), true);
  }
};

const readLog = (bytes: Uint8Array): void => {
  const reader = new LogReader(new Tally(), 'a.log');
  for (let at = 0; at < bytes.length; at += 777) reader.write(bytes.subarray(at, at + 777));
  reader.end();
};

test('no text makes it throw, and what it answers is of the contract', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), isWhole), { numRuns: 300 });
});

/** Real lines with pieces cut out, doubled and swapped: what a damaged log holds. */
const damaged = fc
  .tuple(
    fc.constantFrom(...examCases),
    fc.array(fc.tuple(fc.nat(400), fc.nat(40), fc.string({ maxLength: 6 })), { maxLength: 5 }),
  )
  .map(([{ text }, cuts]) =>
    cuts.reduce((line, [at, length, put]) => line.slice(0, at) + put + line.slice(at + length), text),
  );

test('no damaged line of a known format makes any parser throw', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      isWhole(text);
      for (const sight of Object.values(lineFormats)) sight(text);
      for (const sight of Object.values(wordings)) sight(text);
      readLog(Buffer.from(text));
    }),
    { numRuns: 500 },
  );
});

test('no JSON of whatever shape makes a parser of JSON lines throw', () => {
  const names = fc.constantFrom(
    ...'log entries request response status error code type message time ts level msg logger jsonPayload httpRequest statusDetails proxyStatus response_flags response_code DownstreamStatus timings headers content url family who cause upstream'.split(
      ' ',
    ),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue({ maxDepth: 1 }),
      fc.dictionary(names, tie('tree')),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(names, tree), (value) => {
      const object = value as Readonly<Record<string, unknown>>;
      for (const sight of Object.values(jsonFormats)) sight(object);
      isWhole(JSON.stringify(object));
      isWhole(JSON.stringify(object, null, 2));
      explainHar(JSON.stringify({ log: { entries: [object, object] } }));
    }),
    { numRuns: 500 },
  );
});

test('no bytes make the log reader throw, however they are cut', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), readLog), { numRuns: 300 });
});

/** Text that makes careless patterns go back and forth; a megabyte of each, in one line and in many. */
const traps = [
  'a',
  'a@',
  'a.a.',
  'a-',
  '"',
  '\\',
  '[',
  '{',
  '{"a":',
  ' ',
  '1',
  'error ',
  'upstream timed out (110: ',
  'connect() to ',
  'lookup ',
  'dial tcp ',
  'x509: ',
  'ERR_',
  'key=',
  'eyJ',
  'Bearer ',
  'https://',
  'curl: (28) ',
  'Server a is DOWN ',
  'Readiness probe failed ',
  '; error=',
  'proxy-status: ',
  '\u001b[',
  '<title>',
  '502 ',
  'bad gateway ',
  "['code': '",
  '1.1.1.1 - - [14/Mar/2025:09:26:53 +0000] "',
  '[2025-03-14T09:26:53.409Z] "',
  'https 2025-03-14T09:26:53.186641Z a b c 1 1 1 502 - 1 1 "',
  '-----BEGIN A PRIVATE KEY-----',
];

test('no text of a megabyte takes longer than a moment', () => {
  const million = 1_000_000;
  for (const trap of traps) {
    const line = trap.repeat(Math.ceil(million / trap.length));
    const startedAt = performance.now();
    explainText(line);
    readLog(Buffer.from(line));
    printable(line, 400);
    const ms = performance.now() - startedAt;
    assert.ok(ms < 5_000, `${JSON.stringify(trap)}: ${Math.round(ms)} ms`);
  }
});
