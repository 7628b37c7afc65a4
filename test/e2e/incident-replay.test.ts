/** `incident replay`: a recorded day is looked at again, from a file of events and from a journal. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openJournal } from '../../src/io/store-sqlite.ts';
import { callOf } from '../fakes/ended-call.ts';
import { makeFolder } from '../fakes/program.ts';

const launcher = fileURLToPath(new URL('../../bin/good-gateway', import.meta.url));
const start = Date.UTC(2026, 0, 5, 9);
let folder = '';

/** Ten minutes of five calls a second, of which the second five fail at `a`. */
const day = Array.from({ length: 3_000 }, (_, index) => {
  const at = start + index * 200;
  return {
    ...callOf({
      at,
      upstream: index % 2 === 0 ? 'a' : 'b',
      ...(index >= 1_500 && index % 2 === 0 ? { code: 'connection_refused' } : {}),
    }),
    id: `req_${index}`,
  };
});

before(async () => {
  folder = await makeFolder();
});
after(() => rm(folder, { recursive: true }));

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const replay = (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(launcher, ['incident', 'replay', ...args], (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });

test('lines of events, with some that are none among them', async () => {
  const file = join(folder, 'day.jsonl');
  const lines = day.map((event) => JSON.stringify(event));
  await writeFile(file, ['{"kind":"call"}', 'not JSON', '', ...lines].join('\n'));
  const { status, out, err } = await replay(file);
  assert.deepEqual([status, err], [0, '']);
  assert.match(out, /^3000 calls from 2026-01-05 09:00 .* 2 lines are no calls and were left out\.\n/);
  assert.match(
    out,
    /2026-01-05 09:05.*Nearly all calls fail at a \(failures\)\n {2}noticed .*, 1\d seconds after it began/,
  );
});

test('a journal is only read, and says the same', async () => {
  const file = join(folder, 'journal.db');
  const journal = await openJournal({ path: file, keepDays: 36_500, keepRows: 10_000, onError: assert.fail });
  for (const event of day) journal.write(event);
  await journal.close();
  const { status, out } = await replay(file, '--json');
  const { incidents, calls } = JSON.parse(out) as { incidents: { where: object; noticedAt: number }[]; calls: number };
  assert.deepEqual([status, calls, incidents.length], [0, 3_000, 1]);
  assert.deepEqual(incidents[0]?.where, { level: 'upstream', name: 'a' });
  assert.ok((incidents[0]?.noticedAt ?? 0) - (start + 300_000) <= 15_000);
});

for (const [what, args, expected, says] of [
  ['no file', [], 64, /name one file/],
  ['a file that is not there', ['/nowhere/day.jsonl'], 1, /cannot be read/],
  ['an option that is none', ['--fast', 'x'], 64, /--fast/],
] as const)
  test(`refused with a reason: ${what}`, async () => {
    const { status, err } = await replay(...args);
    assert.equal(status, expected);
    assert.match(err, says);
  });
