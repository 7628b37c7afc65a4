import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { causeCodes } from '../../domain/cause.ts';
import { noPhases } from '../../domain/event.ts';
import type { Why } from '../../domain/why.ts';
import { html, link, prose } from './html.ts';
import { causePage, causesPage, contentSecurityPolicy, failurePage, homePage, notFoundPage, whyPage } from './index.ts';
import type { FailureData, HomeData } from './index.ts';
import { report } from './report.ts';
import { segmentsOf } from './timeline.ts';

const parts = join(import.meta.dirname, '../../../web/parts');
const style = readdirSync(parts)
  .map((file) => readFileSync(join(parts, file), 'utf8'))
  .join('');

const whyWith = (text: string, more: Partial<Why> = {}): Why => ({
  id: text,
  at: text,
  model: text,
  outcome: 'failed',
  family: 'outage',
  code: 'connection_refused',
  who: 'provider',
  confidence: 0.9,
  summary: text,
  scope: { level: 'model', name: text, affected: 4, of: 5, callers: { affected: 1, of: 2 }, window: text },
  evidence: [{ says: text, value: text }],
  hops: [
    { id: 'you', status: 'ok', ms: null, detail: text },
    { id: 'gateway', status: 'warn', ms: 12, detail: text },
    { id: text, status: 'fail', ms: 3, detail: text },
  ],
  attempts: [
    {
      upstream: text,
      startedMs: 0,
      phases: { ...noPhases, connect: 5, end: 5 },
      code: 'connection_refused',
      family: 'outage',
      retry: 'first',
      dropped: false,
    },
    {
      upstream: text,
      startedMs: 100,
      phases: { ...noPhases, connect: 5, write: 6, firstByte: 60, firstToken: 70, end: 900 },
      code: null,
      family: null,
      retry: 'failover',
      dropped: false,
    },
  ],
  expected: { p50Seconds: 40, p90Seconds: 600, from: text },
  advice: { caller: [text], network: [text], operator: [text] },
  prompt: 'not kept',
  told: null,
  promptSays: text,
  ...more,
});

const failureWith = (text: string): FailureData => ({
  status: 503,
  message: text,
  code: 'connection_refused',
  family: 'outage',
  who: 'provider',
  requestId: text,
  why: text,
  retryAfterMs: 4000,
  wasSent: false,
});

const homeWith = (text: string): HomeData => ({
  version: text,
  baseUrl: text,
  demo: true,
  models: [{ name: text, available: true, upstreams: [text] }],
  upstreams: [
    {
      name: text,
      dialect: 'openai',
      mark: 'warn',
      state: text,
      means: text,
      forMs: 4_000,
      inMs: 12_000,
      why: text,
      todo: text,
      note: { says: text, todo: text },
      standing: { days: 7, asked: 400, answered: 0.9975, cut: 0, firstTokenMs: null, peak: null },
    },
  ],
  maintenances: [
    {
      kind: 'work',
      title: text,
      message: text,
      upstreams: [text],
      startsAt: 0,
      endsAt: 60_000,
      phase: 'over',
      overdue: [text],
    },
  ],
});

const documents = (text: string): readonly (readonly [string, string])[] => [
  ['home', homePage(homeWith(text))],
  ['failure', failurePage(failureWith(text))],
  ['missing', notFoundPage(text)],
  ['why', whyPage(whyWith(text))],
];

/** Tags, attribute names and the signs of entities: what a document is made of beside its text. */
const skeletonOf = (document: string): string =>
  document
    .replaceAll(/="[^"<>]*"/g, '=""')
    .replaceAll(/>[^<]*</g, '><')
    .replaceAll(/\s+/g, ' ');

const textOf = (document: string): string => document.replaceAll(/<[^>]*>/g, ' ');

