import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Schema, Validator } from '@cfworker/json-schema';
import { checkSources, type CheckReport } from '../check.ts';
import type { Source } from '../place.ts';
import { mend } from './diff.ts';
import { jsonOf } from './json.ts';
import { rulePage } from './rule-page.ts';
import { allRules } from '../rules.ts';
import { sarifOf } from './sarif.ts';
import { coloured, onTerminal, plain, textOf } from './text.ts';

const edge = {
  file: 'conf/edge one.conf',
  text: `upstream llm { server 127.0.0.1:5020; server 127.0.0.1:5021; keepalive 16; keepalive_timeout 90s; }
server {
  location /v1/ {
    # check-ignore NGX-TMO-2: both gateways are on this machine
    proxy_pass http://llm; proxy_http_version 1.1; proxy_set_header Connection "";
    proxy_read_timeout 60s;
  }
}
`,
};
const gateway = {
  file: 'good-gateway.yaml',
  text: `upstreams:
  a: { url: "https://a.example/v1" }
  b: { url: "https://b.example/v1" }
timeouts:
  connect: 20s
  idle: 5s
`,
};
const server = { file: 'server.js', text: 'http.createServer(f).listen(1);\nserver.keepAliveTimeout = 2000;\n' };
const broken = { file: 'broken.yaml', text: 'apiVersion: v1\nkind: Service\n\tmetadata: {}\n' };

const context = {
  streaming: null,
  nginxVersion: null,
  open: () => Promise.resolve({ sources: [], unopened: [] }),
};

const report = (...sources: readonly Source[]): Promise<CheckReport> => checkSources(sources, context);

const comment = (text: string): Source => ({ ...gateway, text: gateway.text.replace('  idle: 5s', text) });

const findsIdle = ({ findings }: CheckReport): boolean => findings.some(({ rule }) => rule === 'GG-3');

/** The schema of OASIS as schemastore.org has it (2.1.0-rtm.5), without its descriptions. */
const schema = JSON.parse(
  readFileSync(new URL('../../../../test/check/sarif-2.1.0.schema.json', import.meta.url), 'utf8'),
) as Schema;

test('SARIF is valid by its schema, with fixes, suppressions and what could not be read', async () => {
  const found = await report(edge, gateway, server, broken);
  const sarif = sarifOf(found);
  const { valid, errors } = new Validator(schema, '4').validate(sarif);
  assert.deepEqual(errors, []);
  assert.ok(valid);
  const text = JSON.stringify(sarif);
  for (const part of [
    '"fixes"',
    '"suppressions"',
    '"relatedLocations"',
    '"toolExecutionNotifications":[{',
    'conf/edge%20one.conf',
  ])
    assert.ok(text.includes(part), part);
  assert.ok(!new Validator(schema, '4').validate({ ...sarif, runs: [{}] }).valid);
});

test('JSON has what the contract names', async () => {
  const { findings, files } = JSON.parse(JSON.stringify(jsonOf(await report(gateway)))) as {
    readonly findings: readonly Record<string, unknown>[];
    readonly files: number;
  };
  assert.equal(files, 1);
  for (const name of ['rule', 'severity', 'system', 'file', 'line', 'message', 'failure', 'fix'])
    assert.ok(
      findings.every((one) => ['string', 'number'].includes(typeof one[name])),
      name,
    );
});

test('the diff mends what is found, and nothing else', async () => {
  const found = await report(gateway);
  const { diff, mended } = mend(found.findings);
  assert.equal(mended, 2);
  assert.equal(
    diff,
    `--- good-gateway.yaml
+++ good-gateway.yaml
@@ -2,5 +2,5 @@
   a: { url: "https://a.example/v1" }
   b: { url: "https://b.example/v1" }
 timeouts:
-  connect: 20s
-  idle: 5s
+  connect: 2s
+  idle: 60s
`,
  );
  assert.deepEqual(mend([]), { diff: '', mended: 0 });
});

