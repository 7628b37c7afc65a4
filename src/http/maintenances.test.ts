import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptMaintenances, readMaintenance } from './maintenances.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const bounds = { now, upstreams: ['one', 'two'] };
const whole = { title: 'New disks', startsAt: '2026-03-01T13:00:00Z', endsAt: '2026-03-01T15:00:00+01:00' };

test('a maintenance is read with its times in any zone', () => {
  const read = readMaintenance({ ...whole, upstreams: ['two'], message: 'Bring a book.', by: 'ops' }, bounds);
  assert.deepEqual(read, {
    kind: 'maintenance',
    maintenance: {
      title: 'New disks',
      message: 'Bring a book.',
      upstreams: ['two'],
      startsAt: now + 3_600_000,
      endsAt: now + 7_200_000,
      announcedAt: now,
      by: 'ops',
      kind: 'work',
      series: null,
      repeats: null,
    },
  });
});

test('without a start it begins now, without upstreams it is about all', () => {
  const read = readMaintenance({ title: 'x', endsAt: now + 1 }, bounds);
  assert.ok(read.kind === 'maintenance');
  assert.equal(read.maintenance.startsAt, now);
  assert.equal(read.maintenance.upstreams, null);
});

const again = { cron: '0 3 * * *', zone: 'Europe/Berlin', minutes: 120 };

test('what comes again says itself when it begins first', () => {
  const read = readMaintenance({ title: 'x', repeats: again, kind: 'peak' }, bounds);
  assert.ok(read.kind === 'maintenance');
  const { startsAt, endsAt, repeats, kind } = read.maintenance;
  assert.deepEqual([new Date(startsAt).toISOString(), endsAt - startsAt], ['2026-03-02T02:00:00.000Z', 7_200_000]);
  assert.deepEqual([kind, repeats?.lastsMs, repeats?.except], ['peak', 7_200_000, []]);
});

const wrong: readonly (readonly [string, unknown, RegExp])[] = [
  ['no object', null, /Send an object/],
  ['an unknown key', { ...whole, ends: 1 }, /Only title/],
  ['a kind that is none', { ...whole, kind: 'party' }, /"work"/],
  ['a pattern of nothing', { title: 'x', repeats: 'daily' }, /"repeats" is/],
  ['a pattern without length', { title: 'x', repeats: { ...again, minutes: 0 } }, /"minutes"/],
  ['a pattern in no zone', { title: 'x', repeats: { ...again, zone: 'Mars' } }, /time zone/],
  ['a pattern with times', { ...whole, repeats: again }, /needs no "startsAt"/],
  ['no title', { endsAt: whole.endsAt }, /"title"/],
  ['a title of two lines', { ...whole, title: 'a\nb' }, /"title"/],
  ['a title without end', { ...whole, title: 'x'.repeat(201) }, /"title"/],
  ['no end', { title: 'x' }, /"endsAt"/],
  ['an end before the start', { ...whole, endsAt: '2026-03-01T12:30:00Z' }, /"endsAt"/],
  ['an end in the past', { ...whole, startsAt: now - 7_200_000, endsAt: now - 3_600_000 }, /"endsAt"/],
  ['a time without its zone', { ...whole, endsAt: '2026-03-01T15:00:00' }, /"endsAt"/],
  ['a month and more', { ...whole, endsAt: now + 40 * 86_400_000 }, /"endsAt"/],
  ['a start next year', { ...whole, startsAt: now + 400 * 86_400_000, endsAt: now + 401 * 86_400_000 }, /"startsAt"/],
  ['a start long ago', { ...whole, startsAt: 0 }, /"startsAt"/],
  ['an upstream that is not there', { ...whole, upstreams: ['one', 'three'] }, /"upstreams"/],
  ['no upstream at all', { ...whole, upstreams: [] }, /"upstreams"/],
  ['upstreams that are no list', { ...whole, upstreams: 'one' }, /"upstreams"/],
  ['a message that is no text', { ...whole, message: 7 }, /"message"/],
  ['a name that is no text', { ...whole, by: {} }, /"by"/],
];

for (const [name, body, says] of wrong)
  test(`refused: ${name}`, () => {
    const read = readMaintenance(body, bounds);
    assert.ok(read.kind === 'refused');
    assert.match(read.message, says);
  });

const of = (id: string, endsAt: number): string => JSON.stringify({ id, endsAt });

test('what ended long ago is forgotten, and a text that is none is left alone', async () => {
  const dropped: string[] = [];
  const documents = {
    all: async () => [of('old', now - 31 * 86_400_000), of('new', now - 86_400_000), 'broken'],
    keep: async () => {},
    drop: async (_: string, id: string) => void dropped.push(id),
  };
  const kept = await keptMaintenances(documents, now);
  assert.deepEqual(
    kept.map(({ id }) => id),
    ['new'],
  );
  assert.deepEqual(dropped, ['old']);
});