test('nothing in the data can become markup', () => {
  const hostile = fc.oneof(
    fc.string({
      unit: fc.constantFrom('<', '>', '"', "'", '&', '`', '\0', '/', '!', '-', 'a', ';', '#', ' ', '\\', '=', '\ud800'),
    }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '&lt;',
      "' onclick='x",
      '</pre><b>',
      '<!--',
      ']]>',
      'javascript:alert(1)',
    ),
  );
  // Whether an address becomes a link depends on how it begins; nothing else of the markup depends on the data.
  const tame = ['x', '/why/x'].map((prefix) => ({
    prefix,
    skeletons: new Map(documents(prefix).map(([name, document]) => [name, skeletonOf(document)])),
  }));
  fc.assert(
    fc.property(hostile, (text) => {
      // Backticks mark code in advice, so they make markup on purpose; what they hold is escaped all the same.
      const plain = text.replaceAll('`', '');
      for (const { prefix, skeletons } of tame) {
        for (const [name, document] of documents(prefix + plain)) {
          assert.equal(skeletonOf(document), skeletons.get(name), name);
          assert.doesNotMatch(textOf(document), /["']/, name);
        }
      }
      for (const [, document] of documents(text)) {
        assert.doesNotMatch(document, /<script|<img|onerror=alert\(1\)>|&(?!(amp|lt|gt|quot|#39|#96);)/);
        assert.doesNotMatch(document, /\0/);
        assert.doesNotMatch(document, /href="javascript:/);
      }
    }),
    { numRuns: 300 },
  );
});

test('the html tag escapes everything but its own html', () => {
  const text = `<a href="x">'&\`\0`;
  assert.equal(
    html`<p title="${text}">${text}</p>`.toString(),
    '<p title="&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#96;\ufffd">&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#96;\ufffd</p>',
  );
  assert.equal(html`${html`<b>${1}</b>`}${[html`<i></i>`, '<', null]}`.toString(), '<b>1</b><i></i>&lt;');
  assert.equal(prose('run `a < b` now').toString(), 'run <code>a &lt; b</code> now');
});

test('only addresses that do no harm become links', () => {
  for (const good of ['https://example.org/x', 'http://127.0.0.1:5020/', '/why/req_1', '#a'])
    assert.match(link(good, 'x').toString(), /^<a href=/);
  for (const bad of [
    'javascript:alert(1)',
    '//evil.example',
    'data:text/html,x',
    ' javascript:x',
    'JaVaScRiPt:x',
    'x',
    '',
  ]) {
    assert.doesNotMatch(link(bad, 'x').toString(), /<a/, bad);
  }
});

const every = (): readonly (readonly [string, string])[] => [
  ...documents('/why/req_1'),
  ['causes', causesPage()],
  ...causeCodes.map((code) => [code, causePage(code)] as const),
  [
    'running',
    whyPage(
      whyWith('/why/x', {
        outcome: 'running',
        code: null,
        family: null,
        who: null,
        confidence: null,
        attempts: [],
        hops: [],
        evidence: [],
        expected: null,
        scope: null,
      }),
    ),
  ],
];

test('every page is a whole document without script or inline style, and loads only its style sheet', () => {
  for (const [name, document] of every()) {
    assert.match(document, /^<!doctype html>\s*<html lang="en">/, name);
    assert.match(document, /<meta name="viewport"/, name);
    assert.match(document, /<title>[^<]{3,} · Good Gateway<\/title>/, name);
    assert.equal((document.match(/<h1>/g) ?? []).length, 1, name);
    assert.doesNotMatch(document, /<script|<style| style=| on[a-z]+="|<iframe|<form|undefined|\[object/, name);
    const loaded = [...document.matchAll(/<(?:link|img|source)[^>]*(?:href|src)="([^"]*)"/g)].map(
      (match) => match[1] ?? '',
    );
    assert.ok(
      loaded.every((address) => address === '/style.css' || address.startsWith('data:image/svg+xml,')),
      name,
    );
  }
  assert.match(contentSecurityPolicy, /default-src 'none'/);
  assert.ok(!/url\(|@import (?!'\.\/[a-z]+\.css';)|<\//.test(style), 'the style sheet loads nothing');
});

test('a page and its style sheet are below 50 kB', () => {
  for (const [name, document] of every()) {
    const bytes = Buffer.byteLength(document) + Buffer.byteLength(style);
    assert.ok(bytes < 50_000, `${name} has ${bytes} bytes`);
  }
});

test('every element that is opened is closed in order, and ids are unique', () => {
  const voids = new Set(['meta', 'link', 'br', 'img']);
  for (const [name, document] of every()) {
    const open: string[] = [];
    for (const [, slash, tag, rest] of document.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s[^>]*)?)>/g)) {
      if (tag === undefined || voids.has(tag) || rest?.endsWith('/')) continue;
      if (slash === '/') assert.equal(open.pop(), tag, name);
      else open.push(tag);
    }
    assert.deepEqual(open, [], name);
    const ids = [...document.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length, name);
  }
});

test('every class that a page uses is in the style sheet', () => {
  const plain = new Set(['report']);
  for (const [name, document] of every()) {
    for (const [, list] of document.matchAll(/ class="([^"]*)"/g)) {
      for (const one of (list ?? '').split(' '))
        assert.ok(plain.has(one) || style.includes(`.${one}`), `${name}: ${one}`);
    }
  }
});

test('links between the pages lead somewhere', () => {
  const ids = new Set([...causesPage().matchAll(/ id="([^"]*)"/g)].map((match) => match[1]));
  const known = new Set([
    '/',
    '/about',
    '/causes',
    '/doctor',
    '/explain',
    '/status',
    '/v1/models',
    '/healthz',
    '/readyz',
    '/style.css',
    '/why/req_1',
    ...causeCodes.map((code) => `/causes/${code}`),
  ]);
  for (const [name, document] of every()) {
    for (const [, address] of document.matchAll(/ href="([^"]*)"/g)) {
      const [path = '', anchor] = (address ?? '').split('#');
      if (path.startsWith('data:') || path === '/why//why/x') continue;
      assert.ok(path === '' || known.has(path), `${name}: ${address}`);
      if (path === '/causes' && anchor !== undefined) assert.ok(ids.has(anchor), `${name}: ${address}`);
    }
  }
});

test('the failed hop is marked by words and form, not by color alone', () => {
  const page = whyPage(whyWith('primary'));
  const failed = page.split('<li class="hop ').find((hop) => hop.startsWith('is-fail'));
  assert.match(failed ?? '', /Provider<\/span> primary<\/span>\s*<span class="state fail">it failed here/);
  assert.match(style, /\.hop\.is-fail \{[^}]*border: 2px dashed/);
});

test('what people fear is answered by what was really sent', () => {
  const silent = whyPage(whyWith('x', { attempts: [] }));
  assert.match(silent, /Nothing of your text left the gateway/);
  assert.doesNotMatch(whyPage(whyWith('x')), /Nothing of your text left the gateway/);
  assert.doesNotMatch(failurePage({ ...failureWith('x'), wasSent: true }), /It never reached the AI service/);
});

test('an attempt is cut into what it was busy with, and nothing is left out', () => {
  assert.deepEqual(segmentsOf(noPhases), []);
  assert.deepEqual(
    segmentsOf({ ...noPhases, queue: 10, connect: 30, tls: 50, write: 51, firstByte: 90, firstToken: 100, end: 300 }),
    [
      { kind: 'queue', fromMs: 0, toMs: 10 },
      { kind: 'connect', fromMs: 10, toMs: 50 },
      { kind: 'wait', fromMs: 50, toMs: 100 },
      { kind: 'read', fromMs: 100, toMs: 300 },
    ],
  );
  assert.deepEqual(segmentsOf({ ...noPhases, end: 2000 }), [{ kind: 'connect', fromMs: 0, toMs: 2000 }]);
  assert.deepEqual(segmentsOf({ ...noPhases, write: 1, end: 2000 }), [{ kind: 'wait', fromMs: 0, toMs: 2000 }]);
  const mark = fc.option(fc.nat(10_000), { nil: null });
  const phases = fc.record({
    queue: mark,
    dns: mark,
    connect: mark,
    tls: mark,
    write: mark,
    firstByte: mark,
    firstToken: mark,
    end: mark,
  });
  fc.assert(
    fc.property(phases, (one) => {
      const segments = segmentsOf(one);
      const end = Math.max(0, ...Object.values(one).map((value) => value ?? 0));
      assert.equal(
        segments.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
        end,
      );
      segments.forEach(({ fromMs, toMs }, at) => {
        assert.ok(toMs > fromMs);
        assert.equal(fromMs, at === 0 ? 0 : segments[at - 1]?.toMs);
      });
    }),
  );
});

test('bars never leave the drawing, whatever the numbers', () => {
  const page = whyPage(
    whyWith('x', {
      attempts: [0, 1, 5000].map((startedMs) => ({
        upstream: 'a',
        startedMs,
        phases: { ...noPhases, end: startedMs * 2 },
        code: 'connection_timeout',
        family: 'network',
        retry: 'retry',
        dropped: false,
      })),
    }),
  );
  for (const [, x, width] of page.matchAll(/<rect class="(?:connect|stop|wait)" x="([^"]*)" width="([^"]*)"/g)) {
    assert.ok(Number(x) >= 0 && Number(x) + Number(width) <= 1002, `${x} ${width}`);
  }
});

test('the report says everything that a helper needs, as plain lines', () => {
  const text = report(whyWith('primary', { id: 'req_1', summary: 'It was refused.' }));
  for (const part of [
    'It was refused.',
    'request   req_1',
    'connection_refused (outage)',
    'primary: fail, 3 ms',
    '2. primary, failover, from 100 ms for 900 ms: good',
    '90 %',
  ]) {
    assert.ok(text.includes(part), part);
  }
});

test('examples can be copied even when a name has quotes in it', () => {
  const page = homePage({
    ...homeWith('x'),
    baseUrl: 'http://127.0.0.1:5020',
    models: [{ name: `it's "m"`, available: true, upstreams: [] }],
  });
  assert.ok(page.includes(html`${`-d '{"model":"it'\\''s \\"m\\""`}`.toString()));
  assert.ok(page.includes(html`${`model="it's \\"m\\""`}`.toString()));
});
