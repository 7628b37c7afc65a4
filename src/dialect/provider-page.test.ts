import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readProviderPage } from './provider-page.ts';

const component = (name: string, status: unknown, more: object = {}): object => ({ id: 'x', name, status, ...more });

const page = (components: readonly object[], more: object = {}): string =>
  JSON.stringify({ status: { indicator: 'none', description: 'fine' }, components, incidents: [], ...more });

const claude = 'Claude API (api.anthropic.com)';

const cases: readonly (readonly [string, string, readonly string[], string])[] = [
  ['the component that matters', page([component(claude, 'partial_outage')]), ['Claude API'], 'partial_outage'],
  [
    'others do not count',
    page([component('Sora', 'major_outage'), component(claude, 'operational')]),
    ['Claude API'],
    'operational',
  ],
  [
    'the gravest of several',
    page([component('A', 'operational'), component('B', 'degraded_performance')]),
    ['a', 'b'],
    'degraded_performance',
  ],
  ['a name that is gone', page([component('Claude Code', 'operational')]), ['Claude API'], 'unknown'],
  ['a word nobody knows', page([component('A', 'sparkling')]), ['A'], 'unknown'],
  ['no word at all', page([component('A', null)]), ['A'], 'unknown'],
  ['unknown beside good is not good', page([component('A', 'operational'), component('A 2', 7)]), ['A'], 'unknown'],
  ['incident.io’s worst', page([component('A', 'full_outage')]), ['A'], 'major_outage'],
  ['a group is not its members', page([component('A', 'major_outage', { group: true })]), ['A'], 'unknown'],
  ['the page as a whole', page([], { status: { indicator: 'major' } }), [], 'partial_outage'],
  ['planned work', page([], { status: { indicator: 'maintenance' } }), [], 'under_maintenance'],
  ['a whole nobody knows', page([], { status: { indicator: 'constructor' } }), [], 'unknown'],
];

for (const [name, text, wanted, expected] of cases)
  test(`read: ${name}`, () => assert.equal(readProviderPage(text, wanted)?.condition, expected));

for (const text of ['', '<html>', '[]', 'null', '{}', '{"status":"fine"}'])
  test(`no page: ${text}`, () => assert.equal(readProviderPage(text, []), null));

const incident = (name: string, status: string, of: string): object => ({ name, status, components: [{ name: of }] });

test('open incidents of the components that matter are told, each in a line', () => {
  const incidents = [
    incident('Slow\n\u001b[2J answers\u202e', 'identified', claude),
    incident('Sora is away', 'investigating', 'Sora'),
    incident('Long ago', 'resolved', claude),
  ];
  assert.deepEqual(readProviderPage(page([], { incidents }), ['Claude API'])?.incidents, [
    { name: 'Slow [2J answers', status: 'identified' },
  ]);
});

test('whatever a page holds, it is read or it is none, and what is told of it is bounded', () => {
  const some = fc.record({
    status: fc.oneof(fc.jsonValue(), fc.record({ indicator: fc.jsonValue() })),
    components: fc.oneof(fc.jsonValue(), fc.array(fc.record({ name: fc.jsonValue(), status: fc.jsonValue() }))),
    incidents: fc.array(fc.record({ name: fc.string({ maxLength: 900 }), status: fc.constant('monitoring') }), {
      maxLength: 30,
    }),
  });
  fc.assert(
    fc.property(some, fc.array(fc.string(), { maxLength: 2 }), (body, wanted) => {
      const word = readProviderPage(JSON.stringify(body), wanted);
      assert.ok(word === null || (word.incidents.length <= 5 && JSON.stringify(word.incidents).length < 4_000));
    }),
    { numRuns: 50 },
  );
});
