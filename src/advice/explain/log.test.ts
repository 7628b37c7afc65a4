import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogReader } from './log.ts';
import { isPlainSuccess } from './systems/nginx-access.ts';
import { Tally } from './tally.ts';

const read = (text: string) => {
  const tally = new Tally();
  const reader = new LogReader(tally, 'access.log');
  reader.write(Buffer.from(text));
  return { counts: reader.end(), ...tally.report() };
};

const access = (status: number, second: number, upstream: string): string =>
  `203.0.113.7 - - [14/Mar/2025:09:26:${String(second).padStart(2, '0')} +0000] "POST /v1/chat HTTP/1.1" ${status} 15 "-" "x" ua="${upstream}" us="${status}"`;

test('a log is counted by cause, with first and last time, hosts and the first line', () => {
  const { findings, totals, counts } = read(
    [
      access(200, 0, '10.0.0.1:80'),
      access(502, 10, '10.0.0.1:80'),
      access(502, 30, '10.0.0.2:80'),
      access(502, 50, '10.0.0.2:80'),
    ].join('\n'),
  );
  const [only] = findings;
  assert.equal(findings.length, 1);
  assert.equal(only?.count, 3);
  assert.equal(only?.firstAt, '2025-03-14T09:26:10.000Z');
  assert.equal(only?.lastAt, '2025-03-14T09:26:50.000Z');
  assert.deepEqual(only?.hosts, [
    ['10.0.0.2:80', 2],
    ['10.0.0.1:80', 1],
  ]);
  assert.deepEqual([only?.source.file, only?.source.line], ['access.log', 2]);
  assert.equal(
    only?.overTime.reduce((sum, part) => sum + part, 0),
    3,
  );
  assert.deepEqual(totals, { outage: 3 });
  assert.deepEqual([counts.lines, counts.known, counts.failed], [4, 4, 3]);
});

test('formats may change from line to line, and what is no log is passed over', () => {
  const { findings, counts } = read(
    [
      access(504, 1, '-'),
      'just some words',
      '2025/03/14 09:26:53 [error] 1#1: *1 no live upstreams while connecting to upstream, client: 203.0.113.7, upstream: "http://app/"',
      'Error: connect ECONNREFUSED 10.0.0.1:80',
      '10.0.0.9:1 [14/Mar/2025:09:26:53.1] fe be/s1 0/0/0/-1/9 502 8 - - SH-- 1/1/1/1/0 0/0 "GET / HTTP/1.1"',
      access(200, 2, '-'),
    ].join('\n'),
  );
  assert.deepEqual(findings.map(({ code }) => code).toSorted(), [
    'connection_refused',
    'connection_terminated',
    'destination_unavailable',
    'upstream_gateway_timeout',
  ]);
  assert.equal(counts.known, 5);
});

const caddyLine = (logger: string, port: number, more: object): string =>
  JSON.stringify({
    level: 'error',
    ts: 1_795_378_519.3,
    logger: `http.log.${logger}`,
    request: { remote_ip: '127.0.0.1', remote_port: String(port), method: 'GET', uri: '/v1/chat' },
    duration: 0.000_37,
    status: 502,
    ...more,
  });

test('a call that Caddy tells twice, in a line of errors and in one of access, is counted once', () => {
  const refused = { msg: 'dial tcp 127.0.0.1:1: connect: connection refused' };
  const handled = { msg: 'handled request' };
  const { findings, totals, counts } = read(
    [
      caddyLine('error', 1, refused),
      caddyLine('access', 1, handled),
      caddyLine('error.log0', 2, refused),
      caddyLine('error.log0', 3, refused),
      caddyLine('access.log0', 3, handled),
      caddyLine('access.log0', 2, handled),
      caddyLine('access', 4, handled),
    ].join('\n'),
  );
  assert.deepEqual(
    findings.map(({ code, count }) => [code, count]),
    [
      ['connection_refused', 3],
      ['upstream_gateway_error', 1],
    ],
  );
  assert.deepEqual([counts.lines, counts.known, counts.failed], [7, 7, 4], JSON.stringify(totals));
});

const apacheLine = (module: string, thread: number, says: string): string =>
  `[Fri Oct 10 13:55:36.123456 2025] [${module}:error] [pid 7:tid ${thread}] ${says}`;

test('a call that Apache tells twice, in two lines of one thread, is counted once', () => {
  const refused =
    '(111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:8000 (127.0.0.1:8000) failed';
  const { findings, counts } = read(
    [
      apacheLine('proxy', 1, refused),
      apacheLine('proxy', 2, refused),
      apacheLine('proxy_http', 2, 'AH01114: HTTP: failed to make connection to backend: 127.0.0.1'),
      apacheLine('proxy_http', 1, 'AH01114: HTTP: failed to make connection to backend: 127.0.0.1'),
      apacheLine(
        'proxy_http',
        3,
        '(104)Connection reset by peer: AH01102: error reading status line from remote server x:1',
      ),
      apacheLine('proxy', 3, 'AH00898: Error reading from remote server returned by /v1/chat'),
      apacheLine('proxy', 4, 'AH00898: Error reading from remote server returned by /v1/chat'),
      apacheLine('proxy', 4, 'AH00898: DNS lookup failure for: models returned by /v1/chat'),
    ].join('\n'),
  );
  assert.deepEqual(Object.fromEntries(findings.map(({ code, count }) => [code, count])), {
    connection_refused: 2,
    connection_terminated: 2,
    dns_error: 1,
  });
  assert.deepEqual([counts.lines, counts.failed], [8, 5]);
});

test('the quick test lets only lines through that the careful one calls fine', () => {
  assert.equal(isPlainSuccess(access(200, 0, '-')), true);
  assert.equal(isPlainSuccess(access(304, 0, '-')), true);
  for (const line of [
    access(502, 0, '-'),
    access(499, 0, '-'),
    '',
    'x',
    '"GET / HTTP/1.1" 5',
    access(200, 0, '-').slice(0, 40),
  ])
    assert.equal(isPlainSuccess(line), false, line);
  assert.equal(isPlainSuccess('a - - [14/Mar/2025:09:26:53 +0000] "GET /\\" 200 x HTTP/1.1" 502 1'), false);
});

test('memory does not grow with the number of causes, hosts and lines', () => {
  const tally = new Tally();
  const reader = new LogReader(tally, null);
  for (let at = 0; at < 5_000; at += 1)
    reader.write(Buffer.from(`${access(502, at % 60, `10.${at % 250}.${at % 251}.1:80`)}\n`));
  reader.end();
  assert.equal(tally.report().findings[0]?.hosts.length, 5);
});
