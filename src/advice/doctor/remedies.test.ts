/** Everything people do about such troubles has its place in the doctor, and everything it offers can come up. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Patient } from './remedies.ts';
import { remediesFor, remedyIds } from './remedies.ts';
import { troubleIds, troubleOf } from './troubles.ts';

const blank = new Proxy({}, { get: (_, name) => `(${String(name)})` }) as Patient['fill'];
const patient: Patient = { os: 'linux', browser: null, fill: blank };

const offered = new Map(troubleIds.map((id) => [id, remediesFor([id], patient).map((each) => each.id)]));

/** What somebody reads in the docs: a deed, and the remedies that stand for it. */
const rows = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8')
  .split('| what people do |')[1]
  ?.split('\n\n')[0]
  ?.split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** The field's own list. */
const deeds = [
  /again, retry/,
  /^wait/,
  /status page/,
  /other sites/,
  /stability, speed/,
  /router/,
  /another network/,
  /another device or browser/,
  /cache and cookies/,
  /private window/,
  /add-ons/,
  /VPN or proxy off/,
  /flush DNS/,
  /resolver \(Google, OpenDNS, Cloudflare, Quad9\)/,
  /contact support/,
  /provider of the connection/,
  /^escalate/,
] as const;

for (const deed of deeds)
  test(`the docs say where it is offered: ${deed.source}`, () => {
    assert.equal(rows?.filter(([, what = '']) => deed.test(what)).length, 1);
  });

test('the docs name every remedy, and no other', () => {
  const named = new Set(rows?.flatMap(([, , ids = '']) => [...ids.matchAll(/`(\w+)`/g)].map(([, id]) => id)));
  for (const hop of ['link', 'route']) named.delete(hop);
  assert.deepEqual(named, new Set<string | undefined>(remedyIds));
});

for (const id of remedyIds)
  test(`${id} is among the first three for some trouble`, () => {
    assert.ok([...offered.values()].some((ids) => ids.includes(id)));
  });

test('the four resolvers are named', () => {
  const text = remediesFor(['dns_lies'], patient).find(({ id }) => id === 'other_resolver')?.text ?? '';
  for (const name of ['Cloudflare', 'Google', 'Quad9', 'OpenDNS']) assert.match(text, new RegExp(name));
});

const ownThings = [
  'clear_site',
  'fresh_copy',
  'private_window',
  'extensions_off',
  'update_browser',
  'flush_dns',
  'set_clock',
];

test('nobody is sent to their own device for what a provider does', () => {
  for (const id of troubleIds)
    if (troubleOf(id).blame === 'provider')
      assert.deepEqual(
        offered.get(id)?.filter((each) => ownThings.includes(each)),
        [],
        id,
      );
});
