/** What the pages of the rules between neighbours show is run, as that of the other rules is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../../check.ts';
import type { Source } from '../../place.ts';
import { textOf } from '../../report/text.ts';
import { chainRules } from '../../rules.ts';

/** A page has whole files, each below its name. */
const filesOf = (page: string): readonly Source[] => {
  const [start, ...parts] = page.split(/^(?:#|\/\/) ([\w-]+\.[a-z]+)\n/m);
  assert.equal(start, '');
  return parts.flatMap((file, at) => (at % 2 === 0 ? [{ file, text: parts[at + 1] ?? '' }] : []));
};

const found = async (page: string): Promise<readonly string[]> => {
  const report = await checkSources(filesOf(page), {
    streaming: null,
    nginxVersion: null,
    open: () => Promise.resolve({ sources: [], unopened: [] }),
  });
  assert.deepEqual(report.problems, [], textOf(report));
  return report.findings.map(({ rule }) => rule);
};

for (const { id, before, after } of chainRules)
  test(`${id} finds what stands on its page, and not the mended one`, async () => {
    assert.ok((await found(before)).includes(id), `${id} does not find it`);
    assert.ok(!(await found(after)).includes(id), `${id} finds the mended one`);
  });
