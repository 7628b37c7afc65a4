/** What `drill` and `demo-model` make of their arguments, and what they print when those are wrong. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Terminal } from '../domain/ports.ts';
import { scenarios } from '../drill/scenarios/registry.ts';
import { run as runDemo } from './demo-model.ts';
import { readDrillArgs } from './drill-args.ts';
import { run as runDrill } from './drill.ts';

interface Printed {
  out: string;
  err: string;
}

const terminal = (printed: Printed, stop: AbortSignal = new AbortController().signal): Terminal => ({
  out: (text) => void (printed.out += text),
  err: (text) => void (printed.err += text),
  isTty: false,
  color: false,
  env: {},
  cwd: '/',
  stop,
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [['S17'], /no scenario or group is called "S17"; did you mean S/],
  [['zzz'], /no scenario or group is called "zzz"\n/],
  [['quik'], /did you mean quick\?/],
  [['--nope'], /there is no option --nope/],
  [['--repeat', '0'], /--repeat: expected a whole number from 1 to 20, got "0"/],
  [['--repeat', '21'], /--repeat/],
  [['--repeat', 'x'], /--repeat/],
  [['--against', 'nonsense'], /--against: expected a URL/],
  [['--against', 'ftp://127.0.0.1/'], /--against: expected a URL/],
  [['--against', 'https://example.org/v1'], /example\.org is not on this machine/],
  [['--against', 'http://127.0.0.1.example.org/v1'], /not on this machine/],
  [['--against', 'http://127.0.0.1:1/v1', '--primary-port', '70000'], /port from 0 to 65535/],
  [['--against', 'http://127.0.0.1:1/v1', '--header', 'no colon'], /--header/],
];

for (const [args, why] of wrong) {
  test(`drill ${args.join(' ')} is wrong usage`, async () => {
    const printed: Printed = { out: '', err: '' };
    assert.equal(await runDrill(args, terminal(printed)), 64);
    assert.match(printed.err, why);
    assert.equal(printed.out, '');
  });
}

const idsOf = (...args: readonly string[]): readonly string[] => {
  const read = readDrillArgs(args);
  return read.kind === 'run' ? read.wanted.scenarios.map(({ id }) => id) : [];
};

test('names are ids or groups, in any case; none means all', () => {
  assert.deepEqual(idsOf('s03', 'S01'), ['S01', 'S03']);
  assert.equal(idsOf('BENCH').length, 16);
  assert.equal(idsOf().length, scenarios.length);
});

test('another machine is drilled only by those who say that it is theirs', () => {
  const read = readDrillArgs([
    'S01',
    '--against',
    'https://ai.example.org/v1/',
    '--i-own-this',
    '--header',
    'x-api-key: k: v',
  ]);
  assert.equal(read.kind, 'run');
  const against = read.kind === 'run' ? read.wanted.against : null;
  assert.deepEqual(against, {
    url: 'https://ai.example.org/v1',
    primary: 5031,
    backup: 5032,
    headers: { 'x-api-key': 'k: v' },
  });
});

test('every address of the loopback is at home', () => {
  for (const host of ['127.0.0.1', '127.8.9.1', 'localhost', '[::1]']) {
    assert.equal(readDrillArgs(['--against', `http://${host}:4000/v1`]).kind, 'run', host);
  }
});

test('the list is text, or one JSON document', async () => {
  const text: Printed = { out: '', err: '' };
  const json: Printed = { out: '', err: '' };
  assert.equal(await runDrill(['--list', 'bench'], terminal(text)), 0);
  assert.equal(await runDrill(['--list', '--json', 'bench'], terminal(json)), 0);
  assert.equal(text.out.trim().split('\n').length, 17);
  assert.equal((JSON.parse(json.out) as unknown[]).length, 16);
});

test('help fits 80 columns and exits 0', async () => {
  for (const run of [runDrill, runDemo]) {
    const printed: Printed = { out: '', err: '' };
    assert.equal(await run(['--help'], terminal(printed)), 0);
    assert.ok(
      printed.out.split('\n').every((line) => line.length <= 80),
      printed.out
        .split('\n')
        .filter((line) => line.length > 80)
        .join('\n'),
    );
    assert.equal(printed.err, '');
  }
});

const wrongDemo: readonly (readonly [readonly string[], RegExp])[] = [
  [['--fault', 'stream-cutt'], /no fault is called "stream-cutt"; did you mean stream-cut/],
  [['--listen', 'somewhere'], /--listen: expected HOST:PORT/],
  [['--listen', '127.0.0.1:99999'], /--listen/],
  [['extra'], /it takes options alone, got "extra"/],
];

for (const [args, why] of wrongDemo) {
  test(`demo-model ${args.join(' ')} is wrong usage`, async () => {
    const printed: Printed = { out: '', err: '' };
    assert.equal(await runDemo(args, terminal(printed)), 64);
    assert.match(printed.err, why);
  });
}

/** Runs until it says where it listens, then stops it. */
const demoOn = async (args: readonly string[], use: (url: string) => Promise<void>): Promise<number> => {
  const stop = new AbortController();
  const printed: Printed = { out: '', err: '' };
  const url = Promise.withResolvers<string>();
  const speaking: Terminal = {
    ...terminal(printed, stop.signal),
    err: (text) => url.resolve(/http:\S+\/v1/.exec(text)?.[0] ?? text),
  };
  const status = runDemo(args, speaking);
  await use(await url.promise);
  stop.abort();
  return status;
};

test('demo-model serves until it is stopped', async () => {
  const status = await demoOn(['--listen', '127.0.0.1:0'], async (url) =>
    assert.equal((await fetch(`${url}/models`)).status, 200),
  );
  assert.equal(status, 0);
});

test('demo-model goes wrong when asked to', async () => {
  const body = JSON.stringify({ model: 'demo-small', messages: [{ role: 'user', content: 'hello' }] });
  const status = await demoOn(['--listen', '[::1]:0', '--fault', 'overloaded'], async (url) => {
    assert.match(url, /^http:\/\/\[::1\]:/);
    assert.equal((await fetch(`${url}/chat/completions`, { method: 'POST', body })).status, 529);
  });
  assert.equal(status, 0);
});

test('demo-model says in one line that a port is taken', async () => {
  const status = await demoOn(['--listen', '127.0.0.1:0'], async (url) => {
    const printed: Printed = { out: '', err: '' };
    assert.equal(await runDemo(['--listen', new URL(url).host], terminal(printed)), 1);
    assert.match(printed.err, /^demo-model: cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n$/);
  });
  assert.equal(status, 0);
});
