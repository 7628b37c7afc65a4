import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeclared, readEdit, readMerge } from './incidents.ts';

const declared = { title: 'Slow answers', body: 'We look.\nMore soon.' };

test('what an operator declares is read whole', () => {
  assert.deepEqual(readDeclared({ ...declared, by: 'Ann', components: { m: 'major_outage' } }), {
    kind: 'read',
    value: { ...declared, by: 'Ann', components: new Map([['m', 'major_outage']]) },
  });
});

const bad: readonly (readonly [string, unknown, RegExp])[] = [
  ['nothing', null, /Send an object/],
  ['no title', { body: 'x' }, /"title"/],
  ['a title of two lines', { ...declared, title: 'a\nb' }, /"title"/],
  ['no text', { title: 'x' }, /"body"/],
  ['a text without end', { ...declared, body: 'x'.repeat(5_001) }, /5000/],
  ['a text that moves the cursor', { ...declared, body: 'a\u001b[2J' }, /"body"/],
  ['a condition that is none', { ...declared, components: { m: 'broken' } }, /major_outage/],
  ['a list of components', { ...declared, components: [] }, /components/],
];

for (const [what, body, says] of bad)
  test(`refused with a reason: ${what}`, () => {
    const read = readDeclared(body);
    assert.match(read.kind === 'refused' ? read.message : 'read', says);
  });

test('an edit leaves alone what it does not name', () => {
  assert.deepEqual(readEdit({ status: 'monitoring', publish: false }), {
    kind: 'read',
    value: { by: 'operator', status: 'monitoring', isPublished: false },
  });
});

for (const [what, body, says] of [
  ['a status that is none', { status: 'over' }, /investigating/],
  ['a key that is none', { updates: [] }, /any of/],
  ['a yes that is a word', { publish: 'yes' }, /true or false/],
  ['an impact that is none', { impact: 'huge' }, /critical/],
] as const)
  test(`an edit is refused with a reason: ${what}`, () => {
    const read = readEdit(body);
    assert.match(read.kind === 'refused' ? read.message : 'read', says);
  });

const merges: readonly (readonly [string, unknown, RegExp | string | null])[] = [
  ['an edit', { status: 'resolved' }, null],
  ['another one', { mergeInto: 'aabb', by: 'Ann' }, 'aabb by Ann'],
  ['another one, by nobody in particular', { mergeInto: 'aabb' }, 'aabb by operator'],
  ['no id', { mergeInto: 7 }, /id of another/],
  ['more than that', { mergeInto: 'aabb', title: 'x' }, /stands alone/],
  ['a name that moves the cursor', { mergeInto: 'aabb', by: '\u001b[2J' }, /"by"/],
];

for (const [what, body, says] of merges)
  test(`merged into ${what}`, () => {
    const read = readMerge(body);
    if (read === null) return assert.equal(says, null);
    const told = read.kind === 'refused' ? read.message : `${read.value.into} by ${read.value.by}`;
    return typeof says === 'string' ? assert.equal(told, says) : assert.match(told, says ?? /never/);
  });
