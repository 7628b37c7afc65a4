import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeLog, readableLine, redacted, withoutSecrets } from './log.ts';

const logged = (
  act: (log: ReturnType<typeof makeLog>) => void,
  level: 'debug' | 'info' | 'warn' | 'error' = 'debug',
) => {
  const lines: string[] = [];
  act(makeLog({ level, destination: { write: (line) => void lines.push(line) } }));
  return lines;
};

const only = (lines: readonly string[]): Record<string, unknown> => {
  assert.equal(lines.length, 1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
};

test('an entry is one JSON line with ISO time, level, message and fields', () => {
  const entry = only(logged((log) => log.warn({ upstream: 'primary', restMs: 4000 }, 'upstream rests')));
  assert.match(String(entry['time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(
    { ...entry, time: '' },
    { time: '', level: 'warn', upstream: 'primary', restMs: 4000, msg: 'upstream rests' },
  );
});

test('entries below the level are not written', () => {
  const lines = logged((log) => {
    log.debug({}, 'a');
    log.info({}, 'b');
    log.warn({}, 'c');
    log.error({}, 'd');
  }, 'warn');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
    ['c', 'd'],
  );
});

test('credentials and what people wrote are redacted, whatever the depth and the spelling', () => {
  const names = [
    'authorization',
    'x-api-key',
    'api-key',
    'cookie',
    'key',
    'token',
    'password',
    'prompt',
    'messages',
    'body',
  ];
  for (const name of [...names, ...names.map((one) => one.toUpperCase())]) {
    const lines = logged((log) =>
      log.info({ [name]: 'hush-hush', call: { headers: [{ [name]: ['hush-hush'] }] } }, 'x'),
    );
    assert.doesNotMatch(lines[0] ?? '', /hush-hush/, name);
    assert.equal(only(lines)[name], redacted);
  }
});

test('a key inside another text is redacted', () => {
  for (const text of ['Bearer abc.def-ghi', 'used sk-proj-1234567890abcdef here', 'x Basic dXNlcjpwYXNz y']) {
    assert.match(JSON.stringify(withoutSecrets({ detail: text })), /\[redacted\]/, text);
  }
  assert.deepEqual(withoutSecrets({ detail: 'connect ECONNREFUSED 127.0.0.1:9' }), {
    detail: 'connect ECONNREFUSED 127.0.0.1:9',
  });
});

test("an error keeps name, code and place, and a parser's quote of its input is left out", () => {
  let parsing: unknown;
  try {
    JSON.parse('my deepest secret');
  } catch (error) {
    parsing = error;
  }
  const line = logged((log) => log.error({ error: parsing }, 'bug'))[0] ?? '';
  assert.doesNotMatch(line, /deepest|my d/);
  assert.match(line, /SyntaxError/);
  const cause = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'E_X' });
  const kept = withoutSecrets({ err: cause })['err'] as Record<string, unknown>;
  assert.equal(kept['message'], 'outer');
  assert.equal(kept['code'], 'E_X');
  assert.equal((kept['cause'] as Record<string, unknown>)['message'], 'inner');
});

test('no field breaks the log', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  const lines = logged((log) =>
    log.info({ loop, big: 10n, bytes: new Uint8Array(9), map: new Map([['a', 1]]), gone: undefined }, 'x'),
  );
  assert.equal(only(lines)['bytes'], '[9 bytes]');
  const odd = new Map([[{ toString: 'no function' }, 1]]);
  assert.deepEqual(only(logged((log) => log.info({ odd }, 'x')))['odd'], { '[object]': 1 });
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withMap: true, withDate: true })),
      (fields) => {
        const line = logged((log) => log.info(fields, 'x'))[0] ?? '';
        assert.equal(line.indexOf('\n'), line.length - 1);
        assert.equal(typeof JSON.parse(line), 'object');
      },
    ),
  );
});

test('a terminal gets one readable line that cannot drive it', () => {
  const line = logged((log) =>
    log.info({ upstream: 'primary', detail: '\u001b[2Jtwo\nlines\u009b', attempts: 2 }, 'call failed'),
  )[0];
  const shown = readableLine(line ?? '');
  assert.match(
    shown,
    /^\d\d:\d\d:\d\d\.\d{3} info {2}call failed {2}upstream=primary {2}detail="[^"]*" {2}attempts=2\n$/,
  );
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(shown.slice(0, -1), /[\u0000-\u001f\u007f-\u009f]/);
});

test('what was logged last is on stderr when the process ends at once', () => {
  const script = `
    import { makeLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
    const log = makeLog({ level: 'info' });
    for (let n = 1; n <= 2000; n += 1) log.info({ n }, 'line');
    process.exit(3);`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(child.status, 3);
  const lines = child.stderr.trim().split('\n');
  assert.equal(lines.length, 2000);
  assert.equal((JSON.parse(lines.at(-1) ?? '') as { n: number }).n, 2000);
});
