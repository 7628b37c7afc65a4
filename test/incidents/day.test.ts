/** The day that `npm run day` shows, with each of its outcomes; and that its judge sees when one of them is missing. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { artefactsOf } from '../../bench/day/artefacts.ts';
import { checksOf, wrongIn } from '../../bench/day/judge.ts';
import type { Day } from '../../bench/day/play.ts';
import { playDay } from '../../bench/day/play.ts';

let day: Day;
before(async () => {
  day = await playDay(3);
});

test('an outage, a flap and work that overruns are three incidents, told once each, with pages, feeds and a report', () => {
  assert.ok(checksOf(day).length > 20);
  assert.deepEqual(wrongIn(day), []);
});

const broken: readonly (readonly [string, (whole: Day) => Day, RegExp])[] = [
  [
    'an incident too many',
    (whole) => ({ ...whole, incidents: whole.incidents.flatMap((one) => [one, one]) }),
    /no other/,
  ],
  ['no incident', (whole) => ({ ...whole, incidents: [] }), /outage is told/],
  [
    'incidents that are called over hours later',
    (whole) => ({
      ...whole,
      incidents: whole.incidents.map((one) => ({ ...one, resolvedAt: (one.resolvedAt ?? 0) + 3_600_000 })),
    }),
    /called over soon.*called over soon.*called over soon/s,
  ],
  [
    'an incident that is said to have ended later than it did',
    (whole) => ({
      ...whole,
      incidents: whole.incidents.map((one) => ({ ...one, endedAt: (one.endedAt ?? 0) + 180_000 })),
    }),
    /ends with the last time/,
  ],
  ['no alert', (whole) => ({ ...whole, told: [] }), /pager hears of the outage/],
  ['a sink that got nothing', (whole) => ({ ...whole, arrived: [] }), /PagerDuty got.*Slack got/s],
  ['an alert told twice', (whole) => ({ ...whole, told: [...whole.told, ...whole.told] }), /pager hears/],
  [
    'a page that says that all is well',
    (whole) => ({
      ...whole,
      snapshots: whole.snapshots.map((one) => ({ ...one, summary: '{"status":{"indicator":"none"}}' })),
    }),
    /says major in the outage/,
  ],
  ['an empty feed', (whole) => ({ ...whole, snapshots: whole.snapshots.map((one) => ({ ...one, atom: '' })) }), /Atom/],
  ['no report', (whole) => ({ ...whole, pages: new Map() }), /has the report/],
];

for (const [what, spoil, says] of broken)
  test(`the judge sees ${what}`, () => {
    assert.match(wrongIn(spoil(day)).join('\n'), says);
  });

test('it leaves pages, feeds, a calendar, alerts and the report behind, and pages lead to files that are there', () => {
  const files = new Map(artefactsOf(day).map(({ file, text }) => [file, text]));
  for (const name of [
    'outage/index.html',
    'evening/history.atom',
    'evening/calendar.ics',
    'alerts.json',
    'report.html',
    'report.md',
  ])
    assert.ok((files.get(name) ?? '').length > 100, name);
  assert.match(files.get('outage/index.html') ?? '', /href="style\.css"/);
});
