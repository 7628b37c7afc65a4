/** Feeds and calendar as others read them: an independent reader gets the words that were written, however they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFeed } from '@rowanmanning/feed-parser';
import ICAL from 'ical.js';
import { statusViewWith } from '../../../test/fakes/status-view.ts';
import { atom, calendar, rss } from './feeds.ts';
import type { StatusView } from './view.ts';

const words: readonly string[] = [
  'Plain words',
  '</title><b>& "x" ]]> <![CDATA[ <!--',
  "BEGIN:VEVENT;,: \\n 'quoted'",
  'é💥 \u2028 한국어 '.repeat(20).trim(),
];

/** Readers of feeds show titles as HTML; what they show is compared. */
const shown = (text: string | null): string =>
  (text ?? '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const feeds: readonly (readonly [name: string, write: (view: StatusView) => string])[] = [
  ['Atom', (view) => atom(view)],
  ['RSS', (view) => rss(view)],
];

for (const [name, write] of feeds)
  for (const word of words)
    test(`${name} is read with ${JSON.stringify(word).slice(0, 30)} as one item with its title, place and time`, () => {
      const view = statusViewWith(word);
      const feed = parseFeed(write(view));
      assert.equal(feed.title, 'ai.example.org status');
      assert.equal(feed.updated?.getTime(), view.updatedAt);
      const [item, ...more] = feed.items;
      assert.deepEqual(more, []);
      assert.equal(item?.url, 'https://ai.example.org/status/incidents/aabbcc');
      assert.equal(item.published?.getTime(), view.incidents[0]?.noticedAt);
      // What an HTML reader makes of it, once or twice: RSS does not say which.
      assert.ok([item.title, shown(item.title)].includes(word), `${item.title}`);
      assert.match(item.content ?? '', /<strong>investigating<\/strong>/);
    });

test('in Atom a title that looks like marks of HTML is read as it was written', () => {
  const [item] = parseFeed(atom(statusViewWith('&amp; and &#0;'))).items;
  assert.equal(item?.title, '&amp; and &#0;');
});

test('Atom has what its schema asks for beside its form: an author, a link, a time for each entry (RFC 4287, 4.1)', () => {
  const text = atom(statusViewWith('word'));
  const [head = '', ...entries] = text.split('<entry>');
  assert.match(head, /<author>\s*<name>ai\.example\.org<\/name>\s*<\/author>/);
  assert.match(head, /<link rel="self" href="https:\/\/ai\.example\.org\/history\.atom"\/>/);
  for (const entry of entries)
    for (const name of ['id', 'title', 'updated', 'link']) assert.ok(entry.includes(`<${name}`));
});

for (const word of words)
  test(`the calendar is read with ${JSON.stringify(word).slice(0, 30)} as one event with its words and times`, () => {
    const view = statusViewWith(word);
    const all = new ICAL.Component(ICAL.parse(calendar(view)) as unknown[]).getAllSubcomponents('vevent');
    const [event, ...more] = all.map((one) => new ICAL.Event(one));
    assert.deepEqual(more, []);
    assert.deepEqual([event?.summary, event?.description, event?.uid], [word, word, 'mnt_1@ai.example.org']);
    const [work] = view.maintenances;
    assert.equal(event?.startDate.toUnixTime(), (work?.startsAt ?? 0) / 1_000);
    assert.equal(event?.endDate.toUnixTime(), (work?.endsAt ?? 0) / 1_000);
  });
