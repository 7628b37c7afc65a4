import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentStart as start, openIncident } from '../../../test/fakes/incident.ts';
import type { Incident } from '../../domain/incident.ts';
import { edited } from './edit.ts';
import { reportOf } from './report.ts';
import { markdownOf } from './report-text.ts';

const minute = 60_000;

/** Ten minutes of 100 calls each, then one minute in which all fail, then 40 of 100 are rescued. */
const points = Array.from({ length: 12 }, (_, index) => ({
  at: start + (index - 10) * minute,
  calls: 100,
  failed: index === 10 ? 100 : 0,
  rescued: index === 11 ? 40 : 0,
}));

const over = (more: Partial<Incident> = {}): Incident =>
  openIncident({
    cause: { code: 'connection_refused', family: 'outage' },
    measured: {
      calls: 200,
      failed: 100,
      rescued: 40,
      callers: ['team-a', 'team-b'],
      codes: [{ code: 'connection_refused', count: 140 }],
    },
    course: { everyMs: minute, points },
    endedAt: start + 2 * minute,
    resolvedAt: start + 7 * minute,
    status: 'resolved',
    ...more,
  });

const linesOf = (incident: Incident, name: string, others: readonly Incident[] = []): string =>
  reportOf(incident, { all: [incident, ...others], for: 'operators', objective: 0.999 })
    .sections.find((section) => section.name === name)
    ?.lines.join(' ') ?? '';

test('it lasted until it was over, not until that was sure', () => {
  assert.match(linesOf(over(), 'durations'), /^It lasted 2 minutes\./);
  assert.match(
    linesOf(over(), 'summary'),
    /from 2026-03-01 12:00 to 2026-03-01 12:02 UTC\. Of 200 calls 100 failed \(50 %\), 40 were rescued and 60 went well\./,
  );
});

test('the worst step, and the share of a month’s budget at the pace from before, where something is promised', () => {
  assert.match(
    linesOf(over(), 'impact'),
    /Worst of it: the 60 seconds from 2026-03-01 12:00 UTC on\. Of 100 calls 100 failed \(100 %\)\./,
  );
  // 100 of 0.001 × 100 calls a minute × 43,200 minutes.
  assert.match(
    linesOf(over(), 'impact'),
    /That is 2\.3 % of what may fail in a month, where 99\.9 % of calls are promised an answer\./,
  );
  const { figures, sections } = reportOf(over(), { all: [], for: 'operators', objective: null });
  assert.deepEqual([figures.budgetShare, /may fail/.test(JSON.stringify(sections))], [null, false]);
});

test('everybody is told how many keys were hit, operators which', () => {
  assert.match(linesOf(over(), 'impact'), /team-a, team-b/);
  const told = JSON.stringify(reportOf(over(), { all: [], for: 'everybody', objective: null }).sections);
  assert.doesNotMatch(told, /team-/);
  assert.match(told, /Keys whose calls failed: 2/);
});

test('what attempts met is told of all that failed, and what was not kept as such', () => {
  const measured = { ...over().measured, attempts: 400, badAttempts: 150, unasked: 2 };
  assert.match(
    linesOf(over({ measured }), 'impact'),
    /Attempts there: 400, of which 150 failed\. 2 calls failed without one/,
  );
  assert.match(
    linesOf(over({ measured }), 'rootCause'),
    /calls that failed without one: .+ \(140\), not kept \(12\)\./,
  );
});

test('beside its own kind alone', () => {
  const others = [3, 5, 9].map((minutes, index) =>
    over({ id: `x${index}`, startedAt: start - 60 * minute, endedAt: start + (minutes - 60) * minute }),
  );
  const foreign = over({
    id: 'y',
    startedAt: start - minute,
    endedAt: start,
    cause: { code: 'rate_limited', family: 'throttling' },
  });
  const { sections } = reportOf(over(), { all: [over(), ...others, foreign], for: 'operators', objective: null });
  const durations = sections.find(({ name }) => name === 'durations')?.lines.join(' ') ?? '';
  const later = over({ id: 'z', startedAt: start + minute });
  assert.match(linesOf(over(), 'durations', [later]), /There was none of this kind before/);
  assert.match(linesOf(over(), 'durations', others.slice(1, 2)), /The only one .+ lasted 5 minutes/);
  assert.match(durations, /Of the 3 of this kind before it half were over within 5 minutes/);
});

test('what a person adds stands beside the data, and can be taken away again', () => {
  const by = { by: 'Ann' };
  const noted = edited(over(), { ...by, notes: { rootCause: 'A switch.', actions: 'Buy another.' } }, start);
  const { sections } = reportOf(noted, { all: [], for: 'operators', objective: null });
  const cause = sections.find(({ name }) => name === 'rootCause');
  assert.deepEqual(cause?.note, { text: 'A switch.', by: 'Ann', at: start });
  assert.ok((cause?.lines.length ?? 0) > 1);
  const less = edited(noted, { ...by, notes: { rootCause: '' } }, start + 1);
  assert.deepEqual(Object.keys(less.notes ?? {}), ['actions']);
});

test('answers that broke, and how many became whole, where that was counted', () => {
  assert.doesNotMatch(linesOf(over(), 'impact'), /broke/);
  const cut = over({ measured: { ...over().measured, cut: 7, resumed: 5 } });
  assert.match(linesOf(cut, 'impact'), /broke after they had begun: 7, of which 5 became whole/);
});

for (const [what, toldAt, says] of [
  ['later', start + 310_000, /page told of it 5 minutes after it was noticed here/],
  ['earlier', start - 110_000, /page told of it 120 seconds before|page told of it 2 minutes before/],
  ['at the same time', start + 40_000, /in the same minute/],
] as const)
  test(`the provider’s page told of it ${what}`, () => {
    assert.match(linesOf(over({ toldAt }), 'detection'), says);
    assert.doesNotMatch(linesOf(over(), 'detection'), /provider/);
  });

test('hostile words stay words in Markdown', () => {
  const hostile = '# no\n- [x](javascript:alert(1)) <img src=x onerror=alert(1)> ![i](http://evil/) `a` | &lt;';
  const incident = edited(over({ title: hostile }), { by: '*Eve*', notes: { summary: hostile } }, start);
  const text = markdownOf(reportOf(incident, { all: [], for: 'operators', objective: null }));
  assert.doesNotMatch(text, /(?<!\\)[<[`|!]/);
  assert.equal(text.split('\n').filter((line) => line.startsWith('# ')).length, 1);
});
