/** Files of `check`: for each rule one that trips it and a near miss; and whole, good configs in which nothing is wrong. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkSources, type CheckReport } from '../../src/advice/check/check.ts';
import { textOf } from '../../src/advice/check/report/text.ts';
import { allRules } from '../../src/advice/check/rules.ts';
import { openIncluded } from '../../src/cli/check-files.ts';
import { checkWorld } from '../../src/io/check-world.ts';

const folder = (name: string): string => join(import.meta.dirname, name);

const check = (file: string): Promise<CheckReport> =>
  checkSources([{ file, text: readFileSync(file, 'utf8') }], {
    streaming: null,
    nginxVersion: null,

    open: (pattern, root) => openIncluded(pattern, root, checkWorld),
  });

const rulesIn = async (file: string): Promise<readonly string[]> => {
  const report = await check(file);
  assert.deepEqual(report.problems, [], textOf(report));
  return report.findings.map(({ rule }) => rule);
};

const folders = readdirSync(folder('rules'));

test('each rule of nginx and HAProxy has its files', () => {
  const expected = allRules.filter(({ system }) => ['nginx', 'haproxy'].includes(system)).map(({ id }) => id);
  assert.deepEqual(
    expected.filter((id) => !folders.includes(id)),
    [],
  );
});

for (const id of folders) {
  const files = readdirSync(folder(`rules/${id}`));
  const named = (start: string): string => folder(`rules/${id}/${files.find((name) => name.startsWith(start)) ?? ''}`);
  test(`${id} is found in its file, and not in the near miss`, async () => {
    assert.ok((await rulesIn(named('trips'))).includes(id), 'not found');
    assert.ok(!(await rulesIn(named('near-miss'))).includes(id), 'the near miss is found');
  });
}

/** A folder is one config of several files, of which the one that is named first includes the others. */
const whole = readdirSync(folder('good'), { withFileTypes: true }).map((entry) =>
  folder(entry.isDirectory() ? `good/${entry.name}/nginx.conf` : `good/${entry.name}`),
);

test('there are a dozen good configs', () => assert.ok(whole.length >= 12));

for (const file of whole)
  test(`nothing but advice is given on ${file.slice(folder('good/').length)}`, async () => {
    const report = await check(file);
    const loud = report.findings.filter(({ severity }) => severity !== 'advice');
    assert.deepEqual(
      loud.map(({ rule, message }) => `${rule} ${message}`),
      [],
    );
    assert.deepEqual(report.problems, []);
  });

test('our own examples are known as such, and nothing but advice is given on them', async () => {
  const examples = join(import.meta.dirname, '../../examples');
  for (const name of readdirSync(examples).filter((one) => one.endsWith('.yaml'))) {
    const { findings, problems } = await check(join(examples, name));
    assert.deepEqual(problems, [], name);
    assert.deepEqual(
      findings.filter(({ severity }) => severity !== 'advice').map(({ rule }) => rule),
      [],
      name,
    );
  }
});
