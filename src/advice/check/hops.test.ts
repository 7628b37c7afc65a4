import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from './check.ts';

const open = () => Promise.resolve({ sources: [], unopened: [] });

type File = readonly [file: string, text: string];

const report = (...files: readonly File[]) =>
  checkSources(
    files.map(([file, text]) => ({ file, text })),
    { streaming: null, nginxVersion: null, open },
  );

/** A clock of the first hop. */
const clock = async (name: 'read' | 'keepToCaller' | 'keepToNext', file: File): Promise<number | undefined> => {
  const { links } = await report(file);
  return links[0]?.hops[0]?.clocks[name]?.value;
};

const nginx = (lines: string, upstream = 'keepalive 8;'): File => [
  'edge.conf',
  `upstream llm { server 10.0.0.5:80; ${upstream} }
server { location /v1/ { proxy_pass http://llm; proxy_http_version 1.1; proxy_set_header Connection ""; ${lines} } }`,
];

const haproxy = (lines: string, more = ''): File => [
  'haproxy.cfg',
  `defaults first
  mode http
  timeout server 5m
defaults second
  mode http
  timeout server 9m
${more}listen llm from first
  bind :80
  ${lines}
  server one 10.0.0.5:80
`,
];

test('nginx: of two settings on one level the last one counts, and a pool of nothing is none', async () => {
  assert.equal(await clock('read', nginx('proxy_read_timeout 1s; proxy_read_timeout 2s;')), 2000);
  assert.equal(await clock('keepToNext', nginx('')), 60_000);
  assert.equal(await clock('keepToNext', nginx('', 'keepalive 0;')), undefined);
});

test('HAProxy: defaults are taken by their name, and a tunnel has a clock in TCP alone', async () => {
  assert.equal(await clock('read', haproxy('')), 300_000);
  assert.equal(await clock('read', haproxy('timeout tunnel 1h')), 300_000);
  assert.equal(await clock('read', haproxy('mode tcp\n  timeout tunnel 1h')), 3_600_000);
});

test('HAProxy: an idle caller is kept by the first of three clocks that is set', async () => {
  assert.equal(await clock('keepToCaller', haproxy('timeout client 50s')), 50_000);
  assert.equal(await clock('keepToCaller', haproxy('timeout client 50s\n  timeout http-request 9s')), 9_000);
  const all = 'timeout client 50s\n  timeout http-request 9s\n  timeout http-keep-alive 70s';
  assert.equal(await clock('keepToCaller', haproxy(all)), 70_000);
});

const gateway: File = ['good-gateway.yaml', 'upstreams: { one: { url: "http://127.0.0.1:8000/v1" } }\n'];

test('the next hop heals what a hop lacks: it writes often, is not held back, and its clock is known', async () => {
  const healed = ['NGX-TMO-1', 'NGX-BUF-1', 'NGX-KA-1'];
  const found = async (...files: readonly File[]): Promise<readonly string[]> => {
    const { findings } = await report(...files);
    return findings.map(({ rule }) => rule).filter((rule) => healed.includes(rule));
  };
  assert.deepEqual((await found(nginx(''))).toSorted(), healed.toSorted());
  assert.deepEqual(await found(nginx(''), gateway), []);
});
