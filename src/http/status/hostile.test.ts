/** Whatever people write into titles, updates and names: pages, feeds and the calendar keep the shape they have with plain words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { statusViewWith as viewWith } from '../../../test/fakes/status-view.ts';
import { statusBodies } from './api.ts';
import { atom, badge, calendar, rss } from './feeds.ts';
import { componentPage, incidentPage, statusPage } from './page.ts';
import type { StatusView } from './view.ts';

const component = (view: StatusView): StatusView['components'][number] => {
  const [one] = view.components;
  assert.ok(one !== undefined);
  return one;
};

const parts = (view: StatusView) => ({ view, tag: 't', isAlone: false });

/** Tags in their order; attributes count by name, since their values are where foreign words may be. */
const shapeOf = (markup: string): readonly string[] =>
  (markup.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, ''));

/** A section of characters holds a page of its own. */
const feedShape = (xml: string): readonly string[] => [
  ...shapeOf(xml.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')),
  ...[...xml.matchAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g)].flatMap(([, inner = '']) => shapeOf(inner)),
];

/** Names of lines once folded ones are put together (RFC 5545, 3.1). */
const calendarShape = (text: string): readonly string[] =>
  text
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .map((line) => line.split(/[:;]/, 1)[0] ?? '');

const writers: readonly (readonly [string, (view: StatusView) => string, (text: string) => readonly string[]])[] = [
  ['status page', (view) => statusPage(parts(view)), shapeOf],
  ['component page', (view) => componentPage(parts(view), component(view)), shapeOf],
  ['incident page', (view) => incidentPage(parts(view), view.incidents[0] ?? assert.fail()), shapeOf],
  ['badge', badge, shapeOf],
  ['RSS', rss, feedShape],
  ['Atom', atom, feedShape],
  ['RSS of a component', (view) => rss(view, component(view)), feedShape],
  ['calendar', calendar, calendarShape],
];

const sharp = ['<', '>', '"', "'", '&', ']]>', '<![CDATA[', '<!--', '-->', '</title>', '<script>', '\\', ';', ':', ','];
const breaks = [
  '\r\n',
  '\n',
  '\r',
  '\u2028',
  '\0',
  '\u0085',
  '\ud800',
  'BEGIN:VEVENT',
  'END:VCALENDAR',
  '&#0;',
  '`',
  '💥',
];
const word = fc
  .array(fc.oneof(fc.constantFrom(...sharp, ...breaks), fc.string({ maxLength: 8, unit: 'binary' })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((pieces) => pieces.join(''));

/** One line or several: that is up to who writes, so both are compared by lines of text alone. */
const withoutBreaks = (shape: readonly string[]): readonly string[] => shape.filter((tag) => !/^<br *\/?>$/.test(tag));

for (const [name, write, shape] of writers)
  test(`hostile words do not change the shape of the ${name}`, () => {
    const plain = withoutBreaks(shape(write(viewWith('word'))));
    fc.assert(
      fc.property(word, (hostile) => {
        assert.deepEqual(withoutBreaks(shape(write(viewWith(hostile)))), plain);
      }),
      { numRuns: 25 },
    );
  });

test('JSON says hostile words as they are', () => {
  fc.assert(
    fc.property(word, (hostile) => {
      const body = JSON.parse(JSON.stringify(statusBodies['/summary.json']?.(viewWith(hostile)))) as {
        readonly incidents: readonly { readonly name: string }[];
      };
      assert.equal(body.incidents[0]?.name, hostile);
    }),
    { numRuns: 25 },
  );
});