test('what is wanted so, with a reason, is no finding; without one it stays, and what is for nothing is told', async () => {
  const above = await report(comment('  # check-ignore GG-3: this model never thinks\n  idle: 5s'));
  assert.ok(!findsIdle(above));
  assert.deepEqual(
    above.suppressed.map(({ reason }) => reason),
    ['this model never thinks'],
  );
  assert.ok(!findsIdle(await report(comment('  idle: 5s # check-ignore GG-5, GG-3 it never thinks'))));
  const bare = await report(comment('  idle: 5s # check-ignore GG-3'));
  assert.ok(findsIdle(bare));
  assert.match(bare.notes.join('\n'), /good-gateway\.yaml:6: a check-ignore needs a reason/);
  const elsewhere = await report(comment('  # check-ignore GG-3: two lines above\n  # another comment\n  idle: 5s'));
  assert.ok(findsIdle(elsewhere));
  assert.match(elsewhere.notes.join('\n'), /nothing is found/);
});

test('a person reads the line in question, the chain in columns, and no control characters', async () => {
  const odd = { file: 'server.js', text: 'http.createServer(f).listen(1); // \u001b[31m \u202e' };
  const text = textOf(await report(edge, gateway, odd));
  assert.match(text, /^ {2}5 \| {3}connect: 20s$/m);
  assert.match(text, /^ {4}\| {3}\^{12}$/m);
  assert.match(text, /The way of a call, from the outside in:\n {2}.*connect +silence/);
  assert.match(text, /location \/v1\/ → llm\n +60 s\* +60 s/);
  assert.match(text, /1 suppressed/);
  assert.ok(!text.includes('\u001b') && !text.includes('\u202e'));
  assert.ok(textOf(await report(gateway), onTerminal(coloured)).includes('\u001b[1;33mwarning\u001b[0m'));
});

test('in a terminal prose keeps to 80 columns, and what was just said is not said again', async () => {
  const short = { ...edge, text: edge.text.replace('60s', '30s') };
  const found = await report(short, gateway, server);
  const text = textOf(found, onTerminal(plain));
  const prose = text.split('\n').filter((line) => !/^ {2}\d* *\||^ {2}Fix: /.test(line));
  assert.deepEqual(
    prose.filter((line) => line.length > 80),
    [],
  );
  const bare = 'server { location /v1/ { proxy_pass http://10.0.0.5:8000; } }';
  const alike = await report({ file: 'edge.conf', text: bare });
  assert.ok(alike.findings.length > 2);
  const told = new Set(alike.findings.map(({ place }) => place.start)).size;
  assert.equal(textOf(alike).split(`| ${bare}`).length - 1, told);
  for (const { failure } of found.findings) assert.equal(textOf(found).split(failure).length, 2, failure);
});

test('a fix between hops is a line for each file', async () => {
  const { findings } = await report(edge, gateway, server);
  const fixes = findings.filter(({ rule }) => rule.startsWith('XSYS')).map(({ rule, fix }) => `${rule} ${fix}`);
  assert.deepEqual(fixes.toSorted(), [
    'XSYS-1 in conf/edge one.conf: keepalive_timeout 70s;   # in the upstream',
    'XSYS-1 in server.js: server.keepAliveTimeout = 9000;',
    'XSYS-8 in conf/edge one.conf: proxy_read_timeout 610s;\nor in good-gateway.yaml: timeouts: { total: 55s }',
  ]);
});

const notes = async (source: Source): Promise<string> => (await report(source)).notes.join('\n');

test('where no way is known as one of streams, that is said', async () => {
  const quiet = { ...edge, text: edge.text.replaceAll(/llm|:502\d/g, 'shop').replace('/v1/', '/cart/') };
  assert.match(await notes(quiet), /--streaming PATTERN/);
  assert.doesNotMatch(await notes(edge), /--streaming/);
});

test('the page of a rule has all that is known of it', () => {
  for (const rule of allRules) {
    const page = rulePage(rule);
    for (const part of [rule.id, rule.title, rule.when, rule.failure, rule.source])
      assert.ok(page.includes(part), rule.id);
  }
});
